import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExportInput, RowKind } from '../../../src/core/api.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import { connectSdk } from '../../clients/sdk.ts'
import { recordingNames, traceFileOf } from '../../interop/recordings.ts'
import { okOf, traceOf } from '../../interop/tapped.ts'
import { startStreamable, type StreamableServer } from '../../servers/streamable.ts'

let folder: string
let engine: Engine
let server: StreamableServer
let captureId: number

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tapscope-trace-'))
  engine = await createEngine({ dataFolder: folder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' })
  server = await startStreamable()
  const capture = okOf(await engine.startTap({ url: server.url }))
  ;({ captureId } = capture)
  const client = await connectSdk(capture.tapUrl ?? '')
  await client.call('echo', { text: 'hello', password: 'hunter22' })
  await client.terminate()
  await client.close()
  okOf(await engine.stopTap({ captureId }))
})
afterAll(async () => {
  await engine.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const exported = (input: ExportInput): Promise<string> => traceOf(engine, input)

const imported = async (text: string) => okOf(await engine.importFrom(Readable.from([Buffer.from(text)])))

/** Rows without what names their capture. */
async function rowsOf(kind: RowKind, of: number): Promise<string> {
  const { rows } = okOf(await engine.rows({ kind, captureId: of, limit: 1000 }))
  return JSON.stringify(rows).replaceAll(
    new RegExp(`"captureId":${of}\\b|"${of}-(\\d+)"`, 'g'),
    (_whole, key?: string) => (key ? `"#${key}"` : ''),
  )
}

test('goes out and in again byte for byte, and shows everything that the original did', async () => {
  const text = await exported({ captureId, redact: false })
  const { captureId: copy, broken } = await imported(text)
  expect(broken).toBeNull()
  expect(await exported({ captureId: copy, redact: false })).toBe(text)
  for (const kind of ['sessions', 'exchanges', 'messages', 'streams', 'findings'] as const)
    expect(await rowsOf(kind, copy)).toBe(await rowsOf(kind, captureId))
  const [original, other] = await Promise.all([
    engine.show({ captureId, frame: 1 }),
    engine.show({ captureId: copy, frame: 1 }),
  ])
  expect(okOf(other)).toMatchObject({ kind: 'exchange', request: (okOf(original) as { request: object }).request })
})

test.each(await recordingNames())(
  'the recording %s comes out as it went in, and redacted tells the same',
  async (name) => {
    const text = await readFile(traceFileOf(name), 'utf8')
    const { captureId: copy, broken } = await imported(text)
    expect(broken).toBeNull()
    expect(await exported({ captureId: copy, redact: false })).toBe(text)
    const { captureId: redacted } = await imported(await exported({ captureId: copy }))
    for (const kind of ['sessions', 'messages', 'streams', 'findings'] as const)
      expect(await rowsOf(kind, redacted)).toBe(await rowsOf(kind, copy))
  },
)

const at = (n: number) => `2026-11-21T08:51:51.12345${n}Z`

test('bytes that are no text, packed bodies and gaps come out as they went in', async () => {
  const of = { name: 'x', target: 'http://x.test/mcp', transport: 'streamable-http', tapUrl: null, startedAt: at(1) }
  const answer = 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'
  const packed = { base64: gzipSync('{"jsonrpc":"2.0","id":1,"result":{}}').toString('base64') }
  const sizes = { requestBytes: 3, responseBytes: 56, dropped: 2, unrecorded: 1, idleMs: 1.5 }
  const reached = { remote: '127.0.0.1:1', connectMs: 0.5, proxy: null, tlsMs: null, tls: null }
  const text = [
    { trace: 'tapscope', version: 1, capture: { ...of, stoppedAt: at(9), dropped: 3 }, session: null, redacted: false },
    {
      frame: 1,
      at: at(1),
      kind: 'request',
      exchange: 1,
      connection: 1,
      client: 'c',
      replay: null,
      bytes: 'POST /mcp HTTP/1.1\r\n\r\n',
    },
    { frame: 2, at: at(2), kind: 'request body', exchange: 1, size: 3, redacted: null, bytes: { base64: '/wCA' } },
    { frame: 3, at: at(3), kind: 'response', exchange: 1, remote: null, bytes: answer },
    { frame: 4, at: at(4), kind: 'response body', exchange: 1, size: 56, redacted: null, bytes: packed },
    { frame: 5, at: at(5), kind: 'end', exchange: 1, end: 'server-clean', reason: null, ...sizes, reached },
    { frame: 6, at: at(6), kind: 'gap', exchange: null, copies: 4, bytes: 5, paused: { since: 1, exchanges: 2 } },
    { frame: 7, at: at(7), kind: 'stop', exchange: null },
  ].map((line) => `${JSON.stringify(line)}\n`)
  const { captureId: copy, broken } = await imported(text.join(''))
  expect(broken).toBeNull()
  expect((await exported({ captureId: copy, redact: false })).split('\n')).toEqual(text.join('').split('\n'))
  expect(okOf(await engine.rows({ kind: 'messages', captureId: copy })).rows).toMatchObject([{ kind: 'result', id: 1 }])
})

function longLine(frame: number): string {
  const bytes = `${'long '.repeat(1000)}${frame}\n`
  return JSON.stringify({ frame, at: at(1), kind: 'line', exchange: null, stream: 'stderr', size: bytes.length, bytes })
}

test('a trace of several pages comes out in pieces, as it went in', async () => {
  const [head = ''] = (await readFile(traceFileOf('healthy/stdio-memory'), 'utf8')).split('\n')
  const text = `${[head, ...Array.from({ length: 500 }, (_, n) => longLine(n + 1))].join('\n')}\n`
  const { captureId: copy } = await imported(text)
  expect(okOf(await engine.exportTrace({ captureId: copy, redact: false })).next).not.toBeNull()
  expect((await exported({ captureId: copy, redact: false })) === text).toBe(true)
})

test('numbers that fit no capture of ours do no harm', async () => {
  const lines = (await readFile(traceFileOf('hostile/duplicate-ids'), 'utf8')).trimEnd().split('\n')
  // Each event takes the next number, those of a batch too, which has three messages.
  const tight = lines.map((line, n) => (n === 0 ? line : JSON.stringify({ ...JSON.parse(line), frame: n })))
  const { captureId: copy, broken } = await imported(`${tight.join('\n')}\n`)
  expect(broken).toBeNull()
  expect((await exported({ captureId: copy, redact: false })).split('\n')).toHaveLength(tight.length + 1)
  for (const kind of ['sessions', 'exchanges', 'messages', 'streams', 'findings'] as const)
    expect(okOf(await engine.rows({ kind, captureId: copy })).total).toBeGreaterThan(0)
})

test('secrets are masked unless somebody says otherwise', async () => {
  expect(await exported({ captureId, redact: false })).toContain('hunter22')
  const masked = await exported({ captureId })
  expect(masked).not.toContain('hunter22')
  expect(masked).toContain('[sha256 ')
})

test('one session has its own exchanges only', async () => {
  const { rows } = okOf(await engine.rows({ kind: 'sessions', captureId }))
  const text = await exported({ session: rows[0]?.key, redact: false })
  expect(text).toContain(`"session":"${rows[0]?.key ?? ''}"`)
  expect(text).toContain('tools/call')
  expect(await engine.exportTrace({ captureId, session: `${captureId}-99` })).toMatchObject({
    failed: { kind: 'not-found' },
  })
})

test('what was whole of a broken file is there', async () => {
  const lines = (await exported({ captureId, redact: false })).split('\n')
  const { captureId: part, broken } = await imported([...lines.slice(0, 4), '{"frame":'].join('\n'))
  expect(broken).toBe('Line 5 is no JSON.')
  expect(okOf(await engine.rows({ kind: 'exchanges', captureId: part })).rows).toHaveLength(1)
  expect(okOf(await engine.rows({ kind: 'captures', filter: `captureId:${part}` })).rows[0]?.stoppedAt).not.toBeNull()
})

test('what is no trace is refused with a reason', async () => {
  expect(await engine.importTrace({ base64: Buffer.from('nothing').toString('base64') })).toMatchObject({
    failed: { kind: 'bad-input' },
  })
})
