/** The modern era has no sessions: its traffic is grouped by the client that names itself. */
export const modern = [
  `requests of one client stand together
  1  client → POST /mcp  server/discover  modern one
  2  client ← 200
  3  client → POST /mcp  tools/call echo  modern one  on 2  Mcp-Method: tools/call  Mcp-Name: echo
  4  client ← 200
  5  client → POST /mcp  tools/call nope  modern one  on 2
  6  client ← 404  error -32601 Method not found
  ⇒ session #1 -  modern  carried 3
  ⇒ peers #1 one 1 → server 1  2026-07-28
  ⇒ exchange 1 #1  streamable-http  modern  server/discover  ended server-clean
  ⇒ exchange 3 #1  streamable-http  modern  tools/call echo  ended server-clean
  ⇒ exchange 5 #1  streamable-http  modern  tools/call nope  ended server-clean`,

  `two clients stand apart
  1  client → POST /mcp  tools/list  modern one
  2  client ← 200
  3  client → POST /mcp  tools/list  modern two  on 2
  4  client ← 200
  5  client → POST /mcp  tools/list  modern one  on 3
  6  client ← 200
  ⇒ session #1 -  modern  carried 2
  ⇒ session #2 -  modern  carried 1`,

  `a notification that names nobody belongs to its connection's client
  1  client → POST /mcp  tools/list  modern one
  2  client ← 200
  3  client → POST /mcp  tools/list  modern two  on 2
  4  client ← 200
  5  client → POST /mcp  notifications/cancelled  version 2026-07-28
  6  client ← 202
  ⇒ session #1 -  modern  carried 2
  ⇒ session #2 -  modern  carried 1`,

  `a leftover session header names nothing there
  1  client → POST /mcp  tools/list  modern one  session left-over
  2  client ← 200
  ⇒ session #1 -  modern  carried 1`,

  `nor does it if only the body tells the era
  1  client → POST /mcp  tools/list  modern one  session left-over  version 2025-06-18
  2  client ← 200
  ⇒ session #1 -  modern  carried 1`,

  `a listen stream is of its own kind
  1  client → POST /mcp  subscriptions/listen  modern one
  2  client ← 200  sse
  3  client ← event  notifications/subscriptions/acknowledged
  4  client ← event  notifications/tools/list_changed
  5  client drops 1
  6  client → POST /mcp  notifications/cancelled  modern one  on 2
  7  client ← 202
  ⇒ session #1 -  modern  carried 2
  ⇒ stream 1 #1 listen  events 2  ended client-abort`,

  `rounds of one call are exchanges of one client
  1  client → POST /mcp  tools/call ask  modern one
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","requestState":"r"}}
  3  client → POST /mcp  tools/call ask  modern one
  4  client ← 200
  ⇒ session #1 -  modern  carried 2
  ⇒ answer 2 to 1 tools/call
  ⇒ answer 4 to 3 tools/call`,

  `a version that the server does not speak is a modern answer all the same
  1  client → POST /mcp  tools/list  modern one
  2  client ← 400  error -32022 Unsupported protocol version: 2026-07-28
  ⇒ session #1 -  modern  carried 1`,

  ...[
    ['400', 'error -32000 Bad Request: No valid session ID provided'],
    ['404', 'error -32001 Session not found'],
    ['400', 'error -32000 Bad Request: Server not initialized'],
    ['400', 'error -32000 Bad Request: Unsupported protocol version: 2026-07-28 (supported versions: 2025-11-25)'],
    ['400', 'error -32600 Bad Request: Missing session ID  id "server-error"  session minted'],
    ['422', 'Unexpected message, expect initialize request'],
    ['200', '{"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2025-06-18"],"capabilities":{}}}'],
    ['401', ''],
    ['502', 'Bad Gateway'],
  ].map(
    ([status, says]) => `a probe that a legacy server answers with ${status} ${says} is no session, and misses none
  1  client → POST /mcp  server/discover  modern one
  2  client ← ${status}  ${says}
  3  client → POST /mcp  initialize  named one
  4  client ← 200  session s-1
  5  client → POST /mcp  tools/list  session s-1  version 2025-06-18
  6  client ← 200
  ⇒ session #1 s-1  issued 3  carried 1
  ⇒ exchange 1 -  streamable-http  modern  server/discover  ended server-clean
  ⇒ exchange 3 #1  streamable-http  legacy  initialize  ended server-clean
  ⇒ exchange 5 #1  streamable-http  legacy  tools/list  ended server-clean`,
  ),

  `initialize is of the legacy era, whatever version it offers
  1  client → POST /mcp  initialize  offers 2026-07-28
  2  client ← 200  session s-1  version 2025-11-25
  3  client → POST /mcp  tools/list  session s-1  version 2025-11-25
  4  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ peers #1 client 1 → server 1  2025-11-25`,

  `a GET or DELETE of the modern era is not allowed, and nothing more
  1  client → GET /mcp  version 2026-07-28
  2  client ← 405
  3  client → DELETE /mcp  version 2026-07-28  session left-over
  4  client ← 405
  ⇒ exchange 1 -  no transport  modern  no method  ended server-clean
  ⇒ exchange 3 -  no transport  modern  no method  ended server-clean`,

  `both eras on one server, by one program
  1  client → POST /mcp  tools/list  modern one
  2  client ← 200
  3  client → POST /mcp  initialize  named one
  4  client ← 200  session s-1
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  7  client → POST /mcp  tools/list  modern one
  8  client ← 200
  ⇒ session #1 -  modern  carried 2
  ⇒ session #2 s-1  issued 3  carried 1`,
]
