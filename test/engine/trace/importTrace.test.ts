import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExportInput, RowKind } from '../../../src/core/api.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import { connectSdk } from '../../clients/sdk.ts'
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
