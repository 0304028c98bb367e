const short = (n: number) => `
  ${4 * n + 1}  client → POST /mcp  initialize
  ${4 * n + 2}  client ← 200  session s-${n}
  ${4 * n + 3}  client → POST /mcp  tools/call echo  session s-${n}
  ${4 * n + 4}  client ← 200`

/** How sessions, streams and servers end. */
export const farewell = [
  `a client that leaves its session behind
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202
  5  client → GET /mcp  session s-1
  6  client ← 200  sse
  7  client drops 5
  8  90 s pass
  9  the tap stops
  ⇒ note session-leak-no-delete 1  client  likely`,

  `a client that ends its session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202
  5  client → DELETE /mcp  session s-1
  6  client ← 200
  7  90 s pass
  8  the tap stops`,

  `a server that does not let sessions end
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 405  error -32000 Method not allowed.
  ⇒ note delete-rejected 3 4  server`,

  `a session for every call${[0, 1, 2, 3, 4].map(short).join('')}
  ⇒ warning session-per-request 1 5 9 13 17  client`,

  `four sessions are no habit${[0, 1, 2, 3].map(short).join('')}`,

  `a client that gives up waiting
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call slow  session s-1
  4  7 s pass
  5  client drops 3
  ⇒ note client-disconnected 3  client`,

  `a client that hangs up with the answer in hand
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call echo  session s-1
  4  client ← 200  sse
  5  client ← event  result 3
  6  client drops 3`,

  `an answer that breaks off
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call echo  session s-1
  4  client ← 200  sse
  5  client ← event  : working
  6  server cuts 3
  ⇒ error server-aborted-stream 3  server
  ⇒ error sse-stream-ended-without-response 3  server  because of server-aborted-stream`,

  `a listening stream that breaks off
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  server cuts 3
  ⇒ warning server-aborted-stream 3  server`,

  `a listening stream that the server ends
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  server ends 3`,

  `a server that says it is shutting down
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 503  Server is shutting down
  ⇒ note server-draining 4  server`,

  `all streams end at once
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1
  4  client ← 200  sse
  5  client → POST /mcp  initialize  on 2  as other
  6  client ← 200  session s-2
  7  client → GET /mcp  session s-2  on 2  as other
  8  client ← 200  sse
  9  server ends 3
  10  server ends 7
  ⇒ note server-draining 3 7  server  likely`,
]
