const ALL = '"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}'
const HEAD = 'version 2026-07-28  Mcp-Method: subscriptions/listen'

/** `wanted`: what the subscription asks for, as JSON. */
const listen = (wanted: string, id = 9): string =>
  `body {"jsonrpc":"2.0","id":${id},"method":"subscriptions/listen","params":{"notifications":${wanted},"_meta":{${ALL}}}}`
const TOOLS = listen('{"toolsListChanged":true}')

const told = (method: string, params: string, id = '9'): string =>
  `data {"jsonrpc":"2.0","method":"notifications/${method}","params":{${params}"_meta":{"io.modelcontextprotocol/subscriptionId":${id}}}}`
const ACK = told('subscriptions/acknowledged', '"notifications":{"toolsListChanged":true},')
const CHANGED = told('tools/list_changed', '')

/** Subscriptions of the modern era. */
export const listenCases = [
  `a sound subscription, until its result
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${ACK}
  4  60 s pass
  5  client ← event  ${CHANGED}
  6  client ← event  data {"jsonrpc":"2.0","id":9,"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/subscriptionId":9}}}
  7  server ends 1`,

  `a sound subscription that its client leaves
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${ACK}
  4  60 s pass
  5  client drops 1`,

  `sound subscriptions of a process
  1  process starts node server.js
  2  stdin  {"jsonrpc":"2.0","id":9,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{${ALL}}}}
  3  stdout  {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/subscriptionId":9}}}
  4  stdout  {"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":9}}}
  5  client closes stdin
  6  process exits 0`,

  `no acknowledgement
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  12 s pass
  ⇒ error listen-not-acknowledged 1  server  likely`,
  `no acknowledgement, until its client gives up
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  12 s pass
  4  client drops 1
  ⇒ error listen-not-acknowledged 1  server  likely`,
  `a client that leaves before it could be acknowledged
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client drops 1`,
  `a late acknowledgement
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  12 s pass
  4  client ← event  ${ACK}
  5  2 s pass
  ⇒ warning listen-not-acknowledged 1 4  server  likely`,
  `a result in place of a stream
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  {"jsonrpc":"2.0","id":9,"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/subscriptionId":9}}}
  ⇒ error listen-not-acknowledged 1 2  server`,
  `a stream that the server ends at once
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  server ends 1
  ⇒ error listen-not-acknowledged 1  server`,
  `a server without subscriptions
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 404  error -32601 Method not found: subscriptions/listen  id 9
  3  12 s pass
  ⇒ note listen-not-acknowledged 1 2  server`,
  `a client that leaves before the acknowledgement
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client drops 1
  4  12 s pass`,

  `a change before the acknowledgement
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${CHANGED}
  4  client ← event  ${ACK}
  ⇒ warning listen-notification-before-ack 1 3  server`,

  `a change without the id, and one with the id as a text
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${ACK}
  4  client ← event  notifications/tools/list_changed
  5  client ← event  ${told('tools/list_changed', '', '"9"')}
  ⇒ error listen-subscription-id-missing 1 4 5  server  2 times`,
  `a process that does not say what a change is for
  1  process starts node server.js
  2  stdin  {"jsonrpc":"2.0","id":9,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{${ALL}}}}
  3  stdout  {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/subscriptionId":9}}}
  4  stdout  notifications/tools/list_changed
  ⇒ error listen-subscription-id-missing 4  server`,

  `changes of what nobody asked for
  1  client → POST /mcp  ${listen('{"resourceSubscriptions":["file:///a"]}')}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${told('subscriptions/acknowledged', '"notifications":{"resourceSubscriptions":["file:///a"]},')}
  4  client ← event  ${told('resources/updated', '"uri":"file:///a/below",')}
  5  client ← event  ${told('resources/updated', '"uri":"file:///b",')}
  6  client ← event  ${told('prompts/list_changed', '')}
  7  client ← event  ${told('something/of-an-extension', '')}
  ⇒ warning listen-unrequested-notification 1 5 6  server  2 times`,
  `a change that was asked for and not promised
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${told('subscriptions/acknowledged', '"notifications":{},')}
  4  client ← event  ${CHANGED}
  ⇒ warning listen-unrequested-notification 1 4  server`,

  `a stream that is cut
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${ACK}
  4  5 s pass
  5  server ends 1
  ⇒ warning listen-dropped-abruptly 1 3  server`,
  `a server that takes its leave
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  sse
  3  client ← event  ${ACK}
  4  client ← event  data {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}
  5  server ends 1`,

  `one subscription too many
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  error -32603 Subscription limit reached  id 9
  3  12 s pass
  ⇒ error listen-capacity 1 2  unknown`,
  `an error that says nothing of a limit
  1  client → POST /mcp  ${TOOLS}  ${HEAD}
  2  client ← 200  error -32603 Internal error  id 9
  3  12 s pass`,
]
