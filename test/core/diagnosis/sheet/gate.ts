/** What is checked of a request head. */
export const gate = [
  ...[
    ['406', 'error -32000 Not Acceptable: Client must accept both application/json and text/event-stream'],
    ['400', "Accept must contain both 'application/json' and 'text/event-stream'"],
  ].map(
    ([status, says]) => `only one type is accepted, and ${status}
  1  client → POST /mcp  initialize  accept application/json
  2  client ← ${status}  ${says}
  ⇒ error accept-header-not-acceptable 1 2  client`,
  ),
  `both types were accepted when the request left the tap
  1  client → POST /mcp  initialize
  2  client ← 406  error -32000 Not Acceptable: Client must accept both application/json and text/event-stream
  ⇒ error accept-header-not-acceptable 1 2  between  likely`,

  ...[
    ['415', 'error -32000 Unsupported Media Type: Content-Type must be application/json', 'Text/Plain'],
    ['400', 'Invalid Content-Type header', 'text/plain'],
  ].map(
    ([status, says, type]) => `a body of another type, and ${status} ${type}
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  sends ${type}
  4  client ← ${status}  ${says}
  ⇒ error content-type-unsupported 3 4  client`,
  ),
  `the same text on a DELETE is about the method
  1  client → DELETE /messages/?session_id=5ba6aa5cbf374da1be71d39c44065aa2
  2  client ← 400  Invalid Content-Type header`,

  ...[
    ['421', 'Invalid Host header'],
    ['403', 'error -32000 Invalid Host: example.test'],
    ['403', 'says Forbidden: invalid Host header "example.test"'],
    ['403', 'says Forbidden: Host header is not allowed'],
  ].map(
    ([status, says]) => `${status} ${says}
  1  client → POST /mcp  initialize
  2  client ← ${status}  ${says}
  ⇒ error host-header-rejected 1 2  server`,
  ),

  `a page of another origin
  1  client → POST /mcp  initialize  Origin: http://evil.test
  2  client ← 403  Invalid Origin header: http://evil.test
  ⇒ error origin-rejected 1 2  server`,

  `a browser may not send the session id
  1  client → OPTIONS /mcp  Access-Control-Request-Method: POST  Access-Control-Request-Headers: content-type,mcp-session-id
  2  client ← 204  Access-Control-Allow-Headers: Content-Type
  ⇒ error cors-preflight-rejected 1 2  server`,
  `a browser is asked to log in before it may ask
  1  client → OPTIONS /mcp  Access-Control-Request-Method: DELETE
  2  client ← 401
  ⇒ error cors-preflight-rejected 1 2  server`,
  `a browser may
  1  client → OPTIONS /mcp  Access-Control-Request-Method: POST  Access-Control-Request-Headers: content-type,mcp-session-id
  2  client ← 204  Access-Control-Allow-Headers: Content-Type, Mcp-Session-Id`,

  `a browser that cannot read the id goes on without it
  1  client → POST /mcp  initialize  Origin: http://127.0.0.1:5173
  2  client ← 200  session s-1  Access-Control-Allow-Origin: *
  3  client → POST /mcp  tools/list
  4  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
  ⇒ error session-id-cors-not-exposed 2 3  server
  ⇒ error session-id-header-missing-after-issue 1 3 4  client  because of session-id-cors-not-exposed`,

  `a body that is too large
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call echo  session s-1
  4  client ← 413  error -32000 Payload Too Large: Request body must not exceed 4194304 bytes
  ⇒ error request-body-too-large 3 4  client`,
  `a gateway finds the body too large
  1  client → POST /mcp  initialize
  2  client ← 413  <html>413 Request Entity Too Large</html>  type text/html
  ⇒ error request-body-too-large 1 2  between`,
]
