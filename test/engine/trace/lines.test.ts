import { expect, test } from 'vitest'
import { TraceEvent } from '../../../src/core/trace.ts'
import type { StoredEvent } from '../../../src/engine/log/segment.ts'
import { fromTraceLine, toTraceLine } from '../../../src/engine/trace/lines.ts'

const event = (bytes: Buffer): StoredEvent => ({
  frame: 7,
  at: 1_790_000_000_123_456,
  kind: 'response body',
  exchange: 5,
  size: bytes.length,
  bytes,
  kept: 0,
})

test.each([
  ['text', Buffer.from('{"a":"ü \u2028"}')],
  ['bytes that are no text', Buffer.from([0xff, 0x00, 0x80])],
  ['nothing', Buffer.alloc(0)],
])('%s survives', (_what, bytes) => {
  const line = toTraceLine(event(bytes))
  expect(line.match(/\n/g)).toHaveLength(1)
  expect(fromTraceLine(TraceEvent.parse(JSON.parse(line)))).toMatchObject({
    frame: 7,
    at: 1_790_000_000_123_456,
    bytes,
  })
})

test('text can be read, and other bytes stand as base64', () => {
  expect(toTraceLine(event(Buffer.from('hello')))).toContain('"bytes":"hello"')
  expect(toTraceLine(event(Buffer.from([0xff])))).toContain('"bytes":{"base64":"/w=="}')
})
