/** Which request a message belongs to that does not answer it. */
export const relations = [
  `progress on the stream of its call, and on another one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client → POST /mcp  tools/call one  session s-1  token "a"
  6  client ← 200  sse
  7  client → POST /mcp  tools/call two  session s-1  token 7  on 3
  8  client ← 200  sse
  9  client ← event  notifications/progress  token 7  of 3
  10  client ← event  notifications/progress  token "a"  of 5
  11  client ← event  notifications/progress  token "7"  of 3
  ⇒ session #1 s-1  issued 1  carried 3
  ⇒ relation 9 to 7 notifications/progress
  ⇒ relation 10 to 5 notifications/progress`,

  `progress of what the server asked
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client ← event  sampling/createMessage  id 1  token "a"
  6  client → POST /mcp  notifications/progress  token "a"  session s-1
  7  client ← 202
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ relation 6 to 5 notifications/progress`,

  `what comes on the stream of a call belongs to it, also when the stream is resumed
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call ask  session s-1
  4  client ← 200  sse
  5  client ← event  elicitation/create  id 1  event-id e-1
  6  server cuts 3
  7  client → GET /mcp  session s-1  last-event-id e-1  on 2
  8  client ← 200  sse
  9  client ← event  notifications/message  event-id e-2
  10  server cuts 7
  11  client → GET /mcp  session s-1  last-event-id e-2  on 3
  12  client ← 200  sse
  13  client ← event  roots/list  id 2
  14  client ← event  result 3
  ⇒ session #1 s-1  issued 1  carried 3
  ⇒ relation 5 to 3 elicitation/create
  ⇒ relation 9 to 3 notifications/message
  ⇒ relation 13 to 3 roots/list
  ⇒ answer 2 to 1 initialize
  ⇒ answer 14 to 3 tools/call`,

  `a call that is cancelled is answered all the same, late
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call slow  session s-1
  4  client ← 200  sse
  5  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}  session s-1  on 2
  6  client ← 202
  7  client ← event  result 3  of 3
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ relation 5 to 3 notifications/cancelled
  ⇒ cancelled 3 by 5
  ⇒ answer 2 to 1 initialize
  ⇒ answer 7 to 3 tools/call`,

  `the server gives up what it asked, and "3" is not 3
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call ask  session s-1
  4  client ← 200  sse
  5  client ← event  elicitation/create  id 9
  6  client ← event  data {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}
  7  client ← event  data {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"9"}}
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ relation 5 to 3 elicitation/create
  ⇒ relation 6 to 5 notifications/cancelled
  ⇒ relation 7 to 3 notifications/cancelled
  ⇒ cancelled 5 by 6`,

  `a cancellation that crosses the answer
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call quick  session s-1
  4  client ← 200
  5  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}  session s-1
  6  client ← 202
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ relation 5 to 3 notifications/cancelled
  ⇒ cancelled 3 by 5`,

  `a task of 2025-11-25, from its making to its result
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-11-25
  3  client → POST /mcp  tools/call slow  session s-1
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{"task":{"taskId":"t-1","status":"working"}}}
  5  client → GET /mcp  session s-1  on 2
  6  client ← 200  sse
  7  client ← event  data {"jsonrpc":"2.0","method":"notifications/tasks/status","params":{"taskId":"t-1","status":"working"}}
  8  client → POST /mcp  body {"jsonrpc":"2.0","id":8,"method":"tasks/get","params":{"taskId":"t-1"}}  session s-1
  9  client ← 200  {"jsonrpc":"2.0","id":8,"result":{"taskId":"t-1","status":"working"}}
  10  client ← event  data {"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t-1"}}}}  of 5
  11  client → POST /mcp  body {"jsonrpc":"2.0","id":11,"method":"tasks/result","params":{"taskId":"t-1"}}  session s-1
  12  client ← 200
  13  client → POST /mcp  body {"jsonrpc":"2.0","id":13,"method":"tasks/cancel","params":{"taskId":"t-2"}}  session s-1
  14  client ← 200
  ⇒ session #1 s-1  issued 1  carried 5
  ⇒ relation 7 to 3 notifications/tasks/status
  ⇒ relation 8 to 3 tasks/get
  ⇒ relation 10 to 3 elicitation/create
  ⇒ relation 11 to 3 tasks/result`,

  `a task of the 2026 extension, with news of it on a listen stream
  1  client → POST /mcp  tools/call slow  modern one
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"task","taskId":"t-1","status":"working"}}
  3  client → POST /mcp  subscriptions/listen  modern one  on 2
  4  client ← 200  sse
  5  client ← event  notifications/subscriptions/acknowledged
  6  client ← event  data {"jsonrpc":"2.0","method":"notifications/tasks","params":{"taskId":"t-1","status":"completed"}}
  7  client → POST /mcp  body {"jsonrpc":"2.0","id":7,"method":"tasks/get","params":{"taskId":"t-1"}}  version 2026-07-28
  8  client ← 200  {"jsonrpc":"2.0","id":7,"result":{"resultType":"complete","taskId":"t-1","status":"completed"}}
  ⇒ session #1 -  modern  carried 3
  ⇒ relation 5 to 3 notifications/subscriptions/acknowledged
  ⇒ relation 6 to 1 notifications/tasks
  ⇒ relation 7 to 1 tasks/get`,

  `rounds of a call, by the state that the server gave
  1  client → POST /mcp  tools/call ask  modern one
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","requestState":"r-1"}}
  3  client → POST /mcp  tools/call ask  modern one  state r-1
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{"resultType":"input_required","requestState":"r-2"}}
  5  client → POST /mcp  tools/call ask  modern one  state r-2  on 2
  6  client ← 200
  ⇒ session #1 -  modern  carried 3
  ⇒ relation 3 to 1 tools/call
  ⇒ relation 5 to 3 tools/call
  ⇒ answer 2 to 1 tools/call
  ⇒ answer 4 to 3 tools/call
  ⇒ answer 6 to 5 tools/call`,

  `rounds without a state, by what they ask; another call is no round
  1  client → POST /mcp  tools/call ask  modern one
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","inputRequests":{"a":{"method":"roots/list"}}}}
  3  client → POST /mcp  tools/call other  modern one  gives a
  4  client ← 200
  5  client → POST /mcp  tools/call ask  modern one
  6  client ← 200
  7  client → POST /mcp  tools/call ask  modern one  gives a
  8  client ← 200
  ⇒ session #1 -  modern  carried 4
  ⇒ relation 7 to 1 tools/call`,

  `a round whose state came back changed is known by what it asks
  1  client → POST /mcp  tools/call ask  modern one
  2  client ← 200  sse
  3  client ← event  data {"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","requestState":"r-1"}}
  4  server ends 1
  5  client → POST /mcp  tools/call ask  modern one  state R-1
  6  client ← 200
  ⇒ session #1 -  modern  carried 2
  ⇒ relation 5 to 1 tools/call`,

  `one id for two calls at once in a session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call one  session s-1  id 5
  4  client → POST /mcp  tools/call two  session s-1  id 5  on 2
  5  client ← 200  of 4
  6  client ← 202  of 3
  7  client → POST /mcp  tools/call three  session s-1  id 5  on 2
  8  client ← 200
  ⇒ session #1 s-1  issued 1  carried 3
  ⇒ collision 4 with 3
  ⇒ answer 2 to 1 initialize
  ⇒ answer 5 to 4 tools/call
  ⇒ answer 8 to 7 tools/call`,

  `clients without sessions count their own ids
  1  client → POST /mcp  initialize  id 0
  2  client ← 200
  3  client → POST /mcp  tools/call one  id 1
  4  client → POST /mcp  tools/call two  id 1  on 2
  5  client ← 200  of 3
  6  client ← 200  of 4
  ⇒ session #1 -  issued 1  carried 2
  ⇒ answer 2 to 1 initialize
  ⇒ answer 5 to 3 tools/call
  ⇒ answer 6 to 4 tools/call`,
]
