import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { CaptureRow, ReplayInput } from '../../../src/core/api.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { RECORD } from '../../../src/engine/log/records.ts'
import { now } from '../../../src/engine/log/recorder.ts'
import { readOriginal, unsafeTool } from '../../../src/engine/replay/original.ts'
import { openRaw, sendRaw } from '../../clients/raw.ts'
import { connectSdk } from '../../clients/sdk.ts'
import { okOf } from '../../interop/tapped.ts'
import { listen } from '../../servers/listen.ts'
import { startRaw } from '../../servers/raw.ts'
import { startStreamable } from '../../servers/streamable.ts'
import { engineOfFile, exchangesOf, logOfFile, newEngine } from './engines.ts'

const here = engineOfFile()
const elsewhere = logOfFile(here)

interface Scene {
  capture: CaptureRow
  /** Reads as another process would, which shares the database and not the memory. */
  read: (frame: number, over?: Partial<ReplayInput>) => ReturnType<typeof readOriginal>
  /** The frame of its first exchange, once that is over. */
  exchange: () => Promise<number>
}

/** A tap in front of a server that answers with what `AWKWARD` has for each path. */
async function tapAwkward(engine: Engine = here.engine): Promise<Scene> {
  const server = await startRaw()
  onTestFinished(() => server.close())
  return tap(engine, server.url)
}

async function tap(engine: Engine, url: string): Promise<Scene> {
  const capture = okOf(await engine.startTap({ url }))
  const { captureId } = capture
  return {
    capture,
    read: (frame, over) => readOriginal(elsewhere.log, { mode: 'exact', captureId, frame, ...over }),
    exchange: async () => (await exchangesOf(engine, captureId, 1))[0]?.frame ?? 0,
  }
}

/** Sends a request and waits until the connection, kept alive, has brought the answer. */
async function ask({ tapUrl }: CaptureRow, request: string, answer: string): Promise<void> {
  const connection = await openRaw(tapUrl ?? '')
  await connection.write(request)
  await connection.until(answer)
  connection.close()
}

const hostOf = ({ tapUrl }: CaptureRow) => new URL(tapUrl ?? '').host

test('a request is read byte for byte', async () => {
  const { read, capture, exchange } = await tapAwkward()
  const head = `POST /echo?q=a%20b HTTP/1.1\r\nhOsT: ${hostOf(capture)}\r\nX-A:  1 \r\nx-a: caf\u00e9\r\nContent-Length: 6\r\n\r\n`
  await ask(capture, `${head}na\u00c3\u00afve`, 've')
  const { original } = okOf(await read(await exchange()))
  expect(original.request.head).toBe(head)
  expect(original.text).toBe('naïve')
})

const BATCH = '[ {"jsonrpc":"2.0","id":1,"method":"ping"} ,\n{"jsonrpc":"2.0","id":2,"method":"ping"} ]'

test('a batch is read as a whole, by any of its frames', async () => {
  const { read, capture, exchange } = await tapAwkward()
  const head = `POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: ${BATCH.length}\r\n\r\n`
  await ask(capture, head + BATCH, '} ]')
  const frame = await exchange()
  for (const one of [frame, frame + 1, frame + 2]) {
    expect(okOf(await read(one)).original.text).toBe(BATCH)
  }
})

test('a body that was sent behind an interim answer is read from there', async () => {
  const patient = await listen(
    net.createServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate'))
      })
    }),
    '/',
  )
  onTestFinished(() => patient.close())
  const { read, capture, exchange } = await tap(here.engine, patient.url)
  const connection = await openRaw(capture.tapUrl ?? '')
  await connection.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${BATCH.length}\r\n\r\n`)
  await connection.until('Continue')
  await connection.write(BATCH)
  await connection.ended
  connection.close()
  expect(okOf(await read(await exchange())).original.text).toBe(BATCH)
})

test('a body that was not kept in full can be replaced, not replayed', async () => {
  const { read, capture, exchange } = await tapAwkward(await newEngine(here.folder, 4))
  await ask(capture, `POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: 6\r\n\r\nabcdef`, 'ef')
  const frame = await exchange()
  expect(await read(frame)).toMatchObject({ failed: { kind: 'cannot-replay', message: /not captured in full/ } })
  expect(await read(frame, { body: 'other' })).toHaveProperty('ok')
})

test('a request that its client broke off cannot be replayed', async () => {
  const { read, capture, exchange } = await tapAwkward()
  const connection = await openRaw(capture.tapUrl ?? '')
  await connection.write(`POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: 10\r\n\r\nabc`)
  connection.reset()
  expect(await read(await exchange())).toMatchObject({ failed: { kind: 'cannot-replay' } })
})

test('credentials that only the memory of another process holds cannot be sent again', async () => {
  const { read, capture, exchange } = await tapAwkward()
  const request = `GET /no-answer HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nAuthorization: Bearer s3cret\r\n\r\n`
  await sendRaw(capture.tapUrl ?? '', request)
  const failed = await read(await exchange())
  expect(failed).toMatchObject({ failed: { kind: 'cannot-replay', message: /a credential that nothing stores/ } })
  expect(JSON.stringify(failed)).not.toContain('s3cret')
})

test('a frame that is not there is said not to be', async () => {
  const { read } = await tapAwkward()
  expect(await read(1)).toMatchObject({ failed: { kind: 'not-found' } })
})

test('a fresh session begins with the initialize of the same session, else of the same client', async () => {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const { read, capture } = await tap(here.engine, server.url)
  const url = capture.tapUrl ?? ''
  const client = await connectSdk(url)
  await client.call('echo', { text: 'hi' })
  await client.terminate()
  await client.close()
  const lost = await connectSdk(url, { sessionId: 'made-up' })
  await expect(lost.call('echo', { text: 'hi' })).rejects.toThrow('Session not found')
  const stranger = 'GET /mcp HTTP/1.1\r\nUser-Agent: somebody else\r\nConnection: close\r\nAccept: text/plain\r\n'
  await sendRaw(url, `${stranger}Host: ${hostOf(capture)}\r\n\r\n`)

  const rows = await exchangesOf(here.engine, capture.captureId, 7)
  const initializes = rows.map(async ({ frame }) => {
    const { original } = okOf(await read(frame, { mode: 'fresh' }))
    return original.initialize && Buffer.from(original.initialize).toString()
  })
  const names = expect.stringContaining('"name":"tool-client"')
  expect(await Promise.all(initializes)).toEqual([...Array(rows.length - 1).fill(names), null])
})

const call = (name: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })

test('tools are safe to call again if the newest list that names them says so', async () => {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const { captureId, tapUrl } = okOf(await here.engine.startTap({ url: server.url }))
  const unsafe = (text: string) => unsafeTool(elsewhere.log, captureId, text)
  expect(await unsafe(call('echo'))).toBe('echo')

  const { client, close } = await connectSdk(tapUrl ?? '')
  await client.listTools()
  await close()
  await expect.poll(() => unsafe(call('echo'))).toBeUndefined()
  expect(await unsafe(call('slow'))).toBe('slow')
  expect(await unsafe(call('unheard of'))).toBe('unheard of')
  expect(await unsafe(`[${call('echo')},${call('fail')}]`)).toBe('fail')
  expect(await unsafe('{"jsonrpc":"2.0","id":1,"method":"ping"}')).toBeUndefined()
})

test('what passed on stdio is not replayed, and says what to do instead', async () => {
  const { log } = elsewhere
  const capture = { name: 'cat', target: 'cat', transport: 'stdio', tapUrl: null, at: now(), keepBytes: 1000 }
  const captureId = await log.write('begin', capture)
  const recorder = log.recorder(captureId)
  recorder.record(RECORD.spawn, 0, 0, Buffer.from('{"command":["cat"],"pid":1,"failure":null}'))
  recorder.record(RECORD.stdio, 0, 0, Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}\n'))
  recorder.flush()
  await log.write('end', { captureId })
  for (const frame of [1, 2]) {
    expect(await here.engine.replay({ captureId, frame, mode: 'exact' })).toEqual({
      failed: {
        kind: 'cannot-replay',
        message: expect.stringMatching(`^Frame ${frame} .* on stdio, and only HTTP requests can be replayed\\.$`),
        advice: expect.stringContaining('`tapscope wrap`'),
      },
    })
  }
})
