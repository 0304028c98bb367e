/** Servers without sessions, and what then does not work. */
export const stateless = [
  `one stateless transport for all requests, and no word about it
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  notifications/initialized
  4  client ← 500
  5  client → POST /mcp  tools/list
  6  client ← 500
  ⇒ error server-error-status 3 4 6  server  2 times  because of stateless-transport-reused
  ⇒ error stateless-transport-reused 1 5 6  server  likely`,

  `one stateless transport that says so
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/list
  4  client ← 500  <pre>Error: Stateless transport cannot be reused across requests. Create a new transport per request.</pre>  type text/html
  ⇒ error stateless-transport-reused 1 3 4  server`,

  `a server that crashes now and then
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/list
  4  client ← 500
  5  client → POST /mcp  tools/list
  6  client ← 200
  ⇒ error server-error-status 3 4  server`,

  `a stateless server that asks its client
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call ask
  4  client ← 200  sse
  5  client ← event  roots/list  id 1
  6  client → POST /mcp  result 1  on 2
  7  client ← 202  of 6
  8  20 s pass
  ⇒ error stateless-server-needs-session-feature 3 4  server  likely`,

  `a server that issues no id, has one process, and gets its answer
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call ask
  4  client ← 200  sse
  5  client ← event  roots/list  id 1
  6  client → POST /mcp  result 1  on 2
  7  client ← 202  of 6
  8  client ← event  result 3
  9  server ends 3`,

  `a stateless server that has no way back and knows it
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call ask
  4  client ← 200  error -32600 Cannot send 'roots/list': this transport context has no back-channel for server-initiated requests.
  ⇒ error stateless-server-needs-session-feature 3 4  server`,

  `a server with sessions may ask
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call ask  session s-1
  4  client ← 200  sse
  5  client ← event  roots/list  id 1
  6  client → POST /mcp  result 1  session s-1  on 2
  7  client ← 202  of 6
  8  client ← event  result 3
  9  server ends 3`,

  `a tool that misses what another left
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call open
  4  client ← 200
  5  client → POST /mcp  tools/call click
  6  client ← 200  {"jsonrpc":"2.0","id":5,"result":{"isError":true,"content":[{"type":"text","text":"No open pages available."}]}}
  ⇒ warning stateless-state-loss 3 6  server  possible`,

  `a tool that fails for a reason of its own
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call open
  4  client ← 200
  5  client → POST /mcp  tools/call click
  6  client ← 200  {"jsonrpc":"2.0","id":5,"result":{"isError":true,"content":[{"type":"text","text":"The button is disabled."}]}}`,

  `a stream on which nothing can come
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → GET /mcp
  4  client ← 200  sse
  5  client ← event  : ping
  6  90 s pass
  ⇒ note stateless-get-silent-stream 3  server`,

  `a stream of a session may be silent
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client ← event  : ping
  6  90 s pass`,
]
