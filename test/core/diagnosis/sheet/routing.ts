const OPEN = `
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18  can tools prompts
  3  client → POST /mcp  notifications/initialized  session s-1  version 2025-06-18
  4  client ← 202`

/** A GET stream beside what follows. */
const LISTENING = `${OPEN}
  5  client → GET /mcp  session s-1  version 2025-06-18  on 2
  6  client ← 200  sse`

const S = 'session s-1  version 2025-06-18'

/** What POSTs carry, which message answers which and on which stream, and what was agreed on. */
export const routing = [
  `an array in a session of 2025-06-18
  ${OPEN}
  5  client → POST /mcp  tools/list + prompts/list  ${S}
  6  client ← 400  error -32602 Validation error: Input should be an object
  ⇒ error batch-rejected 5 6  client`,

  `… that is taken all the same
  ${OPEN}
  5  client → POST /mcp  tools/list + prompts/list  ${S}
  6  client ← 200
  ⇒ warning batch-rejected 5 6  client`,

  `a server of 2025-03-26 that refuses a batch
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-03-26
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202
  5  client → POST /mcp  tools/list + ping  session s-1
  6  client ← 400  error -32600 batches are not supported
  ⇒ error batch-rejected 5 6  server`,

  `a batch of 2025-03-26
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-03-26
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202
  5  client → POST /mcp  tools/list + ping  session s-1
  6  client ← 200`,

  `a server that takes a request for a notification
  ${OPEN}
  5  client → POST /mcp  tools/call echo  ${S}  id "a-1"
  6  client ← 202
  ⇒ error request-answered-202 5 6  server`,

  `202 on HTTP+SSE, and the answer on the stream  target /sse
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=s-1
  4  client → POST /messages?sessionId=s-1  initialize  on 2
  5  client ← 202
  6  client ← event  initialized 4
  7  client → POST /messages?sessionId=s-1  notifications/initialized  on 2
  8  client ← 202`,

  `a notification that is answered with null
  ${OPEN}
  5  client → POST /mcp  notifications/roots/list_changed  ${S}
  6  client ← 200  type application/json  null
  ⇒ warning notification-answered-with-body 5 6  server`,

  `a notification that is answered with 204
  ${OPEN}
  5  client → POST /mcp  notifications/roots/list_changed  ${S}
  6  client ← 204`,

  `an answer to the server that is refused while a call waits for it
  ${OPEN}
  5  client → POST /mcp  tools/call ask  ${S}  id 7
  6  client ← 200  sse
  7  client ← event  roots/list  id 0
  8  client → POST /mcp  result 0  ${S}  on 2
  9  client ← 400  error -32600 Bad Request: no such request
  ⇒ error server-request-response-rejected 7 8 9  server  likely`,

  `an answer to the server that is taken
  ${OPEN}
  5  client → POST /mcp  tools/call ask  ${S}  id 7
  6  client ← 200  sse
  7  client ← event  roots/list  id 0
  8  client → POST /mcp  result 0  ${S}  on 2
  9  client ← 202
  10  client ← event  result 7  of 5
  11  server ends 5`,

  `an id that becomes a text on the way
  ${OPEN}
  5  client → POST /mcp  tools/call echo  ${S}  id 7
  6  client ← 200  {"jsonrpc":"2.0","id":"7","result":{}}
  ⇒ error response-id-mismatch 5 6  server`,

  `an answer that nobody asked for
  ${LISTENING}
  7  client ← event  result 77
  ⇒ error response-id-mismatch 7  server  likely`,

  `a client that answers what nobody asked
  ${OPEN}
  5  client → POST /mcp  result 78  ${S}
  6  client ← 202
  ⇒ error response-id-mismatch 5  client  likely`,

  `an answer from before the capture
  1  client → GET /mcp  session old
  2  client ← 200  sse
  3  client ← event  result 77`,

  `a response that comes again on a resumed stream
  ${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 7
  6  client ← 200  sse
  7  client ← event  event-id e-1  data
  8  client ← event  result 7  event-id e-2
  9  server cuts 5
  10  client → GET /mcp  ${S}  last-event-id e-1  on 2
  11  client ← 200  sse
  12  client ← event  result 7  event-id e-2
  13  server ends 10`,

  `a response that comes twice
  ${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 7
  6  client ← 200  sse
  7  client ← event  result 7
  8  client ← event  result 7
  9  server ends 5
  ⇒ error response-id-mismatch 5 8  server  likely`,

  `two calls at once with the id 1
  ${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 1  on 2
  6  client → POST /mcp  tools/call fast  ${S}  id 1  on 3
  7  client ← 200  of 6
  ⇒ error duplicate-request-id-cross-wire 5 6  client`,

  `1 and "1" at once
  ${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 1  on 2
  6  client → POST /mcp  tools/call fast  ${S}  id "1"  on 3
  7  client ← 200  of 6
  ⇒ warning duplicate-request-id-cross-wire 5 6  client  possible`,

  `a client that always says 1, one call after the other
  ${OPEN}
  5  client → POST /mcp  tools/list  ${S}  id 9
  6  client ← 200
  7  client → POST /mcp  tools/call a  ${S}  id 9
  8  client ← 200
  9  client → POST /mcp  tools/call b  ${S}  id 9
  10  client ← 200
  ⇒ warning duplicate-request-id-cross-wire 5 9  client`,

  `a call that is replayed while it runs
  ${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 9
  6  client → POST /mcp  tools/call slow  ${S}  id 9  on 2  replay 1
  7  client ← 200  of 6
  8  client ← 200  of 5`,

  `both sides answer what nobody asked
  ${LISTENING}
  7  client ← event  result 77
  8  client → POST /mcp  result 78  ${S}  on 3
  9  client ← 202
  ⇒ error response-id-mismatch 7  server  likely
  ⇒ error response-id-mismatch 8  client  likely`,

  `a call that is sent again after a refusal
  ${OPEN}
  5  client → POST /mcp  tools/list  ${S}  id 9
  6  client ← 429  Too many requests
  7  client → POST /mcp  tools/list  ${S}  id 9
  8  client ← 200
  ⇒ warning rate-limited 5 6  client`,

  `two stateless clients of one name, both with the id 1
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call slow  id 1  on 2
  4  client → POST /mcp  tools/call slow  id 1  on 3
  5  client ← 200  of 3
  6  client ← 200  of 4`,

  `a response on the GET stream
  ${LISTENING}
  7  client → POST /mcp  tools/call slow  ${S}  id 7
  8  client ← 200  sse
  9  client ← event  result 7  of 5
  10  server ends 7
  ⇒ error response-on-wrong-stream 7 5 9  server`,

  `a request of the server on two streams
  ${LISTENING}
  7  client → POST /mcp  tools/call slow  ${S}  id 7
  8  client ← 200  sse
  9  client ← event  notifications/tools/list_changed  of 5
  10  client ← event  notifications/tools/list_changed  of 7
  11  client ← event  result 7  of 7
  12  server ends 7
  ⇒ warning message-broadcast-on-multiple-streams 9 10  server`,

  `equal log messages of two calls
  ${OPEN}
  5  client → POST /mcp  tools/call a  ${S}  on 2
  6  client ← 200  sse
  7  client → POST /mcp  tools/call b  ${S}  on 3
  8  client ← 200  sse
  9  client ← event  notifications/message  of 5
  10  client ← event  notifications/message  of 7
  11  client ← event  result 5  of 5
  12  client ← event  result 7  of 7`,

  `progress on the GET stream
  ${LISTENING}
  7  client → POST /mcp  tools/call slow  ${S}  token p-1
  8  client ← event  notifications/progress  token p-1  of 5
  9  client ← 200  of 7
  ⇒ warning notification-routed-to-standalone-stream 7 8  server`,

  `progress on the stream of its call
  ${LISTENING}
  7  client → POST /mcp  tools/call slow  ${S}  token p-1
  8  client ← 200  sse
  9  client ← event  notifications/progress  token p-1  of 7
  10  client ← event  result 7  of 7
  11  server ends 7`,

  `a resumption that brings the response of another call
  ${OPEN}
  5  client → POST /mcp  tools/call a  ${S}  on 2
  6  client ← 200  sse
  7  client ← event  event-id a-1  data
  8  client → POST /mcp  tools/call b  ${S}  on 3
  9  client ← 200  sse
  10  client ← event  event-id b-1  data  of 8
  11  server cuts 5
  12  client → GET /mcp  ${S}  last-event-id a-1  on 4
  13  client ← 200  sse
  14  client ← event  result 8  of 12
  15  client ← event  result 5  of 12
  16  server ends 12
  17  server ends 8
  ⇒ error resume-cross-stream-replay 5 12 14  server`,

  `a server that asks before the handshake is over
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client ← event  roots/list  id 0
  6  client → POST /mcp  notifications/initialized  session s-1
  7  client ← 202
  8  client → POST /mcp  result 0  session s-1
  9  client ← 202
  ⇒ warning server-request-before-initialized 1 5  server`,

  `a log message and a ping before the handshake is over
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client ← event  notifications/message
  6  client ← event  ping  id 0
  7  client → POST /mcp  result 0  session s-1
  8  client ← 202
  9  client → POST /mcp  notifications/initialized  session s-1
  10  client ← 202
  11  client ← event  roots/list  id 1
  12  client → POST /mcp  result 1  session s-1
  13  client ← 202`,

  `a client that tries every method
  ${OPEN}
  5  client → POST /mcp  resources/list  ${S}
  6  client ← 200  error -32601 Method not found
  ⇒ note method-not-found-not-advertised 5 6  client`,

  `a server that declares prompts and has none
  ${OPEN}
  5  client → POST /mcp  prompts/list  ${S}
  6  client ← 200  error -32601 Method not found
  ⇒ error method-not-found-not-advertised 5 6  server`,

  `a tool that does not exist
  ${OPEN}
  5  client → POST /mcp  tools/call nothing  ${S}
  6  client ← 200  error -32601 Tool not found
  7  client → POST /mcp  prompts/get nothing  ${S}
  8  client ← 200  error -32602 Unknown prompt`,

  `a task for a tool that runs none
  ${OPEN}
  5  client → POST /mcp  body {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","task":{"ttl":1000}}}  ${S}
  6  client ← 200  error -32601 Tool echo does not support task augmentation  id 5
  ⇒ error task-protocol-misuse 5 6  client`,

  `a task that nobody created
  ${OPEN}
  5  client → POST /mcp  body {"jsonrpc":"2.0","id":5,"method":"tasks/get","params":{"taskId":"t-1"}}  ${S}
  6  client ← 200  error -32602 Task not found  id 5
  ⇒ error task-protocol-misuse 5 6  client  likely`,

  `a task that runs
  ${OPEN}
  5  client → POST /mcp  body {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","task":{"ttl":1000}}}  ${S}
  6  client ← 200  {"jsonrpc":"2.0","id":5,"result":{"task":{"taskId":"t-1","status":"working"}}}
  7  client → POST /mcp  body {"jsonrpc":"2.0","id":7,"method":"tasks/get","params":{"taskId":"t-1"}}  ${S}
  8  client ← 200  {"jsonrpc":"2.0","id":7,"result":{"taskId":"t-1","status":"completed"}}`,
]
