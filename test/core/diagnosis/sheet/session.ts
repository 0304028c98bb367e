/** Session ids: who issued them, who lost them. */
export const session = [
  `a client that invents its session id is told so
  1  client → POST /mcp  tools/list  session made-up
  2  client ← 404  error -32001 Session not found
  ⇒ error session-id-never-issued 1 2  client  likely`,

  `an id that is older than the capture and works is nobody's fault
  1  client → POST /mcp  tools/list  session older
  2  client ← 200`,
]
