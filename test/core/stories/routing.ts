/** Which message answers which, and which stream carried it. */
export const routing = [
  `answers as JSON and as an event stream, and progress before the answer
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call stream  session s-1  token p-1
  4  client ← 200  sse
  5  client ← event  notifications/progress  token p-1
  6  client ← event  result 3
  7  server ends 3
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ stream 3 #1 response  events 2  ended server-clean
  ⇒ message 1 #1 request initialize
  ⇒ message 2 #1 result initialize
  ⇒ message 3 #1 request tools/call
  ⇒ message 5 #1 notification notifications/progress
  ⇒ message 6 #1 result tools/call
  ⇒ answer 2 to 1 initialize
  ⇒ answer 6 to 3 tools/call`,

  `the server asks on the GET stream, and a POST answers
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client ← event  roots/list  id 0
  6  client → POST /mcp  result 0  session s-1  on 3
  7  client ← 202
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ answer 2 to 1 initialize
  ⇒ answer 6 to 5 roots/list`,

  `the server asks on the stream of a call, in the same ids as the client
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call ask  session s-1  id 1
  4  client ← 200  sse
  5  client ← event  elicitation/create  id 1
  6  client → POST /mcp  result 1  session s-1  on 2
  7  client ← 202
  8  client ← event  result 1  of 3
  9  server ends 3
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ answer 2 to 1 initialize
  ⇒ answer 6 to 5 elicitation/create
  ⇒ answer 8 to 3 tools/call`,

  `a stateless server's question is answered too
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/call ask
  4  client ← 200  sse
  5  client ← event  roots/list  id 7
  6  client → POST /mcp  result 7  on 2
  7  client ← 202
  ⇒ session #1 -  issued 1  carried 2
  ⇒ answer 2 to 1 initialize
  ⇒ answer 6 to 5 roots/list`,

  `1 and "1" are two ids
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  id 1
  4  client → POST /mcp  prompts/list  session s-1  id "1"  on 2
  5  client ← 200  sse  of 3
  6  client ← 200  sse  of 4
  7  client ← event  result "1"  of 4
  8  client ← event  result 1  of 3
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ answer 2 to 1 initialize
  ⇒ answer 7 to 4 prompts/list
  ⇒ answer 8 to 3 tools/list`,

  `the same id in two sessions
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1  id 9
  6  client → POST /mcp  prompts/list  session s-2  id 9  on 2
  7  client ← 200  of 6
  8  client ← 200  of 5
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ session #2 s-2  issued 3  carried 1
  ⇒ answer 2 to 1 initialize
  ⇒ answer 4 to 3 initialize
  ⇒ answer 7 to 6 prompts/list
  ⇒ answer 8 to 5 tools/list`,

  `a stream that breaks off is resumed, and its answer comes there
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call slow  session s-1
  4  client ← 200  sse
  5  client ← event  event-id e-1  data
  6  server cuts 3
  7  client → GET /mcp  session s-1  last-event-id e-1  on 2
  8  client ← 200  sse
  9  client ← event  result 3  event-id e-2
  10  server ends 7
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ stream 3 #1 response  events 1  last-event-id e-1  resumed 7  ended server-abort
  ⇒ stream 7 #1 resumed  events 1  last-event-id e-2  resumes 3  ended server-clean
  ⇒ answer 2 to 1 initialize
  ⇒ answer 9 to 3 tools/call`,

  `event ids belong to their session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → GET /mcp  session s-1
  6  client ← 200  sse
  7  client ← event  notifications/message  event-id 1
  8  client → GET /mcp  session s-2  on 2
  9  client ← 200  sse
  10  client ← event  notifications/message  event-id 1
  11  server ends 5
  12  client → GET /mcp  session s-1  last-event-id 1
  13  client ← 200  sse
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ session #2 s-2  issued 3  carried 1
  ⇒ stream 5 #1 standalone  events 1  last-event-id 1  resumed 12  ended server-clean
  ⇒ stream 8 #2 standalone  events 1  last-event-id 1
  ⇒ stream 12 #1 resumed  resumes 5`,

  `a batch and its answers
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-03-26
  3  client → POST /mcp  tools/list + notifications/cancelled + ping  session s-1
  4  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ message 1 #1 request initialize
  ⇒ message 2 #1 result initialize
  ⇒ message 3 #1 request tools/list
  ⇒ message 3.2 #1 notification notifications/cancelled
  ⇒ message 3.3 #1 request ping
  ⇒ message 4 #1 result tools/list
  ⇒ message 4.2 #1 result ping
  ⇒ answer 2 to 1 initialize
  ⇒ answer 4 to 3 tools/list
  ⇒ answer 4.2 to 3.3 ping`,

  `an error of the server's own making answers the only request there was
  1  client → POST /mcp  tools/list
  2  client ← 400  error -32600 Bad Request: Missing session ID  id "server-error"
  3  client → POST /mcp  ping
  4  client ← 400  error -32600 Bad Request: Missing session ID  id null
  ⇒ session #1 -  missing 1 3
  ⇒ answer 2 to 1 tools/list
  ⇒ answer 4 to 3 ping`,

  `an answer that nobody asked for answers nothing
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client ← event  result 77
  6  client → POST /mcp  result 78  session s-1  on 2
  7  client ← 202
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ answer 2 to 1 initialize`,

  `two calls at once with one id are answered each in its own exchange
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call one  session s-1  id 5
  4  client → POST /mcp  tools/call two  session s-1  id 5  on 2
  5  client ← 200  of 3
  6  client ← 200  of 4
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ answer 2 to 1 initialize
  ⇒ answer 5 to 3 tools/call
  ⇒ answer 6 to 4 tools/call`,
]
