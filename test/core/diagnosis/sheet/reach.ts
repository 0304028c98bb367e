/** Whether a server was reached. */
export const reach = [
  `nobody listens
  1  client → POST /mcp  initialize
  2  the tap answers 502  connect ECONNREFUSED 127.0.0.1:3000
  ⇒ error upstream-unreachable 1  server`,
  `the server goes away
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  the tap answers 502  connect ECONNREFUSED 127.0.0.1:3000
  ⇒ error upstream-unreachable 2 3  server`,

  `a gateway speaks
  1  client → POST /mcp  initialize
  2  client ← 502  <html>Bad Gateway</html>  type text/html  Server: nginx
  ⇒ error gateway-error 1 2  between`,
  `a server that shuts down says so itself
  1  client → POST /mcp  tools/list
  2  client ← 503  Server is shutting down
  ⇒ note server-draining 2  server`,

  ...['{"detail":"Not Found"}', 'Cannot POST /mcp', '404 page not found'].map(
    (says) => `nothing is here: ${says}
  1  client → POST /mcp  initialize
  2  client ← 404  ${says}
  ⇒ error endpoint-not-found-html 1 2  client`,
  ),
  `a page for everything
  1  client → POST /mcp  initialize
  2  client ← 200  <!doctype html><title>App</title>  type text/html
  ⇒ error endpoint-not-found-html 1 2  client
  ⇒ error response-content-type-unexpected 1 2  server  because of endpoint-not-found-html`,
  `a 404 before the old transport works
  1  client → POST /mcp  initialize
  2  client ← 404  Cannot POST /mcp
  3  client → GET /mcp  on 2
  4  client ← 200  sse
  5  client ← event  endpoint /messages?sessionId=a1
  6  client → POST /messages?sessionId=a1  initialize  on 3
  7  client ← 202  Accepted
  8  client ← event  initialized 6  version 2024-11-05`,

  `an old client at a new endpoint
  1  client → GET /mcp
  2  client ← 405  error -32000 Method not allowed.
  3  11 s pass
  ⇒ error wrong-transport-sse-client-on-streamable 1 2  client  likely`,
  `a client that begins with a GET, as mcp-remote does
  1  client → GET /mcp
  2  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  3  client → POST /mcp  initialize
  4  client ← 200  session s-1
  5  60 s pass`,

  `a new client at an old endpoint
  1  client → POST /sse  initialize
  2  client ← 405  Method Not Allowed
  3  11 s pass
  ⇒ error wrong-transport-streamable-client-on-sse 1 2  client  likely`,

  `an event stream that is a page
  1  client → GET /sse
  2  client ← 200  <html>app</html>  type text/html
  ⇒ error endpoint-not-found-html 1 2  client`,

  `an event stream where nothing is
  1  client → GET /wrong
  2  client ← 404  {"detail":"Not Found"}
  ⇒ error endpoint-not-found-html 1 2  client`,

  `a fallback that hides the reason
  1  client → POST /mcp  initialize
  2  client ← 500  Internal Server Error
  3  client → GET /mcp
  4  client ← 405  Method Not Allowed
  5  11 s pass
  ⇒ error server-error-status 1 2  server
  ⇒ error transport-fallback-masks-real-error 2 3 4  client  likely  because of server-error-status`,

  `JSON that is sent as text
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{}}  type text/plain
  ⇒ error response-content-type-unexpected 3 4  server`,
]
