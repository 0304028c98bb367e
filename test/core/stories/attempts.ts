/** What a client tries until it is connected: the failing steps before a working one are negotiation. */
export const attempts = [
  ...[
    ['400', 'error -32000 Bad Request: No valid session ID provided'],
    ['200', '{"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2025-06-18"],"capabilities":{}}}'],
    ['422', 'Unexpected message, expect initialize request'],
  ].map(
    ([status, says]) => `discover, ${status} ${says}, and initialize instead
  1  client → POST /mcp  server/discover  modern one
  2  client ← ${status}  ${says}
  3  client → POST /mcp  initialize  named one
  4  client ← 200  session s-1
  5  client → POST /mcp  notifications/initialized  session s-1
  6  client ← 202
  7  client → GET /mcp  session s-1
  8  client ← 405
  ⇒ session #1 s-1  issued 3  carried 2
  ⇒ attempt 1  probe 1
  ⇒ attempt 1  handshake 3`,
  ),

  `discover that is answered leads on by itself, and calls are no attempts
  1  client → POST /mcp  server/discover  modern one
  2  client ← 200
  3  client → POST /mcp  tools/list  modern one
  4  client ← 200
  ⇒ session #1 -  modern  carried 2
  ⇒ attempt 1  handshake 1`,

  `discover, initialize, and the stream of HTTP+SSE at last  target /sse
  1  client → POST /sse  server/discover  modern one
  2  client ← 405
  3  client → POST /sse  initialize
  4  client ← 405
  5  client → GET /sse
  6  client ← 200  sse
  7  client ← event  endpoint /messages?sessionId=a1
  8  client → POST /messages?sessionId=a1  initialize  on 2
  9  client ← 202  Accepted
  10  client ← event  initialized 8
  ⇒ session #1 a1  http+sse  issued 5  carried 1
  ⇒ attempt 1  probe 1
  ⇒ attempt 1  probe 3
  ⇒ attempt 1  handshake 5
  ⇒ attempt 1  handshake 8`,

  `mcp-remote's healthy start is negotiation but for its last step, and two attempts
  1  client → GET /mcp  as mcp-remote
  2  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  3  client → GET /.well-known/oauth-protected-resource/mcp  as mcp-remote  accept application/json
  4  client ← 404
  5  client → GET /mcp  as mcp-remote
  6  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  7  client → POST /mcp  initialize  as mcp-remote
  8  client ← 200  session s-1
  9  client → POST /mcp  initialize  as mcp-remote  on 2
  10  client ← 200  session s-2
  ⇒ session #1 s-1  issued 7
  ⇒ session #2 s-2  issued 9
  ⇒ attempt 1  probe 1
  ⇒ attempt 1  probe 3
  ⇒ attempt 1  probe 5
  ⇒ attempt 1  handshake 7
  ⇒ attempt 9  handshake 9`,

  `authorization in between is part of the attempt
  1  client → POST /mcp  initialize
  2  client ← 401
  3  client → GET /.well-known/oauth-protected-resource/mcp  accept application/json
  4  client ← 200  {"resource":"http://127.0.0.1:3000/mcp"}
  5  client → POST /mcp  initialize
  6  client ← 200  session s-1
  ⇒ session #1 s-1  issued 5
  ⇒ attempt 1  probe 1
  ⇒ attempt 1  probe 3
  ⇒ attempt 1  handshake 5`,

  `an attempt that comes to nothing has failed when the capture stops
  1  client → POST /mcp  initialize
  2  client ← 403  not from here
  3  the tap stops
  ⇒ attempt 1  failed 1`,

  `until then it may still come to something
  1  client → POST /mcp  initialize
  2  client ← 403  not from here
  ⇒ attempt 1  trying 1`,

  `two clients of one name that begin at once, one of which fails
  1  client → POST /mcp  initialize
  2  client → POST /mcp  initialize  on 2
  3  client ← 503  of 1
  4  client ← 200  session s-1  of 2
  ⇒ session #1 s-1  issued 2
  ⇒ attempt 1  trying 1
  ⇒ attempt 2  handshake 2`,

  `the GET of a stateless client tries nothing, and metadata by itself neither
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → GET /mcp
  4  client ← 405
  5  client → GET /.well-known/oauth-protected-resource  accept application/json  as another
  6  client ← 404
  ⇒ session #1 -  issued 1  carried 1
  ⇒ attempt 1  handshake 1`,

  `a stream that comes back is another attempt
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4  of 1
  7  server cuts 1
  8  client → GET /sse  on 2
  9  client ← 200  sse
  10  client ← event  endpoint /messages?sessionId=b2
  ⇒ session #1 a1  http+sse  issued 1  carried 1  ended closed-by-server 1 seen  then #2
  ⇒ session #2 b2  http+sse  issued 8
  ⇒ attempt 1  handshake 1
  ⇒ attempt 1  handshake 4
  ⇒ attempt 8  trying 8`,
]
