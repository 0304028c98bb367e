/** Redirects of the endpoint. */
export const redirect = [
  `a slash too few, and the client follows
  1  client → POST /mcp  initialize
  2  client ← 307  Location: /mcp/
  3  client → POST /mcp/  initialize  id 1
  4  client ← 200  session s-1
  ⇒ warning endpoint-trailing-slash-redirect 1 2 3  server`,
  `a slash too few, and the client comes with a GET
  1  client → POST /mcp  initialize
  2  client ← 301  Location: /mcp/
  3  client → GET /mcp/
  4  client ← 405
  5  11 s pass
  ⇒ error endpoint-trailing-slash-redirect 1 2 3  server`,
  `a slash too few, and the client gives up
  1  client → POST /mcp  initialize
  2  client ← 308  Location: /mcp/
  3  11 s pass
  ⇒ error endpoint-trailing-slash-redirect 1 2  server`,
  `to another origin
  1  client → POST /mcp  initialize
  2  client ← 302  Location: https://login.example.test/start
  3  11 s pass
  ⇒ error redirect-cross-origin-refused 1 2  server`,
  `from https to http  target https://example.test/mcp
  1  client → POST /mcp  initialize
  2  client ← 307  Location: http://example.test/mcp/
  ⇒ error redirect-scheme-downgrade 1 2  server`,
  `a page that is not the endpoint may redirect
  1  client → GET /docs  accept text/html
  2  client ← 302  Location: https://docs.example.test/`,
]
