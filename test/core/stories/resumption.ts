/** Streams that are resumed: what the client missed, and what it got twice. */
export const resumption = [
  `what was sent behind the last event that the client has, comes again
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client ← event  notifications/message  event-id e-1
  6  client ← event  notifications/message  event-id e-2
  7  client ← event  notifications/message  event-id e-3
  8  server cuts 3
  9  client → GET /mcp  session s-1  last-event-id e-1  on 2
  10  client ← 200  sse
  11  client ← event  notifications/message  event-id e-2
  12  client ← event  notifications/message  event-id e-3
  13  client ← event  notifications/message  event-id e-4
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ stream 3 #1 standalone  events 3  last-event-id e-3  resumed 9  ended server-abort
  ⇒ stream 9 #1 resumed  events 3  last-event-id e-4  resumes 3`,

  `what does not come again is missed, and what the client had is repeated
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client ← event  notifications/message  event-id e-1
  6  client ← event  notifications/message  event-id e-2
  7  client ← event  notifications/message  event-id e-3
  8  client drops 3
  9  client → GET /mcp  session s-1  last-event-id e-2  on 2
  10  client ← 200  sse
  11  client ← event  notifications/message  event-id e-1
  12  client ← event  notifications/message  event-id e-4
  13  server ends 9
  ⇒ session #1 s-1  issued 1  carried 2
  ⇒ stream 3 #1 standalone  events 3  last-event-id e-3  resumed 9  ended client-abort
  ⇒ stream 9 #1 resumed  events 2  last-event-id e-4  resumes 3  missed 7  repeated 11  ended server-clean`,

  `resumed from where it was resumed before, it has missed what came since
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call slow  session s-1
  4  client ← 200  sse
  5  client ← event  event-id e-1  data
  6  server cuts 3
  7  client → GET /mcp  session s-1  last-event-id e-1  on 2
  8  client ← 200  sse
  9  client ← event  notifications/message  event-id e-2
  10  server cuts 7
  11  client → GET /mcp  session s-1  last-event-id e-1  on 3
  12  client ← 200  sse
  13  client ← event  result 3  event-id e-3
  14  server ends 11
  ⇒ session #1 s-1  issued 1  carried 3
  ⇒ stream 3 #1 response  events 1  last-event-id e-1  resumed 11  ended server-abort
  ⇒ stream 7 #1 resumed  events 1  last-event-id e-2  resumes 3  ended server-abort
  ⇒ stream 11 #1 resumed  events 1  last-event-id e-3  resumes 3  missed 9  ended server-clean`,

  `an initialize that breaks off is resumed with the id that its head bore
  1  client → POST /mcp  initialize
  2  client ← 200  sse  session s-1
  3  client ← event  event-id e-1  data
  4  server cuts 1
  5  client → GET /mcp  session s-1  last-event-id e-1
  6  client ← 200  sse
  7  client ← event  initialized 1  event-id e-2
  ⇒ session #1 s-1  issued 5  minted 1  carried 1
  ⇒ stream 1 - response  events 1  last-event-id e-1  resumed 5  ended server-abort
  ⇒ stream 5 #1 resumed  events 1  last-event-id e-2  resumes 1`,

  `an id that nobody knows resumes nothing
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  last-event-id e-9
  4  client ← 200  sse
  5  client ← event  notifications/message  event-id e-1
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ stream 3 #1 resumed  events 1  last-event-id e-1`,
]
