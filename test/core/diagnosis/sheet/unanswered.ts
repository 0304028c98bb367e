const S = 'session s-1  version 2025-06-18'

const OPEN = `
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → POST /mcp  notifications/initialized  ${S}
  4  client ← 202`

const CALL = `${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}  id 7  token p-1
  6  client ← 200  sse`

const SSE = `
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  endpoint /messages?sessionId=s-1
  4  client → POST /messages?sessionId=s-1  initialize  on 2
  5  client ← 202
  6  client ← event  initialized 4
  7  client → POST /messages?sessionId=s-1  notifications/initialized  on 2
  8  client ← 202
  9  client → POST /messages?sessionId=s-1  tools/call slow  on 2
  10  client ← 202`

const PROCESS = `
  1  process starts node server.js
  2  stdin  initialize
  3  stdout  initialized 2
  4  stdin  notifications/initialized`

/** Requests that nobody answers, streams that break off, and clients that give up. */
export const unanswered = [
  `a stream that ends before the response
  ${CALL}
  7  client ← event  notifications/progress  token p-1
  8  server ends 5
  ⇒ error sse-stream-ended-without-response 5  server`,

  `a call that was cancelled, and its stream ends
  ${CALL}
  7  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"user"}}  ${S}  on 2
  8  client ← 202
  9  server ends 5`,

  `the one stream of HTTP+SSE ends under a call  target /sse
  ${SSE}
  11  server ends 1
  ⇒ error sse-stream-ended-without-response 9 1  server`,

  `a call on HTTP+SSE that is answered first  target /sse
  ${SSE}
  11  client ← event  result 9
  12  server ends 1`,

  `a client that never says which roots it has
  ${CALL}
  7  client ← event  roots/list  id 0
  8  31 s pass
  ⇒ error server-request-unanswered 7 5  client`,

  `… that answers after 40 s
  ${CALL}
  7  client ← event  roots/list  id 0
  8  40 s pass
  9  client → POST /mcp  result 0  ${S}  on 2
  10  client ← 202
  11  client ← event  result 7  of 5
  12  server ends 5`,

  `… on stdio
  ${PROCESS}
  5  stdout  sampling/createMessage  id 0
  6  31 s pass
  ⇒ error server-request-unanswered 5  client`,

  `a person who thinks about a question
  ${CALL}
  7  client ← event  elicitation/create  id 0
  8  120 s pass`,

  `a client that is gone
  ${CALL}
  7  client ← event  roots/list  id 0
  8  client drops 5
  9  40 s pass
  ⇒ note client-disconnected 5  client`,

  `the limit of the TypeScript SDK
  ${CALL}
  7  60 s pass
  8  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"McpError: MCP error -32001: Request timed out"}}  ${S}  on 2
  9  client ← 202
  ⇒ error request-timeout-client 5 8  server`,

  `the limit of Python
  ${OPEN}
  5  client → POST /mcp  tools/call slow  ${S}
  6  300 s pass
  7  client drops 5
  ⇒ note client-disconnected 5  client  because of request-timeout-client
  ⇒ error request-timeout-client 5  server`,

  `a person who gives up after a minute
  ${CALL}
  7  60 s pass
  8  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"the user pressed stop"}}  ${S}  on 2
  9  client ← 202`,

  `a client that drops the answer once it has it
  ${CALL}
  7  60 s pass
  8  client ← event  result 7
  9  client drops 5`,

  `a server that answers what was cancelled
  ${CALL}
  7  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"user"}}  ${S}  on 2
  8  client ← 202
  9  client ← event  error -32800 Request cancelled  id 7  of 5
  10  server ends 5
  ⇒ note response-after-cancel 5 7 9  server`,

  `a server that goes on with what was cancelled
  ${CALL}
  7  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"user"}}  ${S}  on 2
  8  client ← 202
  9  3 s pass
  10  client ← event  notifications/progress  token p-1  of 5
  ⇒ note response-after-cancel 5 7 10  server`,

  `progress that crossed the cancellation
  ${CALL}
  7  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"user"}}  ${S}  on 2
  8  client ← 202
  9  client ← event  notifications/progress  token p-1  of 5`,

  `a ping on the GET stream, and the server ends it
  ${OPEN}
  5  client → GET /mcp  ${S}  on 2
  6  client ← 200  sse
  7  client ← event  ping  id 0
  8  10 s pass
  9  server ends 5
  ⇒ error ping-unanswered 7  client  likely`,

  `a ping to a server that does not read
  ${PROCESS}
  5  stdin  ping
  6  35 s pass
  ⇒ warning ping-unanswered 5  server  possible`,

  `a ping that is answered
  ${OPEN}
  5  client → GET /mcp  ${S}  on 2
  6  client ← 200  sse
  7  client ← event  ping  id 0
  8  client → POST /mcp  result 0  ${S}
  9  client ← 202
  10  server ends 5`,

  `a server without an event store
  ${CALL}
  7  client ← event  event-id e-1  data
  8  client ← event  result 7
  9  server cuts 5
  10  client → GET /mcp  ${S}  last-event-id e-1  on 2
  11  client ← 400  error -32000 Event store not configured
  ⇒ warning resume-not-supported 10 11  server`,

  `a resumption that brings nothing
  ${CALL}
  7  client ← event  event-id e-1  data
  8  server cuts 5
  9  client → GET /mcp  ${S}  last-event-id e-1  on 2
  10  client ← 200  sse
  11  server ends 9
  ⇒ error resume-lost-messages 5 9  server`,

  `a resumption that waits for a slow tool
  ${CALL}
  7  client ← event  event-id e-1  retry 1000  data
  8  server ends 5
  9  client → GET /mcp  ${S}  last-event-id e-1  on 2
  10  client ← 200  sse
  11  100 s pass
  12  client ← event  result 7  event-id e-2
  13  server ends 9`,

  `a client that goes on without resuming
  ${CALL}
  7  client ← event  event-id e-1  retry 1000  data
  8  server cuts 5
  9  5 s pass
  10  client → POST /mcp  tools/list  ${S}  on 2
  11  client ← 200
  12  30 s pass
  ⇒ warning resume-never-attempted 5 10  client`,

  `a client that is gone when its stream breaks off
  ${CALL}
  7  client ← event  event-id e-1  retry 1000  data
  8  server cuts 5
  9  40 s pass`,
]
