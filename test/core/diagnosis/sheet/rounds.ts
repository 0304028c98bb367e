/** Calls that need input, in rounds. `can`: capabilities that the request declares, `more`: params beside the name. */
const ask = (id: number, more = '', can = '{"elicitation":{}}', name = 'ask'): string =>
  `body {"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${name}",${more}"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":${can}}}}` +
  `  version 2026-07-28  Mcp-Method: tools/call  Mcp-Name: ${name}`
const needs = (
  id: number,
  state: string | null,
  requests = '"a":{"method":"elicitation/create","params":{"mode":"form"}}',
): string =>
  `{"jsonrpc":"2.0","id":${id},"result":{"resultType":"input_required",${state === null ? '' : `"requestState":"${state}",`}"inputRequests":{${requests}}}}`
const done = (id: number): string => `{"jsonrpc":"2.0","id":${id},"result":{"resultType":"complete"}}`
const gives = (state: string | null): string =>
  `"inputResponses":{"a":{"action":"accept"}},${state === null ? '' : `"requestState":"${state}",`}`

/** `count` rounds of one call; `ask`: what the server asks in each. */
const many = (count: number, requests: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) =>
    [
      `${n * 2 + 1}  client → POST /mcp  ${ask(n + 1, n === 0 ? '' : gives(`r-${n}`))}`,
      `${n * 2 + 2}  client ← 200  ${needs(n + 1, `r-${n + 1}`, requests(n))}`,
    ].join('\n  '),
  ).join('\n  ')

export const rounds = [
  `a sound call of three rounds
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3, gives('r-1'))}
  4  client ← 200  ${needs(3, 'r-2')}
  5  client → POST /mcp  ${ask(5, gives('r-2'))}
  6  client ← 200  ${done(5)}`,

  `a state that does not come back
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3, gives(null))}
  4  client ← 200  ${done(3)}
  ⇒ error mrtr-state-not-echoed 1 2 3  client`,
  `a state that comes back trimmed
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1 ')}
  3  client → POST /mcp  ${ask(3, gives('r-1'))}
  4  client ← 400  error -32602 requestState is invalid  id 3
  5  11 s pass
  ⇒ error mrtr-state-not-echoed 1 2 3  client`,
  `a state that nobody gave
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, null)}
  3  client → POST /mcp  ${ask(3, gives('mine'))}
  4  client ← 200  ${done(3)}
  ⇒ error mrtr-state-not-echoed 1 2 3  client`,
  `a new call of the same tool
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3)}
  4  client ← 200  ${done(3)}`,

  `a server that does not take its own state
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3, gives('r-1'))}
  4  client ← 400  error -32602 Invalid requestState: signature mismatch  id 3
  5  11 s pass
  ⇒ error mrtr-state-rejected 2 3 4  server`,
  `another instance asks the same again
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}  X-Served-By: one
  3  client → POST /mcp  ${ask(3, gives('r-1'))}
  4  client ← 200  ${needs(3, 'r-2')}  X-Served-By: two
  ⇒ error mrtr-state-rejected 2 3 4  server  likely`,
  `an error that says nothing of the state
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3, gives('r-1'))}
  4  client ← 200  error -32603 Internal error  id 3
  5  11 s pass
  ⇒ warning mrtr-state-rejected 2 3 4  server  possible`,
  `answers that the server does not take
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3, gives('r-1'))}
  4  client ← 400  error -32602 inputResponses.a does not match its schema  id 3
  5  11 s pass`,

  `one id for two rounds
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(1, gives('r-1'))}
  4  client ← 200  ${done(1)}
  ⇒ warning mrtr-id-reused 1 2 3  client`,
  `another tool for the second round
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, 'r-1')}
  3  client → POST /mcp  ${ask(3, gives('r-1'), '{"elicitation":{}}', 'other')}
  4  client ← 200  ${done(3)}
  ⇒ warning mrtr-id-reused 1 2 3  client`,

  `a question by URL for a client that has forms only
  1  client → POST /mcp  ${ask(1)}
  2  client ← 200  ${needs(1, null, '"a":{"method":"elicitation/create","params":{"mode":"url"}}')}
  ⇒ error mrtr-undeclared-input 1 2  server`,
  `a question by URL for a client that declares it
  1  client → POST /mcp  ${ask(1, '', '{"elicitation":{"url":{}},"roots":{}}')}
  2  client ← 200  ${needs(1, null, '"a":{"method":"elicitation/create","params":{"mode":"url"}},"b":{"method":"roots/list"}')}`,

  `the same question eight times
  ${many(8, () => '"a":{"method":"elicitation/create","params":{"mode":"form"}}')}
  ⇒ error mrtr-endless-rounds 15 16  server`,
  `a form of eight pages
  ${many(8, (n) => `"a":{"method":"elicitation/create","params":{"mode":"form","message":"page ${n}"}}`)}`,
]
