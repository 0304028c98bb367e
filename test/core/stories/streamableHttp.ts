/** Sessions of Streamable HTTP that do what they should, or end as they may. */
export const sound = [
  `a clean session: issued, carried, deleted
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1  version 2025-06-18
  4  client ← 202  session s-1
  5  client → GET /mcp  session s-1  on 2
  6  client ← 200  sse  session s-1
  7  client → POST /mcp  tools/call echo  session s-1
  8  client ← 200  session s-1
  9  client → DELETE /mcp  session s-1
  10  client ← 200
  11  client drops 5
  ⇒ session #1 s-1  issued 1  carried 4  ended delete 9 certain
  ⇒ peers #1 client 1 → server 1  2025-06-18
  ⇒ stream 5 #1 standalone  ended client-abort`,

  `initialize answered as an event stream issues the id of its head
  1  client → POST /mcp  initialize
  2  client ← 200  sse  session s-1
  3  client ← event  initialized 1  version 2025-11-25
  4  server ends 1
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ peers #1 client 1 → server 1  2025-11-25
  ⇒ exchange 1 #1  streamable-http  legacy  initialize  ended server-clean
  ⇒ exchange 5 #1  streamable-http  legacy  tools/list  ended server-clean
  ⇒ message 1 #1 request initialize
  ⇒ message 3 #1 result initialize
  ⇒ message 5 #1 request tools/list
  ⇒ message 6 #1 result tools/list`,

  `a stateless server issues no id, and nothing is missing
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  notifications/initialized  version 2025-06-18  on 2
  4  client ← 202
  5  client → GET /mcp  on 2
  6  client ← 200  sse
  7  client → POST /mcp  tools/list  on 3
  8  client ← 200
  ⇒ session #1 -  issued 1  carried 3`,

  `a server without a handshake is stateless too
  1  client → POST /mcp  tools/list
  2  client ← 200
  3  client → POST /mcp  tools/call echo  on 2
  4  client ← 200
  ⇒ session #1 -  carried 2`,

  `a DELETE that is not allowed ends nothing
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 405  error -32000 Method not allowed: session termination not supported
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2`,

  `an id that was issued before the capture began is taken as it is, and may end
  1  client → POST /mcp  tools/list  session s-0
  2  client ← 200
  3  client → POST /mcp  tools/list  session s-0
  4  client ← 404  error -32001 Session not found
  ⇒ session #1 s-0  carried 2  refused 3  ended not-found 3 certain`,

  `such an id is good also if its first call fails for reasons of its own
  1  client → POST /mcp  tools/call nope  session s-0
  2  client ← 200  error -32602 Tool nope not found
  3  client → POST /mcp  tools/list  session s-0
  4  client ← 404  error -32001 Session not found
  ⇒ session #1 s-0  carried 2  refused 3  ended not-found 3 certain`,

  `and also if all that is seen of it is an event stream
  1  client → GET /mcp  session s-0
  2  client ← 200  sse
  3  client → POST /mcp  tools/list  session s-0  on 2
  4  client ← 404  error -32001 Session not found
  ⇒ session #1 s-0  carried 2  refused 3  ended not-found 3 certain`,

  `two clients of the same name have a session each, by their connections
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1
  6  client → POST /mcp  tools/list  session s-2  on 2
  7  client ← 200  of 6
  8  client ← 200  of 5
  9  client → DELETE /mcp  session s-1
  10  client ← 200
  11  client → POST /mcp  tools/list  session s-2  on 2
  12  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2  ended delete 9 certain
  ⇒ session #2 s-2  issued 3  carried 2`,

  `initialize with a foreign id that the server ignores makes a new session, and refuses nothing
  1  client → POST /mcp  initialize  session made-up
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  ⇒ session #1 made-up  carried 1
  ⇒ session #2 s-1  issued 1  carried 1`,

  `initialize with the id that it then gets back establishes that id
  1  client → POST /mcp  initialize  session mine
  2  client ← 200  session mine
  3  client → POST /mcp  tools/list  session mine
  4  client ← 200
  ⇒ session #1 mine  issued 1  carried 2`,

  `a second initialize in one session is still that session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  session s-1
  4  client ← 400  error -32600 Invalid Request: Server already initialized
  5  client → POST /mcp  initialize  session s-1
  6  client ← 200  session s-1
  ⇒ session #1 s-1  issued 1  carried 2`,

  `one transport that hands the same id to everybody has one session
  1  client → POST /mcp  initialize
  2  client ← 200  session x
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session x
  ⇒ session #1 x  issued 1`,

  `what the capture's end cuts short was left, perhaps; a later session of the client's took its place
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  initialize  on 3
  6  client ← 200  session s-3
  7  client → POST /mcp  initialize  on 4  as another
  8  client ← 200  session t-1
  9  the tap stops
  ⇒ session #1 s-1  issued 1  ended superseded possible  then #2
  ⇒ session #2 s-2  issued 3  ended superseded possible  then #3
  ⇒ session #3 s-3  issued 5  ended abandoned possible
  ⇒ session #4 t-1  issued 7  ended abandoned possible`,

  `sessions that ran side by side did not supersede each other
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  7  the tap stops
  ⇒ session #1 s-1  issued 1  carried 1  ended abandoned possible
  ⇒ session #2 s-2  issued 3  ended abandoned possible`,

  `mcp-remote's healthy start: nothing is missing, and one of two sessions is abandoned
  1  client → GET /mcp  as mcp-remote
  2  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  3  client → GET /.well-known/oauth-protected-resource/mcp  as mcp-remote  accept application/json
  4  client ← 404
  5  client → GET /.well-known/oauth-authorization-server  as mcp-remote  accept application/json
  6  client ← 404
  7  client → GET /mcp  as mcp-remote
  8  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  9  client → POST /mcp  initialize  as mcp-remote
  10  client ← 200  session s-1
  11  client → POST /mcp  initialize  as mcp-remote  on 2
  12  client ← 200  session s-2
  13  client → POST /mcp  tools/list  session s-2  as mcp-remote  on 2
  14  client ← 200
  15  the tap stops
  ⇒ session #1 s-1  issued 9  ended superseded possible  then #2
  ⇒ session #2 s-2  issued 11  carried 1  ended abandoned possible`,

  `its second start does not borrow the session that the first one left open
  1  client → POST /mcp  initialize  as mcp-remote
  2  client ← 200  session s-1
  3  client → GET /mcp  as mcp-remote  on 7
  4  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  5  client → POST /mcp  initialize  as mcp-remote  on 7
  6  client ← 200  session s-2
  ⇒ session #1 s-1  issued 1
  ⇒ session #2 s-2  issued 5`,
]

/** Refusals that look like those of a session, and are none: the session stays open, and no id is foreign. */
export const lookAlikes = [
  ...[
    ['405', 'error -32000 Method not allowed.'],
    ['405', 'error -32600 Method Not Allowed: Session termination not supported'],
    ['406', 'error -32000 Not Acceptable: Client must accept text/event-stream'],
    ['409', 'error -32000 Conflict: Only one SSE stream is allowed per session'],
    ['403', 'session user mismatch'],
    ['401', ''],
    [
      '400',
      'Bad Request: This server does not support multiple GET requests. Start a new session or use Last-Event-ID header to resume.',
    ],
    ['400', 'error -32000 Event store not configured'],
    ['500', 'Internal Server Error'],
    ['503', 'Server is shutting down'],
  ].map(
    ([status, says]) => `a GET with an issued id and ${status} ${says}
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← ${status}  ${says}
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2`,
  ),
  ...[
    ['400', 'error -32700 Parse error: Unexpected token s in {session: 1}'],
    ['400', 'error -32602 Validation error: sessionMode is not a field'],
    ['400', 'error -32600 Bad Request: Unsupported protocol version: 1999-01-01'],
    ['401', 'error -32001 The session of this token has expired'],
    ['403', 'Forbidden: The currently authenticated user does not match the user who initiated the session.'],
    ['404', 'error -32601 Method not found: session/rename'],
    ['406', 'error -32000 Not Acceptable: Client must accept both application/json and text/event-stream'],
    ['413', 'Request body too large'],
    ['415', 'error -32000 Unsupported Media Type: Content-Type must be application/json'],
    ['421', 'Invalid Host header'],
    ['429', 'Too many requests for this session'],
    ['500', 'error -32603 Error processing request'],
    ['502', 'Bad Gateway'],
    ['503', 'error -32603 Too many open sessions'],
    ['200', 'error -32603 The browser session was closed'],
    ['200', 'error -32602 Invalid request parameters'],
  ].map(
    ([status, says]) => `a POST with an issued id and ${status} ${says}
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← ${status}  ${says}
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2`,
  ),
  ...[
    ['GET', '401', ''],
    ['GET', '403', 'Invalid Origin header'],
    ['GET', '405', 'error -32000 Method not allowed.'],
    ['GET', '406', 'error -32000 Not Acceptable: Client must accept text/event-stream'],
    ['GET', '500', 'Internal Server Error'],
    ['DELETE', '405', 'error -32000 Method not allowed.'],
    ['DELETE', '200', ''],
  ].map(
    ([method, status, says]) => `a ${method} with an id from before the capture and ${status} ${says}
  1  client → ${method} /mcp  session s-0
  2  client ← ${status}  ${says}
  ⇒ session #1 s-0  carried 1`,
  ),
  ...[
    ['401', ''],
    ['403', 'error -32000 Invalid Host: example.org'],
    ['406', 'error -32600 Not Acceptable: Client must accept both application/json and text/event-stream'],
    ['400', "Accept must contain both 'application/json' and 'text/event-stream'"],
    ['415', 'error -32600 Unsupported Media Type: Content-Type must be application/json'],
    ['400', 'Invalid Content-Type header'],
    ['400', 'error -32700 Parse error: Invalid JSON'],
    ['400', 'error -32000 Bad Request: Unsupported protocol version: 1999-01-01 (supported versions: 2025-11-25)'],
    ['404', 'error -32601 Method not found'],
    ['413', 'error -32000 Payload Too Large: Request body must not exceed 4194304 bytes'],
    ['421', 'Invalid Host header'],
    ['429', 'slow down'],
    ['500', 'Internal Server Error'],
  ].map(
    ([status, says]) => `a POST with an id from before the capture and ${status} ${says}
  1  client → POST /mcp  tools/list  session s-0
  2  client ← ${status}  ${says}
  ⇒ session #1 s-0  carried 1`,
  ),

  `a body that is no JSON is refused, and its session goes on
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  body {"jsonrpc":  session s-1
  4  client ← 400  error -32700 Parse error: Invalid JSON  id null
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ message 1 #1 request initialize
  ⇒ message 2 #1 result initialize
  ⇒ message 3 #1 invalid -
  ⇒ message 4 #1 error -
  ⇒ message 5 #1 request tools/list
  ⇒ message 6 #1 result tools/list`,

  `another path that is not found says nothing about the session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /.well-known/oauth-protected-resource/mcp  session s-1
  4  client ← 404  Not Found
  5  client → POST /mcp/nowhere  tools/list  session s-1
  6  client ← 404  Not Found
  7  client → GET /.well-known/oauth-protected-resource/mcp  session s-0
  8  client ← 404  Not Found
  9  client → POST /mcp  tools/list  session s-0
  10  client ← 200
  11  client → POST /mcp  tools/list  session s-0
  12  client ← 404  Not Found
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ session #2 s-0  carried 3  refused 11  ended not-found 11 certain`,

  `initialize with a foreign id at a transport that has been initialized
  1  client → POST /mcp  initialize  session made-up
  2  client ← 400  error -32600 Invalid Request: Server already initialized
  ⇒ session #1 made-up  carried 1`,

  `answers that were on their way when the session ended do not bring it back
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call slow  session s-1
  4  client → DELETE /mcp  session s-1  on 2
  5  client ← 200  of 4
  6  client ← 200  of 3
  ⇒ session #1 s-1  issued 1  carried 2  ended delete 4 certain`,
]
