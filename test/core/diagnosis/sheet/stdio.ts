const OPERATING = `
  1  process starts node server.js
  2  stdin  initialize
  3  stdout  initialized 2
  4  stdin  notifications/initialized`

/** The process of a server on stdio, and the lines on its streams. */
export const stdio = [
  `a command that is not on the path of the application
  1  process fails spawn npx ENOENT
  ⇒ error stdio-spawn-failed 1  unknown`,

  `a shell that finds no such command
  1  process starts sh -c my-server
  2  stdin  initialize
  3  stderr  sh: 1: my-server: not found
  4  process exits 127
  ⇒ error stdio-spawn-failed 1 4  unknown  likely`,

  `a server that ends with the same code after it has worked
  ${OPERATING}
  5  client closes stdin
  6  process exits 127`,

  `a variable is missing, and the process says so on stderr
  1  process starts node server.js
  2  stdin  initialize
  3  stderr  Error: API_KEY is not set
  4  process exits 1
  ⇒ error stdio-exited-early 1 2 3 4  server`,

  `a client that starts a server, asks nothing and leaves
  1  process starts node server.js
  2  client closes stdin
  3  process exits 0`,

  `a client that ends a server that is slow to start
  1  process starts node server.js
  2  stdin  initialize
  3  process is killed by SIGTERM  sent SIGTERM`,

  `an older server ends on the first message of a newer client
  1  process starts ./rmcp-server
  2  stdin  server/discover  modern c
  3  stderr  Error: ExpectedInitializeRequest
  4  process exits 1
  ⇒ warning stdio-exit-on-discover 2 4  server  likely`,

  `a server that ends on a call without a handshake
  1  process starts ./server
  2  stdin  tools/list
  3  process exits 1
  ⇒ error stdio-exit-on-discover 2 3  server  likely`,

  `an older server refuses the first message of a newer client, and goes on
  1  process starts ./server
  2  stdin  server/discover  modern c
  3  stdout  error -32601 Method not found  id 2
  4  stdin  initialize
  5  stdout  initialized 4
  6  client closes stdin
  7  process exits 0`,

  `a banner on stdout
  1  process starts npx server
  2  stdout  raw Server listening on stdio
  3  stdin  initialize
  4  stdout  initialized 3
  5  stdout  raw {"level":"info","msg":"ready"}
  6  stderr  this line is nobody's business
  7  client closes stdin
  8  process exits 0
  ⇒ error stdio-stdout-pollution 2 5  server`,

  `an empty line
  1  process starts npx server
  2  stdout  raw
  3  stdin  initialize
  4  stdout  raw {"jsonrpc":"2.0","id":3,"result":{"protocolVersion":"2025-06-18"}}
  5  client closes stdin
  6  process exits 0`,

  `headers of the Language Server Protocol
  1  process starts ./server
  2  stdin  initialize
  3  stdout  raw Content-Length: 120
  4  stdout  raw
  5  stdout  raw {"jsonrpc":"2.0","id":2,"result":{"protocolVersion":"2025-06-18"}}Content-Length: 60
  6  client closes stdin
  7  process exits 0
  ⇒ error stdio-framing-violation 3  server`,

  `a client that writes headers
  1  process starts ./server
  2  stdin  raw Content-Length: 120
  3  10 s pass
  4  client closes stdin
  5  process exits 0
  ⇒ error stdio-framing-violation 2  client`,

  `pretty-printed messages
  1  process starts ./server
  2  stdin  initialize
  3  stdout  raw {
  4  stdout  raw "jsonrpc": "2.0",
  5  stdout  raw "id": 2
  6  stdout  raw }
  7  client closes stdin
  8  process exits 0
  ⇒ error stdio-framing-violation 3  server  likely`,

  `a brace on a line of its own, and then messages
  1  process starts ./server
  2  stdin  initialize
  3  stdout  raw {
  4  stdout  initialized 2
  5  client closes stdin
  6  process exits 0
  ⇒ error stdio-stdout-pollution 3  server`,

  `a byte order mark, and UTF-16
  1  process starts ./server
  2  stdin  initialize
  3  stdout  raw \u{FEFF}{"jsonrpc":"2.0","id":2,"result":{"protocolVersion":"2025-06-18"}}
  4  stdout  raw {\0"\0i\0d\0"
  5  client closes stdin
  6  process exits 0
  ⇒ error stdio-framing-violation 3  server`,

  `a server whose output is stuck in a buffer
  1  process starts python server.py
  2  stdin  initialize
  3  12 s pass
  4  stdin  ping
  ⇒ warning stdio-no-response 2  server  likely`,

  `… and whose client has little patience
  1  process starts python server.py
  2  stdin  initialize
  3  3 s pass
  4  client closes stdin
  5  process is killed by SIGTERM  sent SIGTERM
  ⇒ warning stdio-no-response 2 4 5  server  likely`,

  `… and comes out of it when stdin is closed
  1  process starts python server.py
  2  stdin  initialize
  3  3 s pass
  4  client closes stdin
  5  stdout  initialized 2
  6  process exits 0
  ⇒ error stdio-no-response 2 4 5  server`,

  `a pipe in a shell
  1  process starts node server.js
  2  stdin  initialize
  3  client closes stdin
  4  stdout  initialized 2
  5  process exits 0`,

  `… and whose client gives up
  1  process starts python server.py
  2  stdin  initialize
  3  30 s pass
  4  client closes stdin
  5  process is killed by SIGTERM  sent SIGTERM
  ⇒ error stdio-no-response 2 4 5  server`,

  `a first start that downloads packages
  1  process starts npx server
  2  stdin  initialize
  3  stderr  npm warn exec The following package was not found and will be installed
  4  30 s pass
  5  stdout  initialized 2`,

  `a tool that takes its time
  ${OPERATING}
  5  stdin  tools/call slow
  6  50 s pass
  7  stdout  result 5`,

  `initialize on a process of the modern era
  1  process starts ./server
  2  stdin  tools/list  modern c
  3  stdout  result 2
  4  stdin  initialize
  5  stdout  error -32022 connection is serving the 2026-07-28 protocol; the initialize handshake is not accepted  id 4
  ⇒ error stdio-era-locked 2 4 5  client`,

  `a modern request on a process with a handshake
  ${OPERATING}
  5  stdin  tools/list  modern c
  6  stdout  error -32600 Invalid Request  id 5
  ⇒ error stdio-era-locked 2 5 6  client`,

  `an answer of 12 MiB, and its client is gone
  ${OPERATING}
  5  stdin  tools/call screenshot
  6  stdout  result 5  size 12582912
  7  client closes stdin
  8  process exits 0
  ⇒ error stdio-message-too-large 6 7  client  likely`,

  `a request of 100 KiB, and its server is gone
  ${OPERATING}
  5  stdin  tools/call upload  size 102400
  6  stderr  bufio.Scanner: token too long
  7  process exits 1
  ⇒ error stdio-crashed 6 7  server  because of stdio-message-too-large
  ⇒ error stdio-message-too-large 5 7  server  possible`,

  `a long answer, and an ordinary end
  ${OPERATING}
  5  stdin  tools/call read
  6  stdout  result 5  size 204800
  7  client closes stdin
  8  process exits 0`,

  `a server that ignores the end of stdin
  ${OPERATING}
  5  client closes stdin
  6  2 s pass
  7  process is killed by SIGTERM  sent SIGTERM
  ⇒ warning stdio-no-exit-on-eof 5 7  server`,

  `a server that still runs when everybody has left
  ${OPERATING}
  5  client closes stdin
  6  15 s pass
  7  stderr  still here
  8  1 s pass
  ⇒ warning stdio-no-exit-on-eof 5  server  likely`,

  `a server that cleans up and ends
  ${OPERATING}
  5  client closes stdin
  6  5 s pass
  7  process exits 0`,

  `a client that closes stdin and sends a signal at once
  ${OPERATING}
  5  client closes stdin
  6  process is killed by SIGTERM  sent SIGTERM`,

  `a server that dies of an exception in the middle of a call
  ${OPERATING}
  5  stdin  tools/call echo
  6  stderr  TypeError: Cannot read properties of undefined
  7  process exits 1
  ⇒ error stdio-crashed 5 6 7  server`,

  `a server that is killed for want of memory
  ${OPERATING}
  5  process is killed by SIGKILL
  ⇒ error stdio-crashed 5  server`,

  `a server that ends of its own accord when nobody waits
  ${OPERATING}
  5  process exits 0
  ⇒ warning stdio-crashed 5  server`,

  `a server whose client shuts it down
  ${OPERATING}
  5  client closes stdin
  6  process exits 1`,
]
