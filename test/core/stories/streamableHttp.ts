/** Sessions of Streamable HTTP that do what they should, or end as they may. */
export const sound = [
  `a clean session: issued, carried, deleted
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → POST /mcp  notifications/initialized  session s-1  version 2025-06-18
  4  client ← 202  session s-1
  5  client → GET /mcp  session s-1  on 2
  6  client ← 200  sse  session s-1
  7  client → POST /mcp  tools/call echo  session s-1
  8  client ← 200  session s-1
  9  client → DELETE /mcp  session s-1
  10  client ← 200
  11  client drops 5
  ⇒ session #1 s-1  issued 1  carried 4  ended deleted 9 seen
  ⇒ peers #1 client 1 → server 1  2025-06-18
  ⇒ stream 5 #1 standalone  ended client-abort`,

  `initialize answered as an event stream issues the id of its head
  1  client → POST /mcp  initialize
  2  client ← 200  sse  session s-1
  3  client ← event  initialized 1  version 2025-11-25
  4  server ends 1
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 1
  ⇒ peers #1 client 1 → server 1  2025-11-25
  ⇒ exchange 1 #1  streamable-http  legacy  initialize  ended server-clean
  ⇒ exchange 5 #1  streamable-http  legacy  tools/list  ended server-clean
  ⇒ message 1 #1 request initialize
  ⇒ message 3 #1 result initialize
  ⇒ message 5 #1 request tools/list
  ⇒ message 6 #1 result tools/list`,

  `a stateless server issues no id, and nothing is missing
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  notifications/initialized  version 2025-06-18  on 2
  4  client ← 202
  5  client → GET /mcp  on 2
  6  client ← 200  sse
  7  client → POST /mcp  tools/list  on 3
  8  client ← 200
  ⇒ session #1 -  issued 1  carried 3`,

  `a server without a handshake is stateless too
  1  client → POST /mcp  tools/list
  2  client ← 200
  3  client → POST /mcp  tools/call echo  on 2
  4  client ← 200
  ⇒ session #1 -  carried 2`,

  `a DELETE that is not allowed ends nothing
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1
  4  client ← 405  error -32000 Method not allowed: session termination not supported
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2`,

  `an id that was issued before the capture began is taken as it is, and may end
  1  client → POST /mcp  tools/list  session s-0
  2  client ← 200
  3  client → POST /mcp  tools/list  session s-0
  4  client ← 404  error -32001 Session not found
  ⇒ session #1 s-0  accepted  carried 2  refused 3  ended expired 3 seen`,

  `such an id is good also if its first call fails for reasons of its own
  1  client → POST /mcp  tools/call nope  session s-0
  2  client ← 200  error -32602 Tool nope not found
  3  client → POST /mcp  tools/list  session s-0
  4  client ← 404  error -32001 Session not found
  ⇒ session #1 s-0  accepted  carried 2  refused 3  ended expired 3 seen`,

  `and also if all that is seen of it is an event stream
  1  client → GET /mcp  session s-0
  2  client ← 200  sse
  3  client → POST /mcp  tools/list  session s-0  on 2
  4  client ← 404  error -32001 Session not found
  ⇒ session #1 s-0  accepted  carried 2  refused 3  ended expired 3 seen`,

  `two clients of the same name have a session each, by their connections
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1
  6  client → POST /mcp  tools/list  session s-2  on 2
  7  client ← 200  of 6
  8  client ← 200  of 5
  9  client → DELETE /mcp  session s-1
  10  client ← 200
  11  client → POST /mcp  tools/list  session s-2  on 2
  12  client ← 200
  ⇒ session #1 s-1  issued 1  carried 2  ended deleted 9 seen
  ⇒ session #2 s-2  issued 3  carried 2`,

  `initialize with a foreign id that the server ignores makes a new session, and refuses nothing
  1  client → POST /mcp  initialize  session made-up
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  ⇒ session #1 made-up  carried 1
  ⇒ session #2 s-1  issued 1  carried 1`,

  `initialize with the id that it then gets back establishes that id
  1  client → POST /mcp  initialize  session mine
  2  client ← 200  session mine
  3  client → POST /mcp  tools/list  session mine
  4  client ← 200
  ⇒ session #1 mine  issued 1  carried 2`,

  `a second initialize in one session is still that session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  session s-1
  4  client ← 400  error -32600 Invalid Request: Server already initialized
  5  client → POST /mcp  initialize  session s-1
  6  client ← 200  session s-1
  ⇒ session #1 s-1  issued 1  carried 2`,

  `one transport that hands the same id to everybody has one session
  1  client → POST /mcp  initialize
  2  client ← 200  session x
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session x
  ⇒ session #1 x  issued 1`,

  `what the capture's end cuts short was left, perhaps; a later session of the client's took its place
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  initialize  on 3
  6  client ← 200  session s-3
  7  client → POST /mcp  initialize  on 4  as another
  8  client ← 200  session t-1
  9  the tap stops
  ⇒ session #1 s-1  issued 1  ended superseded 3 inferred  then #2
  ⇒ session #2 s-2  issued 3  ended superseded 5 inferred  then #3
  ⇒ session #3 s-3  issued 5  ended capture-stopped 5 inferred
  ⇒ session #4 t-1  issued 7  ended capture-stopped 7 inferred`,

  `sessions that ran side by side did not supersede each other
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2
  4  client ← 200  session s-2
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 200
  7  the tap stops
  ⇒ session #1 s-1  issued 1  carried 1  ended capture-stopped 5 inferred
  ⇒ session #2 s-2  issued 3  ended capture-stopped 3 inferred`,

  `what the tap's end cuts short was open until then
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  the tap stops
  ⇒ session #1 s-1  issued 1  carried 1  ended capture-stopped 3 seen`,

  `a client that leaves its stream and says no more went away
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client drops 3
  6  the tap stops
  ⇒ session #1 s-1  issued 1  carried 1  ended abandoned 3 inferred`,

  `one that calls again after it has left its stream did not
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → GET /mcp  session s-1  on 2
  4  client ← 200  sse
  5  client drops 3
  6  client → POST /mcp  tools/list  session s-1
  7  client ← 200
  8  the tap stops
  ⇒ session #1 s-1  issued 1  carried 2  ended capture-stopped 6 inferred`,

  `mcp-remote's healthy start: nothing is missing, and one of two sessions is abandoned
  1  client → GET /mcp  as mcp-remote
  2  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  3  client → GET /.well-known/oauth-protected-resource/mcp  as mcp-remote  accept application/json
  4  client ← 404
  5  client → GET /.well-known/oauth-authorization-server  as mcp-remote  accept application/json
  6  client ← 404
  7  client → GET /mcp  as mcp-remote
  8  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  9  client → POST /mcp  initialize  as mcp-remote
  10  client ← 200  session s-1
  11  client → POST /mcp  initialize  as mcp-remote  on 2
  12  client ← 200  session s-2
  13  client → POST /mcp  tools/list  session s-2  as mcp-remote  on 2
  14  client ← 200
  15  the tap stops
  ⇒ session #1 s-1  issued 9  ended superseded 11 inferred  then #2
  ⇒ session #2 s-2  issued 11  carried 1  ended capture-stopped 13 inferred`,

  `its second start does not borrow the session that the first one left open
  1  client → POST /mcp  initialize  as mcp-remote
  2  client ← 200  session s-1
  3  client → GET /mcp  as mcp-remote  on 7
  4  client ← 400  error -32000 Bad Request: No valid session ID provided  id null
  5  client → POST /mcp  initialize  as mcp-remote  on 7
  6  client ← 200  session s-2
  ⇒ session #1 s-1  issued 1
  ⇒ session #2 s-2  issued 5`,
]
