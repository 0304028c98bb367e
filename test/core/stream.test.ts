import { expect, test } from 'vitest'
import { beginExchange, type OpenExchange } from '../../src/core/exchange.ts'
import { parseHead } from '../../src/core/http.ts'
import { readSseBlock } from '../../src/core/sse.ts'
import { countBlock, endStream, openStream, type StreamKind } from '../../src/core/stream.ts'
import { CAPTURE } from './storyRows.ts'

const AT = 1_795_251_111_000_000

function exchange(head: string): OpenExchange {
  const event = { kind: 'request', frame: 5, exchange: 5, at: AT, connection: 1, client: '' } as const
  return beginExchange({ ...event, bytes: Buffer.from(head), head: parseHead(head) }, CAPTURE)
}

test.each<[string, string | null, StreamKind]>([
  ['GET /mcp HTTP/1.1\r\n\r\n', null, 'standalone'],
  ['GET /mcp HTTP/1.1\r\nLast-Event-ID: 7\r\n\r\n', null, 'resumed'],
  ['POST /mcp HTTP/1.1\r\n\r\n', 'tools/call echo', 'response'],
  ['POST /mcp HTTP/1.1\r\n\r\n', 'subscriptions/listen', 'listen'],
])('the stream of %j with %j is of the kind %s', (head, rpc, kind) => {
  const of = exchange(head)
  of.row.rpc = rpc
  expect(openStream(of, AT)).toMatchObject({ frame: 5, kind, session: null, events: 0, comments: 0, end: null })
})

test('events and comments are counted, and what the last ones said is kept', () => {
  const of = exchange('GET /mcp HTTP/1.1\r\n\r\n')
  const stream = openStream(of, AT)
  const blocks = [': ping\n: pong\n\n', 'id: 1\ndata: \n\n', 'retry: 500\n\n', 'id: 2\n\n', 'data: x\n\n', ': tick\n\n']
  for (const [n, text] of blocks.entries())
    countBlock(of, stream, readSseBlock(text), { at: AT + (n + 1) * 1_000_000, size: text.length })
  expect(stream).toMatchObject({
    events: 2,
    comments: 3,
    bytes: blocks.join('').length,
    lastEventId: '2',
    retryMs: 500,
    openedAt: '2026-11-21T08:51:51.000000Z',
    firstByteAt: '2026-11-21T08:51:52.000000Z',
    firstEventAt: '2026-11-21T08:51:53.000000Z',
    lastEventAt: '2026-11-21T08:51:56.000000Z',
    longestGapMs: 1000,
  })
})

test('the longest time without a byte may be before the first, between two, or before the end', () => {
  const of = exchange('GET /mcp HTTP/1.1\r\n\r\n')
  const stream = openStream(of, AT)
  const gaps: (number | null)[] = [stream.longestGapMs]
  for (const at of [3000, 5000, 9500]) {
    countBlock(of, stream, readSseBlock(': tick\n\n'), { at: AT + at, size: 8 })
    gaps.push(stream.longestGapMs)
  }
  endStream(of, stream, 'server-clean', AT + 20_500)
  expect([...gaps, stream.longestGapMs]).toEqual([null, 3, 3, 4.5, 11])
  expect(stream).toMatchObject({ endedAt: '2026-11-21T08:51:51.020500Z', end: 'server-clean' })
})

test('an event that is cut short is none', () => {
  const of = exchange('GET /mcp HTTP/1.1\r\n\r\n')
  const stream = openStream(of, AT)
  countBlock(of, stream, readSseBlock('id: 9\ndata: half'), { at: AT, size: 16 })
  expect(stream).toMatchObject({ events: 0, bytes: 16, lastEventId: null, firstEventAt: null, lastEventAt: null })
})
