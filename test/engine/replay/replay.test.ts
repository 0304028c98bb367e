import { describe, expect, onTestFinished, test } from 'vitest'
import type { CaptureRow, ReplayAnswer, ReplayInput } from '../../../src/core/api.ts'
import type { ExchangeRow } from '../../../src/core/exchange.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { openRaw } from '../../clients/raw.ts'
import { connectSdk, connectSse } from '../../clients/sdk.ts'
import { exchangeIn, okOf } from '../../interop/tapped.ts'
import { startRaw } from '../../servers/raw.ts'
import { startSse } from '../../servers/sse.ts'
import { startStreamable, type StreamableServer } from '../../servers/streamable.ts'
import { engineOfFile, exchangesOf, newEngine } from './engines.ts'

const here = engineOfFile()

interface Scene {
  engine: Engine
  capture: CaptureRow
  server: StreamableServer
  /** The call of `echo`, over SSE, that the server has answered. */
  call: ExchangeRow
  /** What `replay` is given beside the frame of that call. */
  replay: (input: Omit<ReplayInput, 'frame' | 'captureId'>) => Promise<ReplayAnswer>
}

/** A session through a tap, still open, with a list of tools and a call in it. */
async function session(): Promise<Scene> {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const { engine } = here
  const capture = okOf(await engine.startTap({ url: server.url }))
  const client = await connectSdk(capture.tapUrl ?? '')
  onTestFinished(() => client.close())
  await client.client.listTools()
  await client.call('echo', { text: 'hi' })
  const { captureId } = capture
  const called = async () => {
    const rows = okOf(await engine.rows({ kind: 'exchanges', captureId, filter: 'rpc:"tools/call echo" end:*' })).rows
    return rows[0]
  }
  await expect.poll(called).toBeDefined()
  const call = (await called())!
  const replay = async (input: Omit<ReplayInput, 'frame'>) =>
    okOf(await engine.replay({ captureId, frame: call.frame, ...input }))
  return { engine, capture, server, call, replay }
}

/** Waits until a session is in the log, which lags a moment behind the traffic. */
async function seen(engine: Engine, captureId: number, sessionId = ''): Promise<void> {
  const filter = `sessionId:"${sessionId}" issuedBy>0`
  await expect.poll(async () => okOf(await engine.rows({ kind: 'sessions', captureId, filter })).total).toBe(1)
}

describe('a call of a sound session', () => {
  test('is replayed exactly, and nothing differs', async () => {
    const { engine, capture, call, replay } = await session()
    const answer = await replay({ mode: 'exact' })
    expect(answer).toEqual({
      original: { captureId: capture.captureId, frame: call.frame },
      exchange: { captureId: capture.captureId, frame: expect.any(Number) },
      others: [],
      status: { original: 200, replay: 200 },
      diff: [],
    })
    const [shown, replayed] = [
      exchangeIn(await engine.show(answer.original)),
      exchangeIn(await engine.show(answer.exchange)),
    ]
    expect(shown.replays).toEqual([answer.exchange])
    expect(replayed.exchange.replayOf).toBe(String(call.frame))
    expect(replayed.exchange.end).toBe('server-clean')
  })

  test('is replayed in a fresh session, which is ended afterwards', async () => {
    const { engine, call, server, replay } = await session()
    const before = server.sessions()
    const { exchange, others, status, diff } = await replay({ mode: 'fresh' })
    expect(status).toEqual({ original: 200, replay: 200 })
    expect(diff.map(({ part, at }) => `${part} ${at}`)).toEqual([
      'request header mcp-session-id',
      'response header mcp-session-id',
    ])
    const rows = okOf(await engine.rows({ kind: 'exchanges', captureId: exchange.captureId })).rows
    const sent = others.map(({ frame }) => rows.find((row) => row.frame === frame))
    expect(sent.map((row) => row?.rpc ?? row?.method)).toEqual(['initialize', 'notifications/initialized', 'DELETE'])
    const carried = rows.find(({ frame }) => frame === exchange.frame)?.carried
    expect(carried).not.toBe(call.carried)
    expect(sent.map((row) => row?.carried)).toEqual([null, carried, carried])
    expect(server.sessions()).toEqual(before)
    // The handshake is the one that this client had sent.
    const shown = exchangeIn(await engine.show({ captureId: exchange.captureId, frame: others[0]?.frame ?? 0 }))
    expect(shown.requestBody?.text).toContain('"name":"tool-client"')
  })

  test('is kept apart from its client when it is replayed, by this Tapscope or by another', async () => {
    const { engine, capture, call } = await session()
    const { captureId } = capture
    const other = await newEngine(here.folder)
    const runs = [
      okOf(await engine.replay({ captureId, frame: call.frame, mode: 'fresh' })),
      okOf(await other.replay({ captureId, frame: call.frame, mode: 'fresh' })),
      okOf(await engine.replay({ captureId, frame: call.frame, mode: 'exact' })),
    ]
    const { rows } = okOf(await engine.rows({ kind: 'exchanges', captureId }))
    const numbers = runs.map(({ exchange, others }) => [
      ...new Set([exchange, ...others].map(({ frame }) => rows.find((row) => row.frame === frame)?.replay)),
    ])
    expect(numbers).toEqual([[expect.any(Number)], [expect.any(Number)], [expect.any(Number)]])
    expect(new Set(numbers.flat()).size).toBe(3)
    expect(call.replay).toBeNull()
    const sessions = okOf(await engine.rows({ kind: 'sessions', captureId })).rows
    expect(sessions.map(({ replay, end, successor }) => [replay, end?.kind ?? null, successor])).toEqual([
      [null, null, null],
      [numbers[0]?.[0], 'deleted', null],
      [numbers[1]?.[0], 'deleted', null],
    ])
    const own = rows.filter(({ session: key, carried, replay }) => key === call.session && carried && replay === null)
    expect(sessions[0]?.carriedBy).toBe(own.length)
  })

  test('is replayed in the session that is open now', async () => {
    const { engine, capture, call, server, replay } = await session()
    await server.forget()
    expect((await replay({ mode: 'exact' })).status).toEqual({ original: 200, replay: 404 })
    const client = await connectSdk(capture.tapUrl ?? '')
    onTestFinished(() => client.close())
    await seen(engine, capture.captureId, client.sessionId())
    const { exchange, others, status } = await replay({ mode: 'live' })
    expect({ others, status }).toEqual({ others: [], status: { original: 200, replay: 200 } })
    const { carried } = exchangeIn(await engine.show(exchange)).exchange
    expect(carried).toBe(client.sessionId())
    expect(carried).not.toBe(call.carried)
  })

  test('is replayed with another body', async () => {
    const { replay } = await session()
    const body =
      '{"jsonrpc":"2.0","id":"other","method":"tools/call","params":{"name":"echo","arguments":{"text":"ho"}}}'
    const { diff } = await replay({ mode: 'exact', body })
    expect(diff).toContainEqual({
      part: 'response body',
      at: '$.result.content[0].text',
      original: '"hi"',
      replay: '"ho"',
    })
    expect(diff).toContainEqual({ part: 'response body', at: '$.id', original: '2', replay: '"other"' })
  })

  test('may be named by the frame of a message in it', async () => {
    const { engine, capture, call } = await session()
    const { messages } = exchangeIn(await engine.show({ captureId: capture.captureId, frame: call.frame }))
    for (const { frame } of messages) {
      const answer = okOf(await engine.replay({ captureId: capture.captureId, frame, mode: 'exact' }))
      expect(answer.original.frame).toBe(call.frame)
    }
  })
})

describe('the tap of a replay', () => {
  test('is that of the capture, also when another process runs it', async () => {
    const { capture, call } = await session()
    const other = await newEngine(here.folder)
    const answer = okOf(await other.replay({ captureId: capture.captureId, frame: call.frame, mode: 'exact' }))
    expect(answer.exchange.captureId).toBe(capture.captureId)
    expect(answer.diff).toEqual([])
  })

  test('is opened for it when the capture is over, and closed again', async () => {
    const { engine, capture, call, replay } = await session()
    await engine.stopTap(capture)
    const { exchange, diff } = await replay({ mode: 'fresh' })
    const [row] = okOf(await engine.rows({ kind: 'captures', filter: `captureId:${exchange.captureId}` })).rows
    expect(row).toMatchObject({ name: `replay of ${capture.captureId}:${call.frame}`, target: capture.target })
    expect(row).toMatchObject({ stoppedAt: expect.any(String), exchanges: 4, dropped: 0 })
    expect(diff.map(({ at }) => at)).toEqual(['mcp-session-id', 'mcp-session-id'])
    expect(exchangeIn(await engine.show(exchange)).exchange.replayOf).toBe(`${capture.captureId}:${call.frame}`)
  })

  test('is opened to another server, whose path is its own', async () => {
    const { engine, replay } = await session()
    const other = await startRaw()
    onTestFinished(() => other.close())
    const { exchange, status } = await replay({ mode: 'exact', to: `${new URL(other.url).origin}/202` })
    expect(status).toEqual({ original: 200, replay: 202 })
    expect(other.received.map((bytes) => bytes.toString('latin1').split('\r\n', 1)[0])).toEqual(['POST /202 HTTP/1.1'])
    expect(exchangeIn(await engine.show(exchange)).exchange.url).toBe(`${new URL(other.url).origin}/202`)
  })

  test('is not opened for what cannot be replayed', async () => {
    const { engine, capture, call } = await session()
    await engine.stopTap(capture)
    const before = okOf(await engine.rows({ kind: 'captures' })).total
    const input = { captureId: capture.captureId, frame: call.frame, mode: 'live' } as const
    expect(await engine.replay(input)).toMatchObject({ failed: { kind: 'cannot-replay', message: /is open now/ } })
    expect(okOf(await engine.rows({ kind: 'captures' })).total).toBe(before)
  })
})

test('the bytes of an exact replay are those of the client, its credentials included', async () => {
  const server = await startRaw()
  onTestFinished(() => server.close())
  const { engine } = here
  const { captureId, tapUrl } = okOf(await engine.startTap({ url: server.url }))
  const connection = await openRaw(tapUrl ?? '')
  await connection.write(
    `POST /echo?token=t0p&x=1 HTTP/1.1\r\nhOSt: ${new URL(tapUrl ?? '').host}\r\nAuthorization: Bearer s3cret\r\nX-Odd:  a \r\n` +
      'Cookie: a=1; b=2\r\nx-odd: caf\u00e9\r\nContent-Length: 5\r\n\r\nna\u00efv',
  )
  await connection.write('e')
  await connection.until('ve')
  connection.close()
  const [row] = await exchangesOf(engine, captureId, 1)
  const answer = okOf(await engine.replay({ captureId, frame: row?.frame ?? 0, mode: 'exact' }))
  expect(answer.diff).toEqual([])
  expect(server.received).toHaveLength(2)
  expect(server.received[0]?.toString('latin1')).toContain('Bearer s3cret')
  expect(server.received[1]?.toString('latin1')).toBe(server.received[0]?.toString('latin1'))
})

describe('over HTTP+SSE', () => {
  test('a request is replayed on its stream, on the live one and on a fresh one', async () => {
    const server = await startSse()
    onTestFinished(() => server.close())
    const { engine } = here
    const { captureId, tapUrl } = okOf(await engine.startTap({ url: server.url }))
    const first = await connectSse(tapUrl ?? '')
    await first.call('echo', { text: 'hi' })
    await first.close()
    const filter = 'rpc:"tools/call echo" end:*'
    const calls = async () => okOf(await engine.rows({ kind: 'exchanges', captureId, filter })).rows
    await expect.poll(calls).toHaveLength(1)
    const [call] = await calls()
    const replay = async (mode: ReplayInput['mode']) =>
      okOf(await engine.replay({ captureId, frame: call?.frame ?? 0, mode, confirmed: true }))

    expect((await replay('exact')).status).toEqual({ original: 202, replay: 404 })
    const fresh = await replay('fresh')
    expect(fresh.status).toEqual({ original: 202, replay: 202 })
    const others = await Promise.all(fresh.others.map(async (ref) => exchangeIn(await engine.show(ref)).exchange))
    expect(others.map(({ rpc, method }) => rpc ?? method)).toEqual(['GET', 'initialize', 'notifications/initialized'])
    const echoed = exchangeIn(await engine.show(fresh.others[0]!)).events.at(-1)?.data
    expect(echoed).toContain('"text":"hi"')

    const second = await connectSse(tapUrl ?? '')
    onTestFinished(() => second.close())
    await expect
      .poll(async () => okOf(await engine.rows({ kind: 'sessions', captureId, filter: '-end:*' })).total)
      .toBe(1)
    const live = await replay('live')
    expect(live.status.replay).toBe(202)
    expect(live.diff.map(({ part }) => part)).toEqual(['request line'])
  })
})

describe('a replay fails', () => {
  test('for a tool that may change something, until it is confirmed', async () => {
    const { engine, capture, call } = await session()
    const body = '{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"slow","arguments":{"ms":1}}}'
    const input = { captureId: capture.captureId, frame: call.frame, mode: 'exact', body } as const
    const failed = await engine.replay(input)
    expect(failed).toMatchObject({ failed: { kind: 'not-confirmed', message: /"slow"/ } })
    expect(okOf(await engine.replay({ ...input, confirmed: true })).status.replay).toBe(200)
  })

  test('when the server is gone, and says so', async () => {
    const { engine, capture, server, call } = await session()
    await server.close()
    for (const mode of ['exact', 'fresh'] as const) {
      const failed = await engine.replay({ captureId: capture.captureId, frame: call.frame, mode })
      expect(failed).toMatchObject({
        failed: { kind: 'unreachable', message: /cannot be reached: connect ECONNREFUSED/ },
      })
    }
  })

  test('when the server opens no session', async () => {
    const { engine, capture, call } = await session()
    const other = await startRaw()
    onTestFinished(() => other.close())
    const to = `${new URL(other.url).origin}/202`
    const input = { captureId: capture.captureId, frame: call.frame, mode: 'fresh', to } as const
    const message = 'The server opened no fresh session: it answered 202 to `initialize`.'
    expect(await engine.replay(input)).toMatchObject({ failed: { kind: 'cannot-replay', message } })
  })

  test('for a frame or an address that there is not', async () => {
    const { engine, capture, call } = await session()
    const { captureId } = capture
    expect(await engine.replay({ captureId, frame: 4711, mode: 'exact' })).toMatchObject({
      failed: { kind: 'not-found' },
    })
    const nowhere = { captureId, frame: call.frame, mode: 'exact', to: 'ftp://x' } as const
    expect(await engine.replay(nowhere)).toMatchObject({ failed: { kind: 'bad-input' } })
  })
})
