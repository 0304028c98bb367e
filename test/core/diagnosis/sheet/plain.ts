/** Faults that have nothing to do with MCP in particular. */
export const plain = [
  `a tool that throws through the server
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call echo  session s-1
  4  client ← 500  Internal Server Error  type text/plain
  ⇒ error server-error-status 3 4  server`,

  `an error of JSON-RPC is an answer
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call echo  session s-1
  4  client ← 200  error -32603 Internal error`,

  `a limit of requests
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 429  Too Many Requests  type text/plain  Retry-After: 30
  ⇒ warning rate-limited 3 4  client`,

  `an answer that is cut in the middle, and says that it is whole
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{"tools":[
  ⇒ error message-malformed 3 4  server`,

  `a token that ends in the middle of a session
  1  client → POST /mcp  initialize  Authorization: Bearer a
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  Authorization: Bearer a
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1  Authorization: Bearer a
  6  client ← 401  error invalid_token  WWW-Authenticate: Bearer error="invalid_token"
  7  11 s pass
  ⇒ warning auth-token-expired 4 5 6  client  likely`,

  `a token that ends, and is renewed
  1  client → POST /mcp  initialize  Authorization: Bearer a
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  Authorization: Bearer a
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1  Authorization: Bearer a
  6  client ← 401  error invalid_token  WWW-Authenticate: Bearer error="invalid_token"
  7  client → POST /mcp  tools/list  session s-1  Authorization: Bearer b
  8  client ← 200
  9  11 s pass`,
]
