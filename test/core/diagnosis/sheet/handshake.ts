/** How sessions begin. */
export const handshake = [
  `a client that never initializes
  1  client → POST /mcp  tools/list
  2  client ← 400  error -32000 Bad Request: Server not initialized
  3  40 s pass
  ⇒ error initialize-missing 1 2  client`,

  `a client that begins wrongly, and then rightly
  1  client → POST /mcp  tools/list
  2  client ← 400  error -32600 Bad Request: Missing session ID
  3  client → POST /mcp  initialize
  4  client ← 200  session s-1
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200`,

  `a probe of the modern era is no missing initialize
  1  client → POST /mcp  server/discover  modern one
  2  client ← 400  error -32600 Bad Request: Missing session ID
  3  client → POST /mcp  initialize
  4  client ← 200  session s-1
  ⇒ note era-probe-benign 1 2 3  unknown`,

  `a client library that was given an id
  1  client → POST /mcp  tools/call echo  session 0f4c3c55-5f56-4b7e-9e6b-6f6c6b6f3d5e
  2  client ← 404  error -32001 Session not found
  3  client → POST /mcp  tools/call echo  session 0f4c3c55-5f56-4b7e-9e6b-6f6c6b6f3d5e
  4  client ← 404  error -32001 Session not found
  ⇒ error initialize-skipped-preset-session-id 1 2  client  likely  because of session-id-never-issued
  ⇒ error session-id-never-issued 1 2  client  likely`,

  `a client that goes on with a session from before, and is given a new one
  1  client → POST /mcp  tools/call echo  session 0f4c3c55-5f56-4b7e-9e6b-6f6c6b6f3d5e
  2  client ← 404  error -32001 Session not found
  3  client → POST /mcp  initialize
  4  client ← 200  session 9d1a3c55-5f56-4b7e-9e6b-6f6c6b6f3d5e
  ⇒ warning session-id-never-issued 1 2  client  possible`,

  `a client that comes back on a new stream and does not initialize  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4
  7  server ends 1
  8  client → GET /sse  on 3
  9  client ← 200  sse
  10  client ← event  endpoint /messages?sessionId=b2
  11  client → POST /messages?sessionId=b2  tools/list  on 2
  12  client ← 202  Accepted
  13  client ← event  error -32602 Invalid request parameters  id 11
  ⇒ error sse-reconnect-without-initialize 1 8 11 13  client`,

  `a client that comes back and initializes  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4
  7  client drops 1
  8  client → GET /sse  on 3
  9  client ← 200  sse
  10  client ← event  endpoint /messages?sessionId=b2
  11  client → POST /messages?sessionId=b2  initialize  on 2
  12  client ← 202  Accepted
  13  client ← event  initialized 11
  14  client → POST /messages?sessionId=b2  tools/call nothing  on 2
  15  client ← 202  Accepted
  16  client ← event  error -32602 Invalid request parameters  id 14`,

  `a request before the handshake  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  tools/list  on 2
  5  client ← 202  Accepted
  6  client ← event  error -32602 Invalid request parameters  id 4
  ⇒ error sse-request-before-initialize 4 6  client  likely`,

  `a request before the handshake, which the server lets pass  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  tools/list  on 2
  5  client ← 202  Accepted
  6  client ← event  result 4
  ⇒ warning sse-request-before-initialize 4 6  client  likely`,

  `the same on stdio
  1  process starts node server.js
  2  stdin  tools/list
  3  stdout  result 2
  ⇒ warning sse-request-before-initialize 2 3  client  likely`,

  `a client that leaves notifications/initialized out
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  6 s pass
  4  client → POST /mcp  tools/list  session s-1
  5  client ← 200
  ⇒ warning initialized-notification-missing 1 4  client`,

  `one that leaves it out and goes on at once
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  ping  session s-1
  6  client ← 200
  7  client → POST /mcp  tools/list  session s-1
  8  client ← 200
  9  client → POST /mcp  tools/list  session s-1
  10  client ← 200
  ⇒ warning initialized-notification-missing 1 9  client`,

  `one without a session, whose connection another one may use
  1  client → POST /mcp  initialize
  2  client ← 200
  3  6 s pass
  4  client → POST /mcp  tools/list
  5  client ← 200`,

  `one on stdio that leaves it out
  1  process starts node server.js
  2  stdin  initialize
  3  stdout  initialized 2
  4  stdin  tools/list
  5  stdout  result 4
  6  stdin  tools/list
  7  stdout  result 6
  8  stdin  tools/list
  9  stdout  result 8
  ⇒ warning initialized-notification-missing 2 8  client`,

  `a process of the newer protocol, which has no handshake
  1  process starts node server.js
  2  stdin  tools/list  modern one
  3  stdout  {"jsonrpc":"2.0","id":2,"result":{"resultType":"complete","tools":[]}}
  4  stdin  tools/list  modern one
  5  stdout  {"jsonrpc":"2.0","id":4,"result":{"resultType":"complete","tools":[]}}
  6  stdin  tools/list  modern one
  7  stdout  {"jsonrpc":"2.0","id":6,"result":{"resultType":"complete","tools":[]}}`,

  `one that sends it on another connection, behind its first request
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  notifications/initialized  session s-1  on 2
  6  client ← 202
  7  client → POST /mcp  tools/list  session s-1
  8  client ← 200
  9  client → POST /mcp  tools/list  session s-1
  10  client ← 200`,

  `a client that sends it
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202
  5  6 s pass
  6  client → POST /mcp  tools/list  session s-1
  7  client ← 200`,

  `initialize is answered with an error
  1  client → POST /mcp  initialize
  2  client ← 200  error -32603 Database is not reachable
  ⇒ error initialize-error-response 1 2  server`,

  `initialize fails, and a fallback succeeds
  1  client → POST /mcp  initialize
  2  client ← 200  error -32602 Unsupported protocol version
  3  client → POST /mcp  initialize  offers 2024-11-05
  4  client ← 200  session s-1`,

  `a second client of a server for one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2  as other
  4  client ← 400  error -32600 Invalid Request: Server already initialized
  ⇒ error initialize-error-response 3 4  server  because of server-already-initialized
  ⇒ error server-already-initialized 1 3 4  server`,

  `a client that initializes in its session, and is given another one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  session s-1
  4  client ← 200  session s-2
  ⇒ warning double-initialize 1 3 4  client`,

  `a client that initializes twice in its session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  session s-1
  4  client ← 400  error -32600 Invalid Request: Server already initialized
  ⇒ error initialize-error-response 3 4  server  because of double-initialize
  ⇒ warning double-initialize 1 3 4  client`,

  `one server object for all
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 500  error -32603 Already connected to a transport. Call close() before connecting to a new transport, or use a separate Protocol instance per connection.
  ⇒ error initialize-error-response 3 4  server  because of already-connected-protocol
  ⇒ error already-connected-protocol 3 4  server`,

  `a transport that was closed with its only session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 200
  5  client → POST /mcp  initialize
  6  client ← 404  error -32001 Session not found
  ⇒ error session-wedged-transport-closed 3 5 6  server`,

  `a transport that is not the only one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 200
  5  client → POST /mcp  initialize
  6  client ← 200  session s-2`,

  `initialize in a batch
  1  client → POST /mcp  initialize + tools/list
  2  client ← 400  error -32600 Invalid Request: Only one initialization request is allowed
  ⇒ error initialize-error-response 1 2  server  because of initialize-batched
  ⇒ error initialize-batched 1 2  client`,

  `a session manager that does not run
  1  client → POST /mcp  initialize
  2  client ← 500  Internal Server Error  type text/plain; charset=utf-8
  ⇒ error server-error-status 1 2  server  because of session-manager-not-running
  ⇒ error session-manager-not-running 1 2  server  likely`,

  `an application that fails once
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize
  4  client ← 500  Internal Server Error  type text/plain; charset=utf-8
  ⇒ error server-error-status 3 4  server`,

  `no room for another session
  1  client → POST /mcp  initialize
  2  client ← 503  error -32603 Too many open sessions
  ⇒ error session-capacity-exhausted 1 2  server`,

  `no room at all, says something in between
  1  client → POST /mcp  initialize
  2  client ← 503  <html>busy</html>  type text/html
  ⇒ error gateway-error 1 2  between  likely`,
]
