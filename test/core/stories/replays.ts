/** Replays of Tapscope's own are shown with what they did, and kept out of the story of the client whose request they repeat. */
export const replays = [
  `a fresh replay takes the place of no session, and is followed by none
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 404  error -32001 Session not found
  5  client → POST /mcp  initialize  on 2  replay 1
  6  client ← 200  session r-1
  7  client → POST /mcp  tools/list  session r-1  on 3  replay 1
  8  client ← 200
  9  client → DELETE /mcp  session r-1  on 4  replay 1
  10  client ← 200
  11  client → POST /mcp  initialize  on 5
  12  client ← 200  session s-2
  13  the tap stops
  ⇒ session #1 s-1  issued 1  carried 1  refused 3  ended expired 3 seen  then #3
  ⇒ session #2 r-1  replay 1  issued 5  carried 2  ended deleted 9 seen
  ⇒ session #3 s-2  issued 11  ended capture-stopped 11 inferred`,

  `nor does one that is left open supersede what its client has
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  initialize  on 2  replay 1
  4  client ← 200  session r-1
  5  client → POST /mcp  initialize  on 3  replay 2
  6  client ← 200  session r-2
  7  the tap stops
  ⇒ session #1 s-1  issued 1  ended capture-stopped 1 inferred
  ⇒ session #2 r-1  replay 1  issued 3  ended capture-stopped 3 inferred
  ⇒ session #3 r-2  replay 2  issued 5  ended capture-stopped 5 inferred`,

  `a request that is replayed as it was is not carried once more, and not refused once more
  1  client → POST /mcp  tools/list  session made-up
  2  client ← 404  Session not found
  3  client → POST /mcp  tools/list  session made-up  on 2  replay 1
  4  client ← 404  Session not found
  ⇒ session #1 made-up  carried 1  foreign 1  refused 1
  ⇒ exchange 1 #1  streamable-http  legacy  tools/list  ended server-clean
  ⇒ exchange 3 #1  streamable-http  legacy  tools/list  ended server-clean`,

  `what a replay does to the live session is done
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → DELETE /mcp  session s-1  on 2  replay 1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  Session not found
  ⇒ session #1 s-1  issued 1  carried 1  after-end 5  refused 5  ended deleted 3 seen`,

  `without a session, a replay has a lane of its own
  1  client → POST /mcp  tools/list  modern one
  2  client ← 200
  3  client → POST /mcp  tools/list  modern one  on 2  replay 1
  4  client ← 200
  5  client → POST /mcp  tools/list  on 3  as two
  6  client ← 200
  7  client → POST /mcp  tools/list  on 4  as two  replay 2
  8  client ← 200
  9  client → POST /mcp  tools/list  modern one  on 5
  10  client ← 200
  ⇒ session #1 -  modern  carried 2
  ⇒ session #2 -  modern  replay 1  carried 1
  ⇒ session #3 -  carried 1
  ⇒ session #4 -  replay 2  carried 1`,

  `one replay on several connections is one
  1  client → POST /mcp  initialize  replay 4
  2  client ← 200
  3  client → POST /mcp  tools/list  on 2  replay 4
  4  client ← 200
  ⇒ session #1 -  replay 4  issued 1  carried 1
  ⇒ attempt 1  handshake 1`,
]
