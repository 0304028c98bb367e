import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTraceHead, readTraceLine, TraceEvent, traceSchema } from '../../src/core/trace.ts'

const head = {
  trace: 'tapscope',
  version: 1,
  capture: {
    name: 'a server',
    target: 'http://127.0.0.1:3000/mcp',
    transport: 'streamable-http',
    tapUrl: null,
    startedAt: '2026-11-21T08:51:51.123456Z',
    stoppedAt: null,
    dropped: 0,
  },
  session: null,
  redacted: true,
}

test('a first line is read, with fields that this version does not know', () => {
  expect(readTraceHead(JSON.stringify({ ...head, more: 1 }))).toEqual({ ok: head })
})

test.each([
  ['{"captureId":1}', 'is not the first line of a trace'],
  ['root:x:0:0', 'is not the first line of a trace'],
  [JSON.stringify({ ...head, version: 9 }), 'is of version 9'],
  [JSON.stringify({ ...head, capture: { ...head.capture, startedAt: 'now' } }), 'capture.startedAt'],
])('%s is no first line', (line, why) => {
  expect(readTraceHead(line)).toEqual({ wrong: expect.stringContaining(why) as string })
})

const at = '2026-11-21T08:51:51.123456Z'

test.each([
  [{ frame: 1, at, kind: 'teapot' }, 'kind'],
  [{ frame: 0, at, kind: 'stop' }, 'frame'],
  [{ frame: 2 ** 32, at, kind: 'stop' }, 'frame'],
  [{ frame: 1, at: '2026-13-41T25:00:00Z', kind: 'stop' }, 'at'],
  [{ frame: 1, at: '0001-01-01T00:00:00Z', kind: 'stop' }, 'at'],
  [{ frame: 1, at, kind: 'sse', exchange: 1, offset: -1, bytes: '' }, 'offset'],
  [{ frame: 1, at, kind: 'sse', exchange: 1, offset: 0, bytes: { base64: '?' } }, 'bytes'],
])('%j is no event', (event, why) => {
  expect(readTraceLine(TraceEvent, JSON.stringify(event))).toEqual({ wrong: expect.stringContaining(why) as string })
})

test('what an older trace lacks has a default', () => {
  const end = { frame: 2, at, kind: 'end', exchange: 1, end: 'proxy', reason: null }
  const sizes = { requestBytes: 1, responseBytes: 2, dropped: 0 }
  expect(readTraceLine(TraceEvent, JSON.stringify({ ...end, ...sizes }))).toEqual({
    ok: { ...end, ...sizes, unrecorded: 0, idleMs: null, reached: null },
  })
})

test('the published schema is that of the code', async () => {
  // Made anew by: TAPSCOPE_RECORD=1 npx vitest run test/core/trace.test.ts --update
  const file = join(import.meta.dirname, '..', '..', 'docs', 'trace.schema.json')
  if (process.env['TAPSCOPE_RECORD'] === '1')
    await expect(`${JSON.stringify(traceSchema(), null, 2)}\n`).toMatchFileSnapshot(file)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(traceSchema())))
})
