const PRM = '/.well-known/oauth-protected-resource'
const AS = '/.well-known/oauth-authorization-server'

/** Authorization. */
export const auth = [
  `a 401 that leads nowhere
  1  client → POST /mcp  initialize
  2  client ← 401  Unauthorized
  3  client → GET ${PRM}/mcp  accept application/json
  4  client ← 404  Not Found
  5  client → GET ${PRM}  accept application/json
  6  client ← 404  Not Found
  7  11 s pass
  ⇒ error auth-required-no-challenge 2 4 6  server`,
  `a 401 with a challenge
  1  client → POST /mcp  initialize
  2  client ← 401  WWW-Authenticate: Bearer resource_metadata="http://127.0.0.1:3000${PRM}/mcp"
  3  client → GET ${PRM}/mcp  accept application/json
  4  client ← 200  {"resource":"http://127.0.0.1:3000/mcp","authorization_servers":["https://as.example.test"]}
  5  11 s pass`,
  `well-known URLs that are asked without need
  1  client → GET ${PRM}  accept application/json
  2  client ← 404
  3  client → POST /mcp  initialize
  4  client ← 200  session s-1
  5  11 s pass`,

  `a page in place of metadata
  1  client → POST /mcp  initialize
  2  client ← 401  WWW-Authenticate: Bearer resource_metadata="http://127.0.0.1:3000${PRM}/mcp"
  3  client → GET ${PRM}/mcp  accept application/json
  4  client ← 200  <!doctype html>  type text/html
  ⇒ error auth-metadata-unreachable 2 3 4  server`,

  `metadata of another resource
  1  client → GET ${PRM}/mcp  accept application/json
  2  client ← 200  {"resource":"https://public.example.test/mcp","authorization_servers":["https://as.example.test"]}
  ⇒ error auth-resource-mismatch 2  server`,

  `metadata of another issuer
  1  client → GET ${AS}  accept application/json
  2  client ← 200  {"issuer":"https://other.example.test","authorization_endpoint":"https://other.example.test/authorize"}
  ⇒ error auth-issuer-mismatch 1 2  server`,
  `metadata of the issuer that was asked for
  1  client → GET ${AS}  accept application/json
  2  client ← 200  {"issuer":"http://127.0.0.1:3000/","authorization_endpoint":"http://127.0.0.1:3000/authorize"}`,

  `a token that never works
  1  client → POST /token  body grant_type=authorization_code&code=x
  2  client ← 200  {"access_token":"t","token_type":"Bearer"}
  3  client → POST /mcp  initialize  Authorization: Bearer t
  4  client ← 401  WWW-Authenticate: Bearer error="invalid_token"
  5  11 s pass
  ⇒ error auth-401-with-token 2 3 4  server`,
  `a token that has expired
  1  client → POST /mcp  initialize  Authorization: Bearer t
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1  Authorization: Bearer t
  4  client ← 401  WWW-Authenticate: Bearer error="invalid_token", resource_metadata="http://127.0.0.1:3000${PRM}"
  5  11 s pass
  ⇒ warning auth-token-expired 2 3 4  client  likely`,

  `a scope that is never enough
  1  client → POST /mcp  tools/call wipe  session s-1  Authorization: Bearer t
  2  client ← 403  WWW-Authenticate: Bearer error="insufficient_scope", scope="admin"
  3  client → POST /mcp  tools/call wipe  session s-1  Authorization: Bearer u
  4  client ← 403  WWW-Authenticate: Bearer error="insufficient_scope", scope="admin"
  5  11 s pass
  ⇒ error auth-insufficient-scope-loop 2 4  server`,

  `a missing token, and 500
  1  client → POST /mcp  initialize
  2  client ← 500  error -32603 Authentication required
  3  11 s pass
  ⇒ error initialize-error-response 1 2  server  because of auth-failure-wrong-status
  ⇒ error server-error-status 1 2  server  because of auth-failure-wrong-status
  ⇒ error auth-failure-wrong-status 1 2  server  likely`,

  `a plan that does not include it
  1  client → POST /mcp  initialize
  2  client ← 403  error -32000 Your plan does not include MCP access; ask the owner of the workspace to upgrade
  3  11 s pass
  ⇒ error initialize-refused-by-policy 1 2  server`,
  `a region that is not served, over 401
  1  client → POST /mcp  initialize
  2  client ← 401  This service is not available in your region.
  3  11 s pass
  ⇒ error initialize-refused-by-policy 1 2  server`,
]
