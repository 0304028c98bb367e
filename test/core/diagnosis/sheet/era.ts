/** Where the two eras meet. */
export const era = [
  `a probe that a fallback answers
  1  client → POST /mcp  server/discover  modern probe
  2  client ← 400  error -32000 Bad Request: No valid session ID provided
  3  client → POST /mcp  initialize
  4  client ← 200  session s-1
  5  11 s pass
  ⇒ note era-probe-benign 1 2 3  unknown`,

  `a new client that cannot go back
  1  client → POST /mcp  tools/list  modern new
  2  client ← 400  error -32000 Bad Request: Unsupported protocol version: 2026-07-28
  3  11 s pass
  ⇒ error modern-client-legacy-server 1 2  client`,

  `an old client at a new server
  1  client → POST /mcp  initialize
  2  client ← 400  error -32022 Unsupported protocol version: the request did not name a protocol version
  3  11 s pass
  ⇒ error legacy-client-modern-server 1 2  client`,

  `initialize offers what has no initialize, and gets an older version
  1  client → POST /mcp  initialize  offers 2026-07-28
  2  client ← 200  session s-1
  ⇒ note initialize-offers-modern-version 1 2  client`,

  `a fallback in vain from a server that is modern
  1  client → POST /mcp  server/discover  modern new
  2  client ← 400  error -32020 Bad Request: the request headers and body disagree
  3  client → POST /mcp  initialize
  4  client ← 400  error -32020 Bad Request: the request headers and body disagree
  5  11 s pass
  ⇒ error modern-era-misdetected-by-client 1 2 3 4  client`,

  `a server that was replaced by an older one
  1  client → POST /mcp  tools/list  modern new
  2  client ← 200
  3  client → POST /mcp  tools/list  modern new
  4  client ← 400  error -32000 Bad Request: Unsupported protocol version: 2026-07-28
  5  11 s pass
  ⇒ error stale-cached-era 2 3 4  client  likely`,

  `two servers behind one address
  1  client → POST /mcp  tools/list  modern new
  2  client ← 200
  3  client → POST /mcp  tools/list  modern new
  4  client ← 400  error -32000 Bad Request: Unsupported protocol version: 2026-07-28
  5  client → POST /mcp  tools/list  modern new
  6  client ← 200
  7  11 s pass
  ⇒ warning era-split-deployment 2 4 6  server  likely`,
]
