const ALL = '"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}'
const body = (method: string, params: string, id = 1): string =>
  `body {"jsonrpc":"2.0","id":${id},"method":"${method}","params":{${params}"_meta":{${ALL}}}}`

/** A tool whose arguments `region` and `page` are mirrored. */
const listed = `1  client → POST /mcp  ${body('tools/list', '')}  version 2026-07-28  Mcp-Method: tools/list
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","tools":[{"name":"find","inputSchema":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},"page":{"type":"integer","x-mcp-header":"Page"}}}}]}}`

/** Requests and habits of the modern era. */
export const modern = [
  `a sound request
  1  client → POST /mcp  ${body('tools/call', '"name":"echo",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: echo
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}`,

  `no _meta, and refused
  1  client → POST /mcp  body {"jsonrpc":"2.0","id":1,"method":"tools/list"}  version 2026-07-28  Mcp-Method: tools/list
  2  client ← 400  error -32602 Invalid params: missing the required per-request envelope key(s): _meta  id 1
  3  11 s pass
  ⇒ error modern-meta-missing 1 2  client`,

  `a body of the new protocol, and a head without it, before a Python server
  1  client → POST /mcp  ${body('tools/list', '')}
  2  client ← 400  error -32600 Bad Request: Missing session ID  session minted
  3  11 s pass
  ⇒ error modern-version-header-missing 1 2  client`,

  `a name that differs between head and body
  1  client → POST /mcp  ${body('tools/call', '"name":"wipe",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: echo
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}
  ⇒ error modern-header-body-mismatch 1 2  client`,

  `a header that got lost behind the tap
  1  client → POST /mcp  ${body('tools/list', '')}  version 2026-07-28  Mcp-Method: tools/list
  2  client ← 400  error -32020 Mcp-Method header is required  id 1
  3  11 s pass
  ⇒ error modern-headers-stripped 1 2  between  likely`,

  `a name that needs encoding and has none
  1  client → POST /mcp  ${body('tools/call', '"name":" echo",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: =?UTF-8?B?IGVjaG8=?=
  2  client ← 400  error -32020 mcp-name header does not match the request body's 'name' parameter  id 1
  3  11 s pass
  ⇒ error modern-name-encoding 1 2  client`,
  `a name that is encoded as it has to be
  1  client → POST /mcp  ${body('tools/call', '"name":" echo",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: =?base64?IGVjaG8=?=
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}`,

  `a version that is not supported
  1  client → POST /mcp  ${body('tools/list', '')}  version 2026-07-28  Mcp-Method: tools/list
  2  client ← 400  {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["2027-01-01"]}}}
  3  11 s pass
  ⇒ error modern-version-unsupported 1 2  client`,

  `a capability that was not declared
  1  client → POST /mcp  ${body('tools/call', '"name":"ask",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: ask
  2  client ← 400  {"jsonrpc":"2.0","id":1,"error":{"code":-32021,"message":"Missing capability","data":{"requiredCapabilities":{"elicitation":{}}}}}
  3  11 s pass
  ⇒ error modern-missing-client-capability 1 2  client`,

  `a session id that is left over
  1  client → POST /mcp  ${body('tools/list', '')}  version 2026-07-28  Mcp-Method: tools/list  session old
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}
  ⇒ warning modern-session-leftovers 1  client`,

  `a method that is gone
  1  client → POST /mcp  ${body('ping', '')}  version 2026-07-28  Mcp-Method: ping
  2  client ← 404  error -32601 Method not found: ping  id 1
  3  11 s pass
  ⇒ error modern-removed-method 1 2  client`,

  `an answer that is posted
  1  client → POST /mcp  result 4  version 2026-07-28
  2  client ← 400  error -32600 Bad Request: JSON-RPC responses cannot be posted to this endpoint  id 1
  3  11 s pass
  ⇒ error modern-client-posted-response-or-batch 1 2  client`,

  `a cancellation that is posted
  1  client → POST /mcp  ${body('tools/call', '"name":"slow",', 7)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: slow
  2  client ← 200  sse
  3  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"_meta":{${ALL}}}}  version 2026-07-28  on 2
  4  client ← 202
  5  client ← event  data {"jsonrpc":"2.0","id":7,"result":{"resultType":"complete"}}
  6  server ends 1
  ⇒ note modern-cancel-notification-posted 1 3  client`,

  `a server that asks
  1  client → POST /mcp  ${body('tools/call', '"name":"ask",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: ask
  2  client ← 200  sse
  3  client ← event  roots/list  id 9
  4  client ← event  data {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}
  5  server ends 1
  ⇒ error modern-server-request-on-stream 1 3  server`,

  `a connection that breaks, and the call is made again
  1  client → POST /mcp  ${body('tools/call', '"name":"slow",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: slow
  2  client ← 200  sse
  3  40 s pass
  4  client drops 1
  5  client → POST /mcp  ${body('tools/call', '"name":"slow",', 2)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: slow  on 2
  6  client ← 200  {"jsonrpc":"2.0","id":2,"result":{"resultType":"complete"}}
  7  11 s pass
  ⇒ error modern-disconnect-cancelled-request 1 5  between  likely`,

  `a result of an unknown type
  1  client → POST /mcp  ${body('tools/call', '"name":"x",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: x
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"maybe"}}
  ⇒ error modern-result-type-unknown 1 2  server`,

  `a task that is asked for as before
  1  client → POST /mcp  ${body('tasks/result', '"taskId":"t1",')}  version 2026-07-28  Mcp-Method: tasks/result
  2  client ← 404  error -32601 Method not found: tasks/result  id 1
  3  11 s pass
  ⇒ error tasks-extension-misuse 1 2  client`,

  `an argument whose header is missing
  ${listed}
  3  client → POST /mcp  ${body('tools/call', '"name":"find","arguments":{"region":"eu","page":2},', 3)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: find  Mcp-Param-Page: 2.0
  4  client ← 400  error -32020 Mcp-Param-Region header is required  id 3
  5  11 s pass
  ⇒ error modern-param-header-mismatch 2 3 4  client`,
  `an argument whose header is missing, and the client comes again
  ${listed}
  3  client → POST /mcp  ${body('tools/call', '"name":"find","arguments":{"region":"eu"},', 3)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: find
  4  client ← 400  error -32020 Mcp-Param-Region header is required  id 3
  5  client → POST /mcp  ${body('tools/call', '"name":"find","arguments":{"region":"eu"},', 5)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: find  Mcp-Param-Region: eu
  6  client ← 200  {"jsonrpc":"2.0","id":5,"result":{"resultType":"complete"}}
  7  11 s pass
  ⇒ note modern-param-header-mismatch 2 3 4  client`,
  `an argument that the server does not compare
  ${listed}
  3  client → POST /mcp  ${body('tools/call', '"name":"find","arguments":{"region":"eu"},', 3)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: find  Mcp-Param-Region: us
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{"resultType":"complete"}}
  ⇒ warning modern-param-header-mismatch 2 3 4  client`,
  `a tool that has changed since it was listed
  ${listed}
  3  client → POST /mcp  ${body('tools/call', '"name":"find","arguments":{"region":"eu","page":2},', 3)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: find  Mcp-Param-Region: eu  Mcp-Param-Page: 2
  4  client ← 400  error -32020 Mcp-Param-Zone header is required  id 3
  5  11 s pass
  ⇒ error modern-param-header-mismatch 2 3 4  client  likely`,
  `arguments that are mirrored as listed, a number in another spelling and one that is absent
  ${listed}
  3  client → POST /mcp  ${body('tools/call', '"name":"find","arguments":{"page":2},', 3)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: find  Mcp-Param-Page: 2.0
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{"resultType":"complete"}}`,

  `a page that one call opened and the next does not find
  1  client → POST /mcp  ${body('tools/call', '"name":"open",')}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: open
  2  client ← 200  {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[]}}
  3  client → POST /mcp  ${body('tools/call', '"name":"click",', 3)}  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: click
  4  client ← 200  {"jsonrpc":"2.0","id":3,"result":{"resultType":"complete","isError":true,"content":[{"type":"text","text":"No open page"}]}}
  ⇒ warning stateless-state-loss 1 4  server  possible`,
]
