/** How the era of an exchange shows, row by row of a table whose first row that fits decides. */
export const eras = [
  `1: a version in the body's _meta is modern, whatever the header says
  1  client → POST /mcp  tools/list  modern one  version 2025-06-18
  2  client ← 200
  ⇒ session #1 -  modern  carried 1
  ⇒ exchange 1 #1  streamable-http  modern  tools/list  ended server-clean
  ⇒ server modern`,

  `2: a modern version in the header, or the method there, is modern without _meta
  1  client → POST /mcp  tools/list  version 2026-07-28
  2  client ← 400  error -32602 Invalid params: params._meta is missing
  3  client → POST /mcp  tools/list  Mcp-Method: tools/list
  4  client ← 400  error -32020 Bad Request: the request headers and body disagree
  ⇒ session #1 -  modern  carried 2
  ⇒ exchange 1 #1  streamable-http  modern  tools/list  ended server-clean
  ⇒ exchange 3 #1  streamable-http  modern  tools/list  ended server-clean
  ⇒ server modern`,

  `3: discover and listen are modern by themselves
  1  client → POST /mcp  server/discover
  2  client ← 400  error -32000 Bad Request: Server not initialized
  3  client → POST /mcp  subscriptions/listen
  4  client ← 400  error -32000 Bad Request: Server not initialized
  ⇒ exchange 1 -  streamable-http  modern  server/discover  ended server-clean
  ⇒ exchange 3 -  streamable-http  modern  subscriptions/listen  ended server-clean
  ⇒ server unknown`,

  `4: initialize at an announced URL is of HTTP+SSE, as 6: a GET whose stream begins with an endpoint is
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  ⇒ session #1 a1  http+sse  issued 1  carried 1
  ⇒ exchange 1 #1  http+sse  legacy  no method
  ⇒ exchange 4 #1  http+sse  legacy  initialize  ended server-clean
  ⇒ server legacy`,

  `5: initialize anywhere else is of Streamable HTTP, whatever comes of it
  1  client → POST /mcp  initialize
  2  client ← 404  Not Found
  ⇒ exchange 1 -  streamable-http  legacy  initialize  ended server-clean
  ⇒ server unknown`,

  `7: a request that is answered on a stream of HTTP+SSE is of that, though its URL was not announced
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages
  4  client → POST /prefix/messages  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4  of 1
  7  client → POST /prefix/messages  tools/list  on 2
  8  client ← event  result 7  of 1
  9  client ← 202  Accepted  of 7
  ⇒ session #1 /messages  http+sse  issued 1
  ⇒ exchange 1 #1  http+sse  legacy  no method
  ⇒ exchange 4 #1  http+sse  legacy  initialize  ended server-clean
  ⇒ exchange 7 #1  http+sse  legacy  tools/list  ended server-clean
  ⇒ server legacy
  ⇒ answer 6 to 4 initialize
  ⇒ answer 8 to 7 tools/list`,

  `8: a session id in the header is of Streamable HTTP
  1  client → POST /mcp  tools/list  session s-0
  2  client ← 200
  ⇒ session #1 s-0  accepted  carried 1
  ⇒ exchange 1 #1  streamable-http  legacy  tools/list  ended server-clean
  ⇒ server legacy`,

  `9: so is an older version in the header
  1  client → POST /mcp  tools/list  version 2025-06-18
  2  client ← 500
  ⇒ exchange 1 -  streamable-http  legacy  tools/list  ended server-clean
  ⇒ server unknown`,

  `10: a GET for events where Streamable HTTP was posted is of that
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  as another  on 2
  4  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  5  client → GET /other  as another  on 2
  6  client ← 404
  ⇒ session #1 s-1  issued 1
  ⇒ exchange 1 #1  streamable-http  legacy  initialize  ended server-clean
  ⇒ exchange 3 -  streamable-http  legacy  no method  ended server-clean
  ⇒ exchange 5 -  no transport  no era  no method  ended server-clean
  ⇒ server legacy`,

  `11: a DELETE with a session id is of Streamable HTTP
  1  client → DELETE /mcp  session s-0
  2  client ← 405
  ⇒ session #1 s-0  carried 1
  ⇒ exchange 1 #1  streamable-http  legacy  no method  ended server-clean
  ⇒ server unknown`,

  `12: a session in the query and no Mcp header is of HTTP+SSE, a stale one too
  1  client → POST /messages/?session_id=a0  tools/list
  2  client ← 404  Could not find session
  ⇒ session #1 a0  http+sse  carried 1  foreign 1  refused 1
  ⇒ exchange 1 #1  http+sse  legacy  tools/list  ended server-clean
  ⇒ server unknown`,

  `13: any other request that is answered is of Streamable HTTP without sessions, as 14: a batch is
  1  client → POST /mcp  tools/list
  2  client ← 200
  3  client → POST /mcp  tools/list + ping  as another  on 2
  4  client ← 200
  ⇒ session #1 -  carried 1
  ⇒ session #2 -  carried 1
  ⇒ exchange 1 #1  streamable-http  legacy  tools/list  ended server-clean
  ⇒ exchange 3 #2  streamable-http  legacy  tools/list  ended server-clean
  ⇒ server legacy`,

  `a server that answers in both eras speaks both
  1  client → POST /mcp  server/discover  modern one
  2  client ← 200
  3  client → POST /mcp  initialize  as another  on 2
  4  client ← 200
  ⇒ session #1 -  modern  carried 1
  ⇒ session #2 -  issued 3
  ⇒ server dual`,

  `a server whose discovery names older versions only speaks those
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  server/discover  modern one  on 2
  4  client ← 200  version 2025-06-18
  ⇒ session #1 -  issued 1
  ⇒ server legacy`,
]
