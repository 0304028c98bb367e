import { expect, test } from 'vitest'
import { beginExchange, type OpenExchange } from '../../src/core/exchange.ts'
import { parseHead } from '../../src/core/http.ts'
import { readSseBlock } from '../../src/core/sse.ts'
import { countBlock, openStream, type StreamKind } from '../../src/core/stream.ts'
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
  expect(openStream(of, AT, null)).toMatchObject({ frame: 5, kind, session: null, events: 0, comments: 0, end: null })
})

test('events and comments are counted, and what the last ones said is kept', () => {
  const stream = openStream(exchange('GET /mcp HTTP/1.1\r\n\r\n'), AT, 3)
  const blocks = [': ping\n: pong\n\n', 'id: 1\ndata: \n\n', 'retry: 500\n\n', 'id: 2\n\n', 'data: x\n\n', ': tick\n\n']
  for (const [n, text] of blocks.entries()) countBlock(stream, readSseBlock(text), AT + n * 1_000_000)
  expect(stream).toMatchObject({
    resumes: 3,
    events: 2,
    comments: 3,
    lastEventId: '2',
    retryMs: 500,
    openedAt: '2026-11-21T08:51:51.000000Z',
    lastEventAt: '2026-11-21T08:51:55.000000Z',
  })
})

test('an event that is cut short is none', () => {
  const stream = openStream(exchange('GET /mcp HTTP/1.1\r\n\r\n'), AT, null)
  countBlock(stream, readSseBlock('id: 9\ndata: half'), AT)
  expect(stream).toMatchObject({ events: 0, lastEventId: null, lastEventAt: null })
})
