/** Streamable HTTP sessions that were refused, missing, foreign, ended or lost. */
export const lost = [
  ...[
    ['400', 'Bad Request: No valid session ID provided'],
    ['400', 'error -32000 Bad Request: No valid session ID provided'],
    ['400', 'Invalid or missing session ID'],
    ['404', 'error -32001 Session not found'],
    ['404', 'error -32600 Session not found  id "server-error"'],
    ['404', 'error -32600 Session not found  id null'],
    ['404', 'error -32600 Not Found: Invalid or expired session ID'],
    ['404', 'session not found'],
    ['404', '{"jsonRpcError":{"code":-32603,"message":"Session not found: made-up"},"cause":null,"stackTrace":[]}'],
    ['404', '<html><head><title>404</title></head><body>Not Found</body></html>  type text/html'],
    ['404', 'Invalid session ID'],
    ['404', ''],
    ['400', 'error -32000 Bad Request: Unknown Mcp-Session-Id header'],
    ['400', 'error -32000 Bad Request: Server not initialized'],
    ['400', 'Bad Request: The Mcp-Session-Id header is not supported in stateless mode'],
    ['400', 'no session made-up in store'],
    ['400', 'who are you?'],
    ['410', 'gone'],
    ['422', 'Unexpected message, expect initialize request'],
    ['200', 'error -32603 Session not found'],
    ['200', 'error 0 method "tools/list" is invalid during session initialization'],
  ].map(
    ([status, says]) => `an id that this server never issued, and ${status} ${says}
  1  client → POST /mcp  tools/list  session made-up
  2  client ← ${status}  ${says}
  3  client → POST /mcp  tools/list  session made-up
  4  client ← ${status}  ${says}
  ⇒ session #1 made-up  carried 2  foreign 1 3  refused 1 3`,
  ),

  `a client that invents its session id beside a session that works
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call  session made-up
  4  client ← 404  Session not found
  5  client → POST /mcp  tools/call  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ session #2 made-up  carried 1  foreign 3  refused 3`,

  `initialize with a foreign id is refused like anything else
  1  client → POST /mcp  initialize  session made-up
  2  client ← 404  error -32600 Session not found  id "server-error"
  3  client → DELETE /mcp  session made-up
  4  client ← 404  error -32600 Session not found  id "server-error"
  ⇒ session #1 made-up  carried 2  foreign 1 3  refused 1 3`,

  `two managers: one issues the id, the other refuses it at once
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 400  Bad Request: No valid session ID provided
  5  client → DELETE /mcp  session s-1
  6  client ← 400  Bad Request: No valid session ID provided
  ⇒ session #1 s-1  issued 1  carried 2  after-end 5  refused 3 5  ended expired 3 inferred`,

  `a transport per request: the id is issued, and never initialized
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 400  error -32000 Bad Request: Server not initialized
  ⇒ session #1 s-1  issued 1  carried 1  refused 3  ended expired 3 inferred`,

  `an id that a refusal mints is not issued: to use it later is foreign
  1  client → POST /mcp  tools/list
  2  client ← 400  error -32600 Bad Request: Missing session ID  id "server-error"  session orphan
  3  client → POST /mcp  tools/list  session orphan
  4  client ← 404  error -32600 Session not found  id null
  ⇒ session #1 -  missing 1
  ⇒ session #2 orphan  minted 1  carried 1  foreign 3  refused 3
  ⇒ offered 1 orphan`,

  `such an orphan may be alive, and is then not initialized
  1  client → GET /mcp
  2  client ← 406  error -32600 Not Acceptable: Client must accept text/event-stream  session orphan
  3  client → POST /mcp  tools/list  session orphan
  4  client ← 200  error -32602 Invalid request parameters
  ⇒ session #1 orphan  minted 1  carried 1  foreign 3  refused 3`,

  `initialize makes an orphan a session
  1  client → POST /mcp  tools/list
  2  client ← 400  error -32600 Bad Request: Missing session ID  session orphan
  3  client → POST /mcp  initialize  session orphan
  4  client ← 200  session orphan
  5  client → POST /mcp  tools/list  session orphan
  6  client ← 200
  ⇒ session #1 -  missing 1
  ⇒ session #2 orphan  issued 3  minted 1  carried 2`,

  `an id that is deleted, then used
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 204
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  error -32600 Not Found: Session has been terminated
  7  client → DELETE /mcp  session s-1
  8  client ← 404  error -32600 Not Found: Session has been terminated
  ⇒ session #1 s-1  issued 1  carried 3  after-end 5 7  refused 5 7  ended deleted 3 seen`,

  `ids without sessions survive their DELETE
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2`,

  `one id on two instances: refused by one, answered by the other
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  on 2
  4  client ← 404  error -32600 Session not found
  5  client → POST /mcp  tools/list  session s-1  on 3
  6  client ← 200
  7  client → POST /mcp  tools/list  session s-1  on 4
  8  client ← 404  error -32600 Session not found
  9  client → POST /mcp  tools/list  session s-1  on 5
  10  client ← 200
  ⇒ session #1 s-1  issued 1  carried 4  refused 3 7`,

  `a client that starts over after a 404 has a new session in place of the old one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 404  session not found
  5  client → POST /mcp  initialize
  6  client ← 200  session s-2
  7  client → POST /mcp  tools/list  session s-2
  8  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1  refused 3  ended expired 3 seen  then #2
  ⇒ session #2 s-2  issued 5  carried 1`,

  `also on another connection, and beside others of its name
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  session not found
  7  client → POST /mcp  tools/list  session s-2  on 2
  8  client ← 200
  9  client → POST /mcp  initialize  on 3
  10  client ← 200  session s-3
  ⇒ session #1 s-1  issued 1  carried 1  refused 5  ended expired 5 seen  then #3
  ⇒ session #2 s-2  issued 3  carried 1
  ⇒ session #3 s-3  issued 9`,

  `a dead id is deleted once more before the client starts over
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 404  session not found
  5  client → DELETE /mcp  session s-1
  6  client ← 404  session not found
  7  client → POST /mcp  initialize
  8  client ← 200  session s-2
  ⇒ session #1 s-1  issued 1  carried 2  after-end 5  refused 3 5  ended expired 3 seen  then #2
  ⇒ session #2 s-2  issued 7`,

  `nothing takes the place of what the client itself deleted
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 200
  5  client → POST /mcp  initialize
  6  client ← 200  session s-2
  ⇒ session #1 s-1  issued 1  carried 1  ended deleted 3 seen
  ⇒ session #2 s-2  issued 5`,

  `an id that was issued, and is missing afterwards
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized
  4  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required  id null
  5  client → POST /mcp  tools/list  on 2
  6  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required  id null
  7  client → GET /mcp
  8  client ← 400  Bad Request: GET requires an Mcp-Session-Id header
  ⇒ session #1 s-1  issued 1  missing 3 5 7`,

  `among several clients of one name nobody knows whose id is missing
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  7  client → POST /mcp  tools/list  on 3
  8  client ← 400  error -32600 Bad Request: Missing session ID
  9  client → POST /mcp  tools/list
  10  client ← 400  error -32600 Bad Request: Missing session ID
  ⇒ session #1 s-1  issued 1  carried 1  missing 9
  ⇒ session #2 s-2  issued 3
  ⇒ session #3 -  missing 7`,

  `an id that is missing, and no session at all
  1  client → POST /mcp  tools/list
  2  client ← 400  error -32000 Bad Request: Server not initialized
  3  client → POST /mcp  tools/list
  4  client ← 422  Unexpected message, expect initialize request
  ⇒ session #1 -  missing 1 3`,

  `it does not take the place of a session that was lost
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 404  session not found
  5  client → POST /mcp  tools/list
  6  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  7  client → POST /mcp  initialize
  8  client ← 200  session s-2
  ⇒ session #1 s-1  issued 1  carried 1  refused 3  ended expired 3 seen  then #3
  ⇒ session #2 -  missing 5
  ⇒ session #3 s-2  issued 7`,

  `a server that makes a session of any request says so in an error
  1  client → POST /mcp  tools/list
  2  client ← 200  error 0 method "tools/list" is invalid during session initialization  session g-1
  ⇒ session #1 -  missing 1`,

  `an id that never reached the client is missing on what follows
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/list
  4  client ← 400  error -32600 Bad Request: Missing session ID
  ⇒ session #1 -  issued 1  carried 1  missing 3`,

  `a JSON-RPC request to a path that does not exist misses no id
  1  client → POST /nowhere  tools/list
  2  client ← 404  Not Found`,
]
