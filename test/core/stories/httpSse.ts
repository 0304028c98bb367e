/** Sessions of HTTP+SSE, which live as long as their stream. */
export const httpSse = [
  ...[
    ['a path', '/messages/?session_id=a1', '/messages/?session_id=a1'],
    ['a path without an id', '/messages', '/messages'],
    ['an absolute URL', 'http://127.0.0.1:3000/messages?sessionId=a1', '/messages?sessionId=a1'],
    ['a relative URL', 'message?sessionid=a1', '/message?sessionid=a1'],
    ['its own path, as in Go', '/sse?sessionid=a1', '/sse?sessionid=a1'],
    ['a query only', '?sessionid=a1', '/sse?sessionid=a1'],
    ['a parameter among others', '/messages?x=1&sessionId=a1', '/messages?x=1&sessionId=a1'],
  ].map(
    ([kind, announced, path]) => `a clean session whose endpoint is ${kind}  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint ${announced}
  4  client → POST ${path}  initialize  on 2
  5  client ← 202  Accepted
  6  client ← event  initialized 4  version 2024-11-05
  7  client → POST ${path}  notifications/initialized  on 2
  8  client ← 202  Accepted
  9  client → POST ${path}  tools/call echo  on 3
  10  client ← event  result 9
  11  client ← 202  Accepted
  12  client drops 1
  ⇒ session #1 ${announced === '/messages' ? '/messages' : 'a1'}  http+sse  issued 1  carried 3  ended closed-by-client 1 seen
  ⇒ peers #1 client 1 → server 1  2024-11-05
  ⇒ stream 1 #1 endpoint  events 3  ended client-abort
  ⇒ answer 6 to 4 initialize
  ⇒ answer 10 to 9 tools/call`,
  ),

  `the answer may come before the 202, and both sides may ask  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → POST /messages?sessionId=a1  tools/call ask  id 1  on 2
  5  client ← event  roots/list  id 1
  6  client → POST /messages?sessionId=a1  result 1  on 3
  7  client ← 202  Accepted  of 6
  8  client ← event  result 1
  9  client ← 202  Accepted  of 4
  ⇒ session #1 a1  http+sse  issued 1  carried 2
  ⇒ answer 6 to 5 roots/list
  ⇒ answer 8 to 4 tools/call`,

  `dashes and capitals in an id of Python's make no difference  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=5ba6aa5cbf374da1be71d39c44065aa2
  4  client → POST /messages/?session_id=5BA6AA5C-BF37-4DA1-BE71-D39C44065AA2  initialize  on 2
  5  client ← 202  Accepted
  ⇒ session #1 5ba6aa5cbf374da1be71d39c44065aa2  http+sse  issued 1  carried 1`,

  `posted after the stream closed, and refused  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  server ends 1
  5  client → POST /messages?sessionId=a1  tools/list  on 2
  6  client ← 404  Could not find session
  ⇒ session #1 a1  http+sse  issued 1  carried 1  after-end 5  refused 5  ended closed-by-server 1 seen`,

  `posted after the stream closed, and silently dropped  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  server cuts 1
  5  client → POST /messages?sessionId=a1  tools/list  on 2
  6  client ← 202  Accepted
  ⇒ session #1 a1  http+sse  issued 1  carried 1  after-end 5  ended closed-by-server 1 seen
  ⇒ exchange 1 #1  http+sse  legacy  no method  ended server-abort
  ⇒ exchange 5 #1  http+sse  legacy  tools/list  ended server-clean`,

  `two transports: the announced id is refused while its stream is open  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Could not find session
  6  client drops 1
  ⇒ session #1 a1  http+sse  issued 1  carried 1  refused 4  ended closed-by-client 1 seen`,

  `an id that no stream announced  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=b2  initialize  on 2
  5  client ← 404  Could not find session
  ⇒ session #1 a1  http+sse  issued 1
  ⇒ session #2 b2  http+sse  carried 1  foreign 4  refused 4`,

  `an id whose stream began before the capture  target /sse
  1  client → POST /messages/?session_id=a0  tools/list
  2  client ← 202  Accepted
  ⇒ session #1 a0  http+sse  carried 1`,

  `a message URL that does not exist refuses no session  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/?session_id=a1  initialize  on 2
  5  client ← 404  Not Found
  ⇒ session #1 a1  http+sse  issued 1  carried 1`,

  `a message URL that lost its id  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages/?session_id=a1
  4  client → POST /messages/  tools/list  on 2
  5  client ← 400  session_id is required
  ⇒ session #1 a1  http+sse  issued 1  missing 4
  ⇒ exchange 1 #1  http+sse  legacy  no method
  ⇒ exchange 4 #1  http+sse  legacy  tools/list  ended server-clean`,

  `200, a comment and a clean end: no session  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  : connected
  4  server ends 1
  ⇒ exchange 1 -  no transport  legacy  no method  ended server-clean
  ⇒ stream 1 - standalone  comments 1  ended server-clean`,

  `a client that comes back has a new endpoint, and a new session  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  server cuts 1
  5  client → GET /sse  on 2  last-event-id 7
  6  client ← 200  sse
  7  client ← event  endpoint /messages?sessionId=b2
  8  client → POST /messages?sessionId=b2  tools/list  on 3
  9  client ← 202  Accepted
  10  client → POST /messages?sessionId=a1  tools/list  on 3
  11  client ← 404  Could not find session
  ⇒ session #1 a1  http+sse  issued 1  carried 1  after-end 10  refused 10  ended closed-by-server 1 seen  then #2
  ⇒ session #2 b2  http+sse  issued 5  carried 1
  ⇒ stream 1 #1 endpoint  events 1  ended server-abort
  ⇒ stream 5 #2 endpoint  events 1`,

  `a server that announces one path to all has a session for each stream  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages
  4  client drops 1
  5  client → GET /sse  on 2
  6  client ← 200  sse
  7  client ← event  endpoint /messages
  8  client → POST /messages  initialize  on 3
  9  client ← 202  Accepted
  ⇒ session #1 /messages  http+sse  issued 1  ended closed-by-client 1 seen  then #2
  ⇒ session #2 /messages  http+sse  issued 5  carried 1`,

  `two clients of the same name at once  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  client → GET /sse  on 2
  5  client ← 200  sse
  6  client ← event  endpoint /messages?sessionId=b2  of 4
  7  client → POST /messages?sessionId=a1  tools/list  id 1  on 3
  8  client → POST /messages?sessionId=b2  tools/list  id 1  on 4
  9  client ← event  result 1  of 4
  10  client ← event  result 1  of 1
  11  client ← 202  of 7
  12  client ← 202  of 8
  ⇒ session #1 a1  http+sse  issued 1  carried 1
  ⇒ session #2 b2  http+sse  issued 4  carried 1
  ⇒ answer 9 to 8 tools/list
  ⇒ answer 10 to 7 tools/list`,

  `a client of both transports tries the newer one first, and nothing is missing  target /sse
  1  client → POST /sse  initialize
  2  client ← 405  Method Not Allowed
  3  client → GET /sse
  4  client ← 200  sse
  5  client ← event  endpoint /messages?sessionId=a1
  6  client → POST /messages?sessionId=a1  initialize  on 2  version 2025-06-18
  7  client ← 202  Accepted
  ⇒ session #1 a1  http+sse  issued 3  carried 1`,

  `the tap's end closes the stream, and the session with it  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=a1
  4  the tap stops
  ⇒ session #1 a1  http+sse  issued 1  ended capture-stopped 1 seen
  ⇒ stream 1 #1 endpoint  events 1  ended proxy`,

  `sessionId in the URL of a Streamable HTTP server is only a parameter
  1  client → POST /mcp?sessionId=tenant  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp?sessionId=tenant  tools/list  session s-1
  4  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1`,

  `what is no JSON-RPC has no session, whatever its URL
  1  client → POST /login?session_id=7  body {"user":"ada"}
  2  client ← 404  Not Found`,
]
