import { STATUS_CODES } from 'node:http'

/** One numbered line of a story. */
export interface Line {
  number: string
  kind:
    | 'request'
    | 'response'
    | 'unreachable'
    | 'process'
    | 'event'
    | 'pass'
    | 'stop'
    | 'server-clean'
    | 'server-abort'
    | 'client-abort'
  /** Its first word or words: `POST /mcp`, `404`. */
  what: string
  /** What it says about the body. */
  says: string[]
  /** `session s-1`, `on 2` and the like, by their first word. */
  facts: Map<string, string>
  /** `Name: value`, as they stand. */
  headers: string[]
}

/**
 * First words of facts. `on`: connection. `of`: line of the exchange. `id`: JSON-RPC id as JSON. `as`: User-Agent. `named`:
 * clientInfo. `offers`: protocol version of initialize. `event-id`, `retry`: of an SSE event. `token`: progress token, as JSON or text. `state`: requestState. `gives`: key of an input response. `replay`: number of the replay that sends it. `sends`: the request's
 * Content-Type. `can`: what a server declares. `sent`: signal that the client sent.
 */
const FACTS =
  'session version on of id as named offers modern type event-id retry token state gives replay last-event-id accept sends can sent size'.split(
    ' ',
  )

/** The last one that wants no version header, so that stories need not repeat it in every line. */
const VERSION = '2025-03-26'
const MODERN = '2026-07-28'
const META = 'io.modelcontextprotocol/'

/** The parts of a story: its title, its lines, and what it says they amount to. `target /sse` in the title sets the path. */
export function readLines(text: string): { title: string; path: string; lines: Line[]; expected: string[] } {
  const [first = '', ...rest] = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const [title = '', target] = first.split(/ {2,}target /)
  const expected = rest.filter((line) => line.startsWith('⇒')).map((line) => line.slice(1).trim())
  const lines = rest.filter((line) => /^\d+ /.test(line)).map(readLine)
  const odd = rest.find((line) => !/^(\d+ |⇒)/.test(line))
  if (odd !== undefined) throw new Error(`not a line of a story: ${odd}`)
  return { title, path: target ?? '/mcp', lines, expected }
}

function readLine(text: string): Line {
  const [, number = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(text) ?? []
  const [opening = '', ...items] = rest.split(/ {2,}/)
  const line = { number, says: [] as string[], facts: new Map<string, string>(), headers: [] as string[] }
  for (const item of items) {
    const word = item.split(' ', 1)[0] ?? ''
    if (FACTS.includes(word)) line.facts.set(word, item.slice(word.length + 1))
    else if (/^[A-Z][A-Za-z-]+: /.test(item)) line.headers.push(item)
    else line.says.push(item.replace(/^says /, ''))
  }
  return { ...line, ...opened(opening, line.facts) }
}

/** Whether a line is about a process: see storyProcess.ts. */
const isOfProcess = (opening: string): boolean =>
  /^(stdin|stdout|stderr|client closes stdin|process (starts|fails|exits|is killed by) .*)$/.test(opening)

function opened(opening: string, facts: Map<string, string>): Pick<Line, 'kind' | 'what'> {
  const [, request] = /^client → (.*)$/.exec(opening) ?? []
  if (request !== undefined) return { kind: 'request', what: request }
  if (opening === 'client ← event') return { kind: 'event', what: '' }
  const [, status] = /^client ← (\d+)$/.exec(opening) ?? []
  if (status !== undefined) return { kind: 'response', what: status }
  const [, seconds] = /^([\d.]+) s pass$/.exec(opening) ?? []
  if (seconds !== undefined) return { kind: 'pass', what: seconds }
  if (opening === 'the tap answers 502') return { kind: 'unreachable', what: '502' }
  if (isOfProcess(opening)) return { kind: 'process', what: opening }
  if (opening === 'the tap stops') return { kind: 'stop', what: '' }
  const [, who, of] = /^(server ends|server cuts|client drops) (\d+)$/.exec(opening) ?? []
  if (who === undefined || of === undefined) throw new Error(`not a line of a story: ${opening}`)
  facts.set('of', of)
  const kinds = {
    'server ends': 'server-clean',
    'server cuts': 'server-abort',
    'client drops': 'client-abort',
  } as const
  return { kind: kinds[who as keyof typeof kinds], what: '' } // the expression above knows no others
}

/** Head and body of a request line. */
export function requestBody(line: Line): { head: string; text: string } {
  const { facts, what } = line
  const text = line.says.length === 0 ? '' : bodyOf(line)
  const isGet = what.startsWith('GET')
  return {
    text,
    head: headOf(
      `${what} HTTP/1.1`,
      {
        Host: '127.0.0.1:3000',
        'User-Agent': facts.get('as') ?? 'client',
        Accept: facts.get('accept') ?? (isGet ? 'text/event-stream' : 'application/json, text/event-stream'),
        'Content-Type': text === '' ? undefined : (facts.get('sends') ?? 'application/json'),
        'Mcp-Session-Id': facts.get('session'),
        'MCP-Protocol-Version': facts.get('version') ?? (facts.has('modern') ? MODERN : undefined),
        ...mirrored(line),
        'Last-Event-ID': facts.get('last-event-id'),
      },
      line.headers,
    ),
  }
}

/** What a client of the modern era repeats in the head. */
function mirrored({ facts, says, headers }: Line): Record<string, string | undefined> {
  const [method = '', name] = (says[0] ?? '').split(' ')
  if (!facts.has('modern') || method === 'body' || headers.some((one) => one.startsWith('Mcp-Method'))) return {}
  return { 'Mcp-Method': method, 'Mcp-Name': name }
}

function headOf(start: string, headers: Record<string, string | undefined>, more: string[]): string {
  const named = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [start, ...named, ...more, '', ''].join('\r\n')
}

/** Several messages, joined by ` + `, are a batch. */
function bodyOf(line: Line): string {
  const [said = ''] = line.says
  if (said.startsWith('body ')) return said.slice(5)
  const messages = said.split(' + ').map((message, n) => messageOf(message, line, n))
  return JSON.stringify(messages.length === 1 ? messages[0] : messages)
}

/** `tools/call echo`, `notifications/initialized`, `result 3`, `error -32602 Invalid params`. */
function messageOf(said: string, line: Line, n = 0): object {
  const [first = '', ...words] = said.split(' ')
  const given = line.facts.get('id')
  const id: unknown = given === undefined ? Number(line.number) + n * 100 : JSON.parse(given)
  if (first === 'result') return { jsonrpc: '2.0', id: JSON.parse(words[0] ?? 'null') as unknown, result: {} }
  if (first === 'error')
    return { jsonrpc: '2.0', id, error: { code: Number(words[0]), message: words.slice(1).join(' ') } }
  const params = paramsOf(first, words[0], line)
  return first.startsWith('notifications/')
    ? { jsonrpc: '2.0', method: first, params }
    : { jsonrpc: '2.0', id, method: first, params }
}

function paramsOf(method: string, name: string | undefined, { facts }: Line): object {
  const modern = facts.get('modern')
  const token = jsonOrText(facts.get('token'))
  const meta = {
    ...(modern !== undefined && {
      [`${META}protocolVersion`]: MODERN,
      [`${META}clientCapabilities`]: {},
      ...(modern !== '' && { [`${META}clientInfo`]: { name: modern, version: '1' } }),
    }),
    ...(token !== undefined && { progressToken: token }),
  }
  const clientInfo = { name: facts.get('named') ?? 'client', version: '1' }
  return {
    ...(method === 'initialize' && { protocolVersion: facts.get('offers') ?? VERSION, capabilities: {}, clientInfo }),
    ...(name !== undefined && { name }),
    ...(method === 'notifications/progress' && { progressToken: token, progress: 1 }),
    ...(facts.has('state') && { requestState: facts.get('state') }),
    ...(facts.has('gives') && { inputResponses: { [facts.get('gives') ?? '']: {} } }),
    ...(Object.keys(meta).length > 0 && method !== 'notifications/progress' && { _meta: meta }),
  }
}

function jsonOrText(value: string | undefined): unknown {
  return value !== undefined && /^["\d]/.test(value) ? JSON.parse(value) : value
}

/** Head and body of a response line. Without a word about the body, a 200 answers what its request asked. */
export function answerTo(line: Line, request: Line, asked: string): { head: string; text: string } {
  const { facts, what } = line
  const { text, type } = contentOf(line, request, asked)
  return {
    text,
    head: headOf(
      `HTTP/1.1 ${what} ${STATUS_CODES[what] ?? ''}`.trim(),
      {
        'Content-Type': facts.get('type') ?? type,
        'Mcp-Session-Id': facts.get('session'),
      },
      line.headers,
    ),
  }
}

function contentOf(line: Line, request: Line, asked: string): { text: string; type?: string } {
  const [said] = line.says
  const json = 'application/json'
  if (said === 'sse') return { text: '', type: 'text/event-stream' }
  if (said === undefined)
    return line.what === '200' && asked !== '' ? { text: resultsFor(asked, line), type: json } : { text: '' }
  if (said.startsWith('error ')) {
    const id = line.facts.get('id') ?? request.facts.get('id') ?? request.number
    return { text: JSON.stringify(messageOf(said, { ...line, facts: new Map([['id', id]]) })), type: json }
  }
  return said.startsWith('{') || said.startsWith('[') ? { text: said, type: json } : { text: said }
}

function resultsFor(asked: string, line: Line): string {
  const parsed: unknown = JSON.parse(asked)
  const requests = (Array.isArray(parsed) ? parsed : [parsed]) as { id?: unknown; method?: string; params?: object }[] // the story's own
  const results = requests.filter(({ id }) => id !== undefined).map((request) => resultFor(request, line.facts))
  return results.length === 0 ? '' : JSON.stringify(results.length === 1 ? results[0] : results)
}

function resultFor(
  { id, method, params }: { id?: unknown; method?: string; params?: object },
  facts: Line['facts'],
): object {
  const serverInfo = { name: 'server', version: '1' }
  const modern = params && '_meta' in params && JSON.stringify(params).includes(MODERN)
  const complete = { resultType: 'complete', _meta: { [`${META}serverInfo`]: serverInfo } }
  const result = {
    ...(method === 'initialize' && {
      protocolVersion: facts.get('version') ?? VERSION,
      capabilities: Object.fromEntries(
        (facts.get('can') ?? '')
          .split(' ')
          .filter(Boolean)
          .map((name) => [name, {}]),
      ),
      serverInfo,
    }),
    ...(method === 'server/discover' && {
      supportedVersions: (facts.get('version') ?? MODERN).split(' '),
      capabilities: {},
    }),
    ...(modern && method !== 'initialize' && complete),
  }
  return { jsonrpc: '2.0', id, result }
}

/**
 * The text of an SSE event. `endpoint URL`, a comment after `:`, `data …`, or a message: `initialized 3` is the
 * InitializeResult for id 3, and `half …` an event without its blank line.
 */
export function eventText(line: Line): string {
  const [said] = line.says
  const id = line.facts.get('event-id')
  const retry = line.facts.get('retry')
  const fields = [...(id === undefined ? [] : [`id: ${id}`]), ...(retry === undefined ? [] : [`retry: ${retry}`])]
  return [...fields, ...dataLines(said, line), ...(said?.startsWith('half ') ? [] : ['', ''])].join('\n')
}

function dataLines(said: string | undefined, line: Line): string[] {
  if (said === undefined) return []
  if (said.startsWith(':')) return [said]
  if (said.startsWith('endpoint ')) return ['event: endpoint', `data: ${said.slice(9)}`]
  if (said.startsWith('data')) return [`data: ${said.slice(5)}`]
  if (said.startsWith('half ')) return [`data: ${said.slice(5)}`]
  return ['event: message', `data: ${messageText(said, line)}`]
}

/** A message as JSON: `initialized 2` is the InitializeResult for id 2, `{…}` stands for itself. */
export function messageText(said: string, line: Line): string {
  if (said.startsWith('{') || said.startsWith('[')) return said
  if (!said.startsWith('initialized ')) return JSON.stringify(messageOf(said, line))
  return JSON.stringify(resultFor({ id: JSON.parse(said.slice(12)), method: 'initialize' }, line.facts))
}
