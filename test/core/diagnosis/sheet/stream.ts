const S = 'session s-1  version 2025-06-18'

const OPEN = `
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → POST /mcp  notifications/initialized  ${S}
  4  client ← 202`

/** The nth client that begins, asks for its stream, and leaves. */
const life = (n: number, session: string): string => `
  ${n * 7 - 6}  client → POST /mcp  initialize
  ${n * 7 - 5}  client ← 200  ${session}  version 2025-03-26
  ${n * 7 - 4}  client → POST /mcp  notifications/initialized  ${session}
  ${n * 7 - 3}  client ← 202
  ${n * 7 - 2}  client → GET /mcp  ${session}
  ${n * 7 - 1}  client ← 200  sse
  ${n * 7}  client drops ${n * 7 - 2}`

const CALL = `${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 7  token p-1`

/** GET streams, and how the bytes of event streams arrive. */
export const stream = [
  `a server without a GET stream
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 405  error -32000 Method not allowed.
  ⇒ note get-stream-not-offered 5 6  server`,

  `a GET before there is a session
  1  client → GET /mcp
  2  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  3  client → POST /mcp  initialize
  4  client ← 200  session s-1
  5  client → POST /mcp  notifications/initialized  session s-1
  6  client ← 202`,

  `a server that knows POST only
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 404  Cannot GET /mcp
  7  client → POST /mcp  tools/list  ${S}
  8  client ← 200
  9  12 s pass
  ⇒ error get-stream-wrong-status 5 6  server`,

  `an endpoint that fails on GET
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 500  Internal Server Error
  ⇒ error get-stream-wrong-status 5 6  server`,

  `a landing page on GET
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 200  type text/html  <html>Welcome</html>
  ⇒ error get-stream-wrong-status 5 6  server`,

  `a GET that is refused for its credentials
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 403  no scope for streams`,

  `two GET streams of one client
  ${OPEN}
  5  client → GET /mcp  ${S}  on 2
  6  client ← 200  sse
  7  client → GET /mcp  ${S}  on 3
  8  client ← 409  error -32000 Conflict: Only one SSE stream is allowed per session
  ⇒ error get-stream-conflict-409 5 7 8  client`,

  `a server that has not noticed that the first stream was left
  ${OPEN}
  5  client → GET /mcp  ${S}  on 2
  6  client ← 200  sse
  7  300 s pass
  8  client drops 5
  9  client → GET /mcp  ${S}  on 3
  10  client ← 409  error -32000 Conflict: Only one SSE stream is allowed per session
  ⇒ error get-stream-conflict-409 5 9 10  server`,

  `C# says it with 400
  ${OPEN}
  5  client → GET /mcp  ${S}  on 2
  6  client ← 200  sse
  7  client → GET /mcp  ${S}  on 3
  8  client ← 400  Bad Request: This server does not support multiple GET requests. Start a new session or use Last-Event-ID header to resume.
  ⇒ error get-stream-conflict-409 5 7 8  client`,

  `a client that takes the stream up again
  ${OPEN}
  5  client → GET /mcp  ${S}  on 2
  6  client ← 200  sse
  7  client drops 5
  8  client → GET /mcp  ${S}  on 3
  9  client ← 200  sse`,

  `a client that comes again without a pause
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 200  sse
  7  server ends 5
  8  client → GET /mcp  ${S}
  9  client ← 200  sse
  10  server ends 8
  11  client → GET /mcp  ${S}
  12  client ← 200  sse
  13  server ends 11
  14  client → GET /mcp  ${S}
  15  client ← 200  sse
  16  server ends 14
  17  client → GET /mcp  ${S}
  18  client ← 200  sse
  19  server ends 17
  ⇒ warning reconnect-storm 5 8 11 14 17  client`,

  `short lives, each with a session and a stream of its own
${[1, 2, 3, 4, 5].map((n) => life(n, `session s-${n}`)).join('\n')}`,

  `short lives without sessions, each with a stream of its own
${[1, 2, 3, 4, 5].map((n) => life(n, '')).join('\n')}`,

  `a client that comes again every ten seconds
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 200  sse
  7  server ends 5
  8  10 s pass
  9  client → GET /mcp  ${S}
  10  client ← 200  sse
  11  server ends 9
  12  10 s pass
  13  client → GET /mcp  ${S}
  14  client ← 200  sse
  15  server ends 13`,

  `go-sdk's client and a Java server
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → GET /mcp  ${S}  on 2
  4  12 s pass
  ⇒ error get-head-withheld 1 3  between  likely`,

  `a Java server, and a client that goes on
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → GET /mcp  ${S}  on 2
  4  client → POST /mcp  notifications/initialized  ${S}
  5  client ← 202
  6  60 s pass
  7  client → POST /mcp  tools/list  ${S}
  8  client ← 200`,

  `a load balancer that cuts after a minute of silence
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 200  sse
  7  60 s pass
  8  server cuts 5
  9  client → GET /mcp  ${S}
  10  client ← 200  sse
  11  61 s pass
  12  server cuts 9
  ⇒ warning stream-killed-by-idle-timeout 5 9  between`,

  `two streams that break off at any time
  ${OPEN}
  5  client → GET /mcp  ${S}
  6  client ← 200  sse
  7  25 s pass
  8  server cuts 5
  9  client → GET /mcp  ${S}
  10  client ← 200  sse
  11  41 s pass
  12  server cuts 9`,

  `nginx keeps the events until the end
  ${CALL}
  6  5 s pass
  7  client ← 200  sse  Server: nginx/1.27.3
  8  client ← event  notifications/progress  token p-1
  9  client ← event  notifications/progress  token p-1
  10  client ← event  result 7
  11  server ends 5
  ⇒ error sse-buffered-by-proxy 5 7 10  between  likely`,

  `events as they come
  ${CALL}
  6  client ← 200  sse  Server: nginx/1.27.3
  7  client ← event  notifications/progress  token p-1
  8  3 s pass
  9  client ← event  notifications/progress  token p-1
  10  client ← event  result 7
  11  server ends 5`,

  `a compressed stream on which the client gives up
  ${CALL}
  6  client ← 200  sse  Content-Encoding: gzip
  7  7 s pass
  8  client drops 5
  ⇒ error sse-compressed 5 6  between  likely
  ⇒ note client-disconnected 5  client  because of sse-compressed`,

  `a stream without compression on which the client gives up
  ${CALL}
  6  client ← 200  sse  Content-Encoding: identity
  7  7 s pass
  8  client drops 5
  ⇒ note client-disconnected 5  client`,

  `events of plain text
  ${CALL}
  6  client ← 200  sse
  7  client ← event  data working on it
  8  client ← event  result 7
  9  server ends 5
  ⇒ warning sse-malformed-framing 5 7  server`,

  `a last event without its blank line
  ${CALL}
  6  client ← 200  sse
  7  client ← event  half {"jsonrpc":"2.0","id":7,"result":{}}
  8  server ends 5
  ⇒ error sse-malformed-framing 5 7  server
  ⇒ error sse-stream-ended-without-response 5  server  because of sse-malformed-framing`,

  `a priming event, a comment and an event of another name
  ${CALL}
  6  client ← 200  sse
  7  client ← event  event-id e-1  data
  8  client ← event  : ping
  9  client ← event  result 7  event-id e-2
  10  server ends 5`,

  `a client that stops at retry, again and again
  ${CALL}
  6  client ← 200  sse
  7  client ← event  event-id e-1  retry 1000  data
  8  client drops 5
  9  client → POST /mcp  tools/call slow  ${S}  id 8
  10  client ← 200  sse
  11  client ← event  event-id e-2  retry 1000  data
  12  client drops 9
  ⇒ note client-disconnected 5 9  client  2 times  because of client-cannot-read-stream
  ⇒ error client-cannot-read-stream 7 9 11  client  likely`,

  `a client that leaves once, at such a field
  ${CALL}
  6  client ← 200  sse
  7  client ← event  event-id e-1  retry 1000  data
  8  client drops 5
  ⇒ note client-disconnected 5  client`,

  `a client that drops the stream with the answer
  ${CALL}
  6  client ← 200  sse
  7  client ← event  event-id e-1  retry 1000  data
  8  client ← event  result 7  event-id e-2
  9  client drops 5`,
]
