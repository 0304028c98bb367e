import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { CaptureRow, ReplayInput } from '../../../src/core/api.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { openLog } from '../../../src/engine/log/log.ts'
import { readOriginal, unsafeTool } from '../../../src/engine/replay/original.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import { openRaw, sendRaw } from '../../clients/raw.ts'
import { connectSdk } from '../../clients/sdk.ts'
import { okOf, tapInFrontOf } from '../../interop/tapped.ts'
import { listen } from '../../servers/listen.ts'
import { startRaw } from '../../servers/raw.ts'
import { startStreamable } from '../../servers/streamable.ts'
import { exchangesOf, newEngine, newFolder } from './engines.ts'

interface Scene {
  folder: string
  engine: Engine
  capture: CaptureRow
  /** Reads as another process would, which shares the database and not the memory. */
  read: (input: Omit<ReplayInput, 'mode'> & Partial<ReplayInput>) => ReturnType<typeof readOriginal>
}

/** A tap in front of a server that answers with what `AWKWARD` has for each path. */
async function tapAwkward(keepBytes?: number): Promise<Scene> {
  const server = await startRaw()
  onTestFinished(() => server.close())
  const folder = await newFolder()
  const engine = await newEngine(folder, keepBytes)
  const capture = okOf(await engine.startTap({ url: server.url }))
  const log = openLog({ dataFolder: folder, threadUrl: writerUrl() })
  onTestFinished(() => log.close())
  return { folder, engine, capture, read: (input) => readOriginal(log, { mode: 'exact', ...input }) }
}

/** Sends a request and waits until the connection, kept alive, has brought the answer. */
async function ask(url: string, request: string, answer: string): Promise<void> {
  const connection = await openRaw(url)
  await connection.write(request)
  await connection.until(answer)
  connection.close()
}

const hostOf = ({ tapUrl }: CaptureRow) => new URL(tapUrl ?? '').host

test('a request is read byte for byte', async () => {
  const { engine, capture, read } = await tapAwkward()
  const head = `POST /echo?q=a%20b HTTP/1.1\r\nhOsT: ${hostOf(capture)}\r\nX-A:  1 \r\nx-a: caf\u00e9\r\nContent-Length: 6\r\n\r\n`
  await ask(capture.tapUrl ?? '', `${head}na\u00c3\u00afve`, 've')
  const [row] = await exchangesOf(engine, capture.captureId, 1)
  const { original } = okOf(await read({ frame: row?.frame ?? 0 }))
  expect(original.request.head).toBe(head)
  expect(original.text).toBe('naïve')
})

const BATCH = '[ {"jsonrpc":"2.0","id":1,"method":"ping"} ,\n{"jsonrpc":"2.0","id":2,"method":"ping"} ]'

test('a batch is read as a whole, by any of its frames', async () => {
  const { engine, capture, read } = await tapAwkward()
  const head = `POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: ${BATCH.length}\r\n\r\n`
  await ask(capture.tapUrl ?? '', head + BATCH, '} ]')
  const [row] = await exchangesOf(engine, capture.captureId, 1)
  const frame = row?.frame ?? 0
  for (const one of [frame, frame + 1, frame + 2]) {
    expect(okOf(await read({ frame: one })).original.text).toBe(BATCH)
  }
})

test('a body that was sent behind an interim answer is read from there', async () => {
  const early = await listen(
    net.createServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n')
        socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate'))
      })
    }),
    '/',
  )
  onTestFinished(() => early.close())
  const { engine, read } = await tapAwkward()
  const { captureId, tapUrl } = okOf(await engine.startTap({ url: early.url }))
  const connection = await openRaw(tapUrl ?? '')
  await connection.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${BATCH.length}\r\n\r\n`)
  await connection.until('Continue')
  await connection.write(BATCH)
  await connection.ended
  connection.close()
  const [row] = await exchangesOf(engine, captureId, 1)
  expect(okOf(await read({ captureId, frame: row?.frame ?? 0 })).original.text).toBe(BATCH)
})

test('a body that was not kept in full can be replaced, not replayed', async () => {
  const { engine, capture, read } = await tapAwkward(4)
  const request = `POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: 6\r\n\r\nabcdef`
  await ask(capture.tapUrl ?? '', request, 'ef')
  const [row] = await exchangesOf(engine, capture.captureId, 1)
  const frame = row?.frame ?? 0
  expect(await read({ frame })).toMatchObject({ failed: { kind: 'cannot-replay', message: /not captured in full/ } })
  expect(await read({ frame, body: 'other' })).toHaveProperty('ok')
})

test('a request that its client broke off cannot be replayed', async () => {
  const { engine, capture, read } = await tapAwkward()
  const connection = await openRaw(capture.tapUrl ?? '')
  await connection.write(`POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: 10\r\n\r\nabc`)
  connection.reset()
  const [row] = await exchangesOf(engine, capture.captureId, 1)
  expect(await read({ frame: row?.frame ?? 0 })).toMatchObject({ failed: { kind: 'cannot-replay' } })
})

test('credentials that only the memory of another process holds cannot be sent again', async () => {
  const { engine, capture, read } = await tapAwkward()
  await sendRaw(
    capture.tapUrl ?? '',
    `GET /no-answer HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nAuthorization: Bearer s3cret\r\n\r\n`,
  )
  const [row] = await exchangesOf(engine, capture.captureId, 1)
  const failed = await read({ frame: row?.frame ?? 0 })
  expect(failed).toMatchObject({ failed: { kind: 'cannot-replay', message: /a credential that nothing stores/ } })
  expect(JSON.stringify(failed)).not.toContain('s3cret')
})

test('a frame that is not there, or belongs to no exchange, is said to be so', async () => {
  const { read } = await tapAwkward()
  expect(await read({ frame: 1 })).toMatchObject({ failed: { kind: 'not-found' } })
})

test('a fresh session begins with the initialize of the same session, else of the same client', async () => {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const folder = await newFolder()
  const engine = await newEngine(folder)
  const { captureId, tapUrl } = okOf(await engine.startTap({ url: server.url }))
  const client = await connectSdk(tapUrl ?? '')
  await client.call('echo', { text: 'hi' })
  await client.terminate()
  await client.close()
  await connectSdk(tapUrl ?? '', { sessionId: 'made-up' }).then((other) =>
    other.call('echo', { text: 'hi' }).catch(() => {}),
  )
  const request = 'GET /mcp HTTP/1.1\r\nUser-Agent: somebody else\r\nConnection: close\r\nAccept: text/plain\r\n'
  await sendRaw(tapUrl ?? '', `${request}Host: ${new URL(tapUrl ?? '').host}\r\n\r\n`)
  const rows = await exchangesOf(engine, captureId, 7)

  const log = openLog({ dataFolder: folder, threadUrl: writerUrl() })
  onTestFinished(() => log.close())
  const initializes = rows.map(async ({ frame }) => {
    const { original } = okOf(await readOriginal(log, { captureId, frame, mode: 'fresh' }))
    return original.initialize && Buffer.from(original.initialize).toString()
  })
  const texts = await Promise.all(initializes)
  const names = expect.stringContaining('"name":"tool-client"')
  expect(texts).toEqual([...Array(rows.length - 1).fill(names), null])
})

const call = (name: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })

test('tools are safe to call again if the newest list that names them says so', async () => {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const tapped = await tapInFrontOf(server.url)
  onTestFinished(() => tapped.close())
  const folder = okOf(await tapped.api.about({})).dataFolder
  const log = openLog({ dataFolder: folder, threadUrl: writerUrl() })
  onTestFinished(() => log.close())

  expect(await unsafeTool(log, tapped.captureId, call('echo'))).toBe('echo')
  const client = await connectSdk(tapped.url)
  await client.client.listTools()
  await tapped.rows('messages', (rows) => rows.some(({ method, kind }) => method === 'tools/list' && kind === 'result'))
  await client.close()

  expect(await unsafeTool(log, tapped.captureId, call('echo'))).toBeUndefined()
  expect(await unsafeTool(log, tapped.captureId, call('slow'))).toBe('slow')
  expect(await unsafeTool(log, tapped.captureId, call('unheard of'))).toBe('unheard of')
  expect(await unsafeTool(log, tapped.captureId, `[${call('echo')},${call('fail')}]`)).toBe('fail')
  expect(await unsafeTool(log, tapped.captureId, '{"jsonrpc":"2.0","id":1,"method":"ping"}')).toBeUndefined()
})
