/** Sessions that a server issued, or took, and then refuses. */
export const lost = [
  `two managers: the id is issued, and refused at once
  1  client → POST /mcp  initialize
  2  client ← 200  session 5f3a9c8e7d6b4a1f8e2c3d4b5a697887
  3  client → POST /mcp  notifications/initialized  session 5f3a9c8e7d6b4a1f8e2c3d4b5a697887
  4  client ← 400  Bad Request: No valid session ID provided
  ⇒ error two-session-managers 1 3 4  server  likely
  ⇒ note session-lost-no-affinity 1 3 4  between  possible  because of two-session-managers
  ⇒ error session-400-instead-of-404 3 4  server  because of two-session-managers`,

  `a transport per request: the id is issued, and never initialized
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 400  error -32000 Bad Request: Server not initialized
  ⇒ error two-session-managers 1 3 4  server  likely
  ⇒ note session-lost-no-affinity 1 3 4  between  possible  because of two-session-managers`,

  `two managers, in words nobody knows: four tries leave no doubt
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 404  no session s-1 in store
  5  client → POST /mcp  initialize  on 2
  6  client ← 200  session s-2
  7  client → POST /mcp  tools/list  session s-2  on 2
  8  client ← 404  no session s-2 in store
  9  client → POST /mcp  tools/list  session s-2  on 3
  10  client ← 404  no session s-2 in store
  11  client → POST /mcp  tools/list  session s-2  on 4
  12  client ← 404  no session s-2 in store
  ⇒ error two-session-managers 1 3 4 8  server  2 times
  ⇒ error client-no-reinit-after-404 8 9 11  client  because of two-session-managers`,

  `several workers: one id, on fresh connections, now works and now does not
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
  ⇒ error session-lost-no-affinity 1 4 9  between`,

  `several workers: one success and one failure are all that an attempt shows
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1  on 2
  4  client ← 202
  5  client → POST /mcp  tools/list  session s-1  on 3
  6  client ← 404  error -32600 Session not found
  ⇒ error session-lost-no-affinity 1 3 5 6  between  possible`,

  `several instances say who they are
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  X-Served-By: pod-a
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200  X-Served-By: pod-a
  5  60 s pass
  6  client → POST /mcp  tools/list  session s-1  on 2
  7  client ← 404  error -32001 Session not found  X-Served-By: pod-b
  ⇒ warning initialized-notification-missing 1 6  client
  ⇒ error session-lost-no-affinity 1 3 6 7  between  likely`,

  `a session refused at once while an older one goes on is not two managers
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  initialize  on 2
  6  client ← 200  session s-2
  7  client → POST /mcp  tools/list  session s-2  on 3
  8  client ← 404  error -32600 Session not found
  9  client → POST /mcp  tools/list  session s-1
  10  client ← 200
  ⇒ error session-lost-no-affinity 5 8 9  between  likely`,

  `a balancer's cookie is not brought back
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  Set-Cookie: AWSALB=x; Path=/
  3  client → POST /mcp  notifications/initialized  session s-1  on 2
  4  client ← 202
  5  client → POST /mcp  tools/list  session s-1  on 3
  6  client ← 404  error -32001 Session not found
  ⇒ error session-lost-no-affinity 1 3 5 6  between  possible  because of affinity-cookie-dropped
  ⇒ error affinity-cookie-dropped 2 5 6  client  likely`,

  `a balancer's cookie is brought back, and the session is lost all the same
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  Set-Cookie: AWSALB=x; Path=/
  3  client → POST /mcp  notifications/initialized  session s-1  on 2  Cookie: AWSALB=x
  4  client ← 202
  5  client → POST /mcp  tools/list  session s-1  on 3  Cookie: AWSALB=x
  6  client ← 404  error -32001 Session not found
  ⇒ error session-lost-no-affinity 1 3 5 6  between  possible`,

  `a server that was away for a moment has forgotten its sessions
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 503  <html>upstream connect error</html>  type text/html
  7  client → POST /mcp  tools/list  session s-1
  8  client ← 404  error -32001 Session not found
  9  client → POST /mcp  initialize
  10  client ← 200  session s-2
  ⇒ error gateway-error 5 6  between  likely  because of session-lost-after-restart
  ⇒ error session-lost-after-restart 1 3 6 8  server`,

  `all streams end at one moment, and every session is forgotten
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client → POST /mcp  initialize  on 2  as other
  6  client ← 200  session s-2
  7  client → GET /mcp  session s-2  on 2  as other
  8  client ← 200  sse
  9  server cuts 3
  10  server cuts 7
  11  client → POST /mcp  tools/list  session s-1
  12  client ← 404  error -32001 Session not found
  13  client → POST /mcp  tools/list  session s-2  on 2  as other
  14  client ← 404  error -32001 Session not found
  ⇒ warning server-aborted-stream 3  server  because of session-lost-after-restart
  ⇒ warning server-aborted-stream 7  server  because of session-lost-after-restart
  ⇒ error session-lost-after-restart 1 3 7 12 14  server  2 times`,

  `a session that nobody used for half an hour
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  1800 s pass
  6  client → POST /mcp  tools/list  session s-1
  7  client ← 404  error -32600 Session not found
  ⇒ warning initialized-notification-missing 1 6  client
  ⇒ error session-expired-idle 1 3 6 7  server  likely`,

  `two sessions that were not used, and one that was
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  initialize  on 2
  6  client ← 200  session s-2
  7  client → POST /mcp  tools/list  session s-2  on 2
  8  client ← 200
  9  client → POST /mcp  initialize  on 3
  10  client ← 200  session s-3
  11  5 s pass
  12  client → POST /mcp  tools/list  session s-3  on 3
  13  client ← 200
  14  5 s pass
  15  client → POST /mcp  tools/list  session s-1
  16  client ← 404  error -32600 Session not found
  17  client → POST /mcp  tools/list  session s-2  on 2
  18  client ← 404  error -32600 Session not found
  19  client → POST /mcp  tools/list  session s-3  on 3
  20  client ← 200
  ⇒ warning initialized-notification-missing 9 12 19  client  2 times
  ⇒ warning initialized-notification-missing 1 15  client
  ⇒ error session-expired-idle 1 3 15 16  server
  ⇒ warning initialized-notification-missing 5 17  client
  ⇒ error session-expired-idle 5 7 17 18  server`,

  `a session that is ended, then used
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 204
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  error -32600 Not Found: Session has been terminated
  ⇒ error session-deleted-then-used 3 5 6  client`,

  `a session that is ended twice is no fault
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 204
  5  client → DELETE /mcp  session s-1
  6  client ← 404  error -32001 Session not found`,

  `an id without a session outlives its DELETE
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200`,

  `a session that the server says it has terminated, and no DELETE
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  error -32600 Not Found: Session has been terminated
  ⇒ error session-ended-by-server 1 3 6  server`,

  `a session whose stream the server ended, while another goes on
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client → POST /mcp  initialize  on 2
  6  client ← 200  session s-2
  7  server ends 3
  8  client → POST /mcp  tools/list  session s-1
  9  client ← 404  error -32600 Session not found
  10  client → POST /mcp  tools/list  session s-2  on 2
  11  client ← 200
  ⇒ error session-ended-by-server 1 3 9  server`,

  `a session that the server forgets: its stream ends, its next request on a known connection fails, and the client starts over
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1  on 2
  4  client ← 202
  5  client → GET /mcp  session s-1
  6  client ← 200  sse
  7  client → POST /mcp  tools/list  session s-1  on 3
  8  client ← 200
  9  server ends 5
  10  client → POST /mcp  tools/list  session s-1  on 2
  11  client ← 404  error -32001 Session not found
  12  client → POST /mcp  initialize
  13  client ← 200  session s-2
  14  client → GET /mcp  session s-2
  15  client ← 200  sse
  16  client → DELETE /mcp  session s-2  on 2
  17  server ends 14
  18  client ← 200  of 16
  ⇒ error session-ended-by-server 1 5 11  server  likely`,

  `a session that is pushed out by a new one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  initialize  on 2
  6  client ← 200  session s-2
  7  client → POST /mcp  tools/list  session s-1
  8  client ← 404  who is s-1
  9  client → POST /mcp  tools/list  session s-2  on 2
  10  client ← 200
  ⇒ error session-ended-by-server 1 3 5 8  server  likely`,

  `a session under another credential, hidden behind a 404
  1  client → POST /mcp  initialize  Authorization: Bearer [sha256 aaa]
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  Authorization: Bearer [sha256 bbb]
  4  client ← 404  error -32600 Session not found
  5  client → POST /mcp  tools/list  session s-1  Authorization: Bearer [sha256 aaa]
  6  client ← 200
  ⇒ error session-owner-mismatch 1 3 4 5  client`,

  `a session under another credential, refused with 403
  1  client → POST /mcp  initialize  Authorization: Bearer [sha256 aaa]
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  Authorization: Bearer [sha256 bbb]
  4  client ← 403  error -32000 Forbidden: The currently authenticated user does not match the user who initiated the session.
  ⇒ error session-owner-mismatch 1 3 4  client`,

  `a renewed token that the server takes, and a session that ends later
  1  client → POST /mcp  initialize  Authorization: Bearer [sha256 aaa]
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  Authorization: Bearer [sha256 bbb]
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1  Authorization: Bearer [sha256 bbb]
  6  client ← 404  error -32600 Not Found: Session has been terminated
  ⇒ error session-ended-by-server 1 3 6  server`,

  `a lost session told with 200
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200  {"error":"Session not found"}
  ⇒ error session-error-in-200 3 4  server`,

  `a tool that has sessions of its own
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call browse  session s-1
  4  client ← 200  error -32603 The browser session was closed
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200`,

  `a client that is told 404 and goes on
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  error -32001 Session not found
  7  client → POST /mcp  tools/list  session s-1
  8  client ← 404  error -32001 Session not found
  9  client → POST /mcp  tools/list  session s-1
  10  client ← 404  error -32001 Session not found
  ⇒ error session-ended-by-server 1 3 6  server  possible
  ⇒ error client-no-reinit-after-404 6 7 9  client  because of session-ended-by-server`,

  `a client that is told 404, deletes the dead id and starts over
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  error -32603 Session not found: s-1
  7  client → DELETE /mcp  session s-1
  8  client ← 404  error -32603 Session not found: s-1
  9  client → POST /mcp  initialize
  10  client ← 200  session s-2
  11  client → POST /mcp  tools/list  session s-2
  12  client ← 200
  ⇒ error session-ended-by-server 1 3 6  server  possible`,
]
