/** Versions: what was agreed on, and what requests say. */
export const version = [
  `a client that cannot use the version it was given
  1  client → POST /mcp  initialize  offers 2025-06-18
  2  client ← 200  session s-1  version 2023-01-01
  3  the tap stops
  ⇒ error protocol-version-not-supported-by-client 1  server  likely`,

  `a client that leaves after an older version
  1  client → POST /mcp  initialize  offers 2025-11-25
  2  client ← 200  session s-1  version 2024-11-05
  3  the tap stops
  ⇒ warning protocol-version-not-supported-by-client 1  unknown  possible`,

  `a client that goes on with an older version
  1  client → POST /mcp  initialize  offers 2026-07-28
  2  client ← 200  session s-1  version 2025-03-26
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202
  5  the tap stops
  ⇒ note initialize-offers-modern-version 1 2  client`,

  `a version header that the server does not take
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  version 1999-01-01
  4  client ← 400  error -32600 Bad Request: Unsupported protocol version: 1999-01-01
  ⇒ error protocol-version-header-invalid 3 4  client`,

  `a version header that was set twice
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  version 2025-03-26, 2025-03-26
  4  client ← 400  error -32000 Bad Request: Unsupported protocol version: 2025-03-26, 2025-03-26
  ⇒ error protocol-version-header-invalid 3 4  between`,

  `an unknown version that Python 2 takes for the modern era
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  version 1999-01-01
  4  client ← 400  error -32602 params._meta must be an object carrying the required fields
  ⇒ error protocol-version-header-invalid 3 4  client`,

  `another version than the negotiated one
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  version 2025-06-18
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1  version 2025-06-18
  6  client ← 200
  ⇒ warning protocol-version-header-mismatch 1 3 5  client  2 times`,

  `no version, where one is due
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  ⇒ warning protocol-version-header-missing 1 3  client`,

  `no version, and the server minds
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-06-18
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 400  error -32000 Bad Request: MCP-Protocol-Version header is required
  ⇒ error protocol-version-header-missing 1 3  client`,

  `no version, where none is due
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1  version 2025-03-26
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200`,
]
