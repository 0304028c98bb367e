import { expect, test } from 'vitest'
import { beginExchange, type ExchangeRow, type OpenExchange } from '../../src/core/exchange.ts'
import { parseHead } from '../../src/core/http.ts'

const capture = { captureId: 7, origin: 'http://127.0.0.1:3000', path: '/mcp' }

function begun(startLine: string, ...headers: string[]): OpenExchange {
  const text = [startLine, ...headers, '', ''].join('\r\n')
  const bytes = Buffer.from(text, 'latin1')
  const place = { frame: 12, exchange: 12, at: 1_795_251_111_123_456, connection: 3, client: '127.0.0.1:40000' }
  return beginExchange({ kind: 'request', ...place, bytes, head: parseHead(text) }, capture)
}

test('a row begins with what the request head says', () => {
  const { row } = begun('POST /mcp?x=1 HTTP/1.1', 'MCP-Session-Id: s-1')
  expect(row).toEqual({
    captureId: 7,
    frame: 12,
    method: 'POST',
    url: 'http://127.0.0.1:3000/mcp?x=1',
    status: null,
    session: null,
    transport: null,
    era: 'legacy',
    startedAt: '2026-11-21T08:51:51.123456Z',
    endedAt: null,
    end: null,
    reason: null,
    requestBytes: 0,
    responseBytes: 0,
    connectMs: null,
    tlsMs: null,
    sentMs: null,
    firstByteMs: null,
    idleMs: null,
    contentType: null,
    rpc: null,
    carried: 's-1',
    offered: null,
    connection: 3,
    client: '127.0.0.1:40000',
    remote: null,
    tls: null,
    proxy: null,
    dropped: 0,
    unrecorded: 0,
    attempt: null,
    role: null,
    replay: null,
    parts: [],
    replayOf: null,
  })
})

test.each<[string[], ExchangeRow['era']]>([
  [[], null],
  [['MCP-Protocol-Version: 2025-03-26'], 'legacy'],
  [['mcp-protocol-version: 2025-11-25'], 'legacy'],
  [['MCP-Protocol-Version: 2026-07-28'], 'modern'],
  [['MCP-Protocol-Version: 2027-01-01', 'Mcp-Session-Id: left-over'], 'modern'],
  [['Mcp-Method: tools/call'], 'modern'],
  [['Mcp-Session-Id: s-1'], 'legacy'],
])('a head with %j is of the era %j', (headers, era) => {
  expect(begun('POST /mcp HTTP/1.1', ...headers).row.era).toBe(era)
})

test.each([
  ['GET /mcp HTTP/1.1', 'Accept: text/event-stream', true],
  ['GET /mcp HTTP/1.1', 'Accept: application/json, Text/Event-Stream;q=0.5', true],
  ['GET /mcp HTTP/1.1', 'Accept: */*', false],
  ['POST /mcp HTTP/1.1', 'Accept: application/json, text/event-stream', false],
])('%s with %s asks for the event stream: %j', (startLine, accept, expected) => {
  expect(begun(startLine, accept).wantsStream).toBe(expected)
})

test('a target in absolute form is a path on the server', () => {
  const { row, path } = begun('GET http://127.0.0.1:9999/sse?a=1 HTTP/1.1')
  expect([path, row.url]).toEqual(['/sse?a=1', 'http://127.0.0.1:3000/sse?a=1'])
})

test('who it is from, and where it wants to go on', () => {
  const { peer, lastEventId } = begun('GET /mcp HTTP/1.1', 'User-Agent: node', 'Last-Event-ID: e-1')
  expect([peer, lastEventId]).toEqual([{ connection: 3, client: 'node', replay: null }, 'e-1'])
  expect(begun('GET /mcp HTTP/1.1').peer).toEqual({ connection: 3, client: '', replay: null })
})
