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
  ⇒ session #2 s-0  accepted  carried 3  refused 11  ended expired 11 seen`,

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
  ⇒ session #1 s-1  issued 1  carried 2  ended deleted 4 seen`,
]
