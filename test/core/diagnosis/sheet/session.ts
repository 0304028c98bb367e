/** Session ids: who issued them, and what became of them on the way. */
export const session = [
  `a client that invents its session id is told so
  1  client → POST /mcp  tools/list  session made-up
  2  client ← 404  error -32001 Session not found
  ⇒ error initialize-skipped-preset-session-id 1 2  client  likely  because of session-id-never-issued
  ⇒ error session-id-never-issued 1 2  client  likely`,

  `an id that is older than the capture and works is nobody's fault
  1  client → POST /mcp  tools/list  session older
  2  client ← 200`,

  `an id that is older than the capture, worked, and is lost
  1  client → POST /mcp  tools/list  session older
  2  client ← 200
  3  client → POST /mcp  tools/list  session older
  4  client ← 404  error -32001 Session not found
  ⇒ error session-ended-by-server 1 4  server  possible`,

  `the application hands out an id of its own
  1  client → GET /session
  2  client ← 200  {"sessionId":"ff0fd5da-6d88-41af-9639-ea6e064a8e20"}
  3  client → POST /mcp  tools/list  session ff0fd5da-6d88-41af-9639-ea6e064a8e20
  4  client ← 400  Bad Request: No valid session ID provided
  ⇒ error initialize-skipped-preset-session-id 3 4  client  likely  because of session-id-never-issued
  ⇒ error session-id-never-issued 2 3 4  server
  ⇒ error session-400-instead-of-404 3 4  server  because of session-id-never-issued`,

  `an id of another form than the server's, in a language nobody expects
  1  client → POST /mcp  initialize  as other
  2  client ← 200  session 5f3a9c8e7d6b4a1f8e2c3d4b5a697887
  3  client → POST /mcp  tools/list  session ff0fd5da-6d88-41af-9639-ea6e064a8e20  on 2
  4  client ← 400  Sitzung ff0fd5da unbekannt
  ⇒ error initialize-skipped-preset-session-id 3 4  client  likely  because of session-id-never-issued
  ⇒ error session-id-never-issued 3 4  client
  ⇒ error session-400-instead-of-404 3 4  server  because of session-id-never-issued`,

  `a second id, of a client whose own session is older than the capture
  1  client → POST /mcp  tools/list  session older
  2  client ← 200
  3  client → POST /mcp  tools/list  session newer
  4  client ← 404  error -32001 Session not found
  ⇒ warning session-id-never-issued 3 4  client  possible`,

  `an id without its dashes
  1  client → POST /mcp  initialize
  2  client ← 200  session FF0FD5DA-6d88-41af-9639-ea6e064a8e20
  3  client → POST /mcp  tools/list  session ff0fd5da6d8841af9639ea6e064a8e20
  4  client ← 404  error -32001 Session not found
  ⇒ error session-id-mutated 1 3 4  client`,

  `an id that was joined with itself
  1  client → POST /mcp  initialize
  2  client ← 200  session ff0fd5da-6d88-41af-9639-ea6e064a8e20
  3  client → POST /mcp  tools/list  session ff0fd5da-6d88-41af-9639-ea6e064a8e20, ff0fd5da-6d88-41af-9639-ea6e064a8e20
  4  client ← 404  error -32001 Session not found
  ⇒ error session-id-mutated 1 3 4  client`,

  `an id that a refusal minted
  1  client → GET /mcp
  2  client ← 400  error -32600 Bad Request: Missing session ID  session orphan-1
  3  client → POST /mcp  tools/list  session orphan-1
  4  client ← 404  error -32600 Session not found
  ⇒ error session-id-adopted-from-error 2 3 4  client`,

  `an orphan that is alive, and was never initialized
  1  client → GET /mcp  accept application/json
  2  client ← 406  error -32600 Not Acceptable: Client must accept text/event-stream  session orphan-1
  3  client → POST /mcp  tools/list  session orphan-1
  4  client ← 200  error -32602 Invalid request parameters
  ⇒ error accept-header-not-acceptable 1 2  client
  ⇒ error session-id-adopted-from-error 2 3 4  client`,

  `an id that the server says is not there
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 400  error -32600 Bad Request: Missing session ID
  ⇒ error session-id-header-stripped 3 4  between  likely`,

  `an id that never reached the client
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/list
  4  client ← 400  error -32600 Bad Request: Missing session ID
  ⇒ error session-id-header-stripped 1 3 4  between  likely`,

  `an id that the client forgets
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized
  4  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  ⇒ error session-id-header-missing-after-issue 1 3 4  client`,

  `an id under another name
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  X-Session-ID: s-1
  4  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  ⇒ error session-id-wrong-header-name 3 4  client`,

  `an answer with another id
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200  session s-2
  ⇒ warning session-id-changed-midway 3 4  server`,

  `the same id on every answer
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200  session s-1`,

  `initialize with an id from elsewhere
  1  client → POST /mcp  initialize  session made-up
  2  client ← 404  error -32600 Session not found
  ⇒ error session-id-on-initialize 1 2  client`,

  `initialize with the id that was lost
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 404  error -32600 Session not found
  7  client → POST /mcp  initialize  session s-1
  8  client ← 404  error -32600 Session not found
  ⇒ error session-ended-by-server 1 3 6  server  possible
  ⇒ error session-id-on-initialize 7 8  client`,

  `an id to a server that says it has no sessions
  1  client → POST /mcp  tools/list  session left-over
  2  client ← 400  Bad Request: The Mcp-Session-Id header is not supported in stateless mode
  ⇒ error stateless-rejects-session-header 1 2  client`,

  `an id to a server that ignores it
  1  client → POST /mcp  initialize
  2  client ← 200
  3  client → POST /mcp  tools/list  session left-over
  4  client ← 200`,
]
