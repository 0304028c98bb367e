import { pathname } from '../belong.ts'
import type { OpenExchange } from '../exchange.ts'
import { isObject } from '../jsonrpc.ts'
import type { Session } from '../ledger.ts'
import { sayingOf } from './lexicon.ts'
import { answered, type AnyRule, asked, type Evidence, type Said } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** Servers that keep no sessions, and what then does not work. */
export const statelessRules: readonly AnyRule[] = [
  {
    id: 'stateless-transport-reused',
    severity: 'error',
    side: 'server',
    title: 'A stateless transport is used for more than one request',
    recognised:
      'On a server that issues no ids the first POST works and every later one is answered 500, or the text says it. A server that crashes ' +
      'fails on the first one too, or works again.',
    fix: { server: 'Make a new transport and a new server for each request, and close both when the response closes.' },
    spec: 'TypeScript SDK, StreamableHTTPServerTransport without sessionIdGenerator',
    scope: 'capture',
    explains: ['server-error-status'],
    on: 'refusal',
    check: reused,
  },
  {
    id: 'stateless-server-needs-session-feature',
    severity: 'error',
    side: 'server',
    title: 'The server asks its client something, and keeps no session for the answer',
    recognised:
      'On a server that issued no id, a call whose stream carries a request to the client waits for ten seconds or ends without a response, or fails ' +
      'because there is no way back to the client, or because the server has forgotten what the client declared.',
    fix: {
      server:
        'Elicitation, sampling and roots need sessions: run stateful, with affinity if there are several instances; or use input requests of the 2026-07-28 revision.',
    },
    spec: '2025-11-25 basic/transports#session-management; 2026-07-28 MRTR',
    on: 'waiting',
    check: needsSession,
  },
  {
    id: 'stateless-state-loss',
    severity: 'warning',
    side: 'server',
    title: 'A tool misses state that an earlier call should have left',
    recognised:
      'On a server without sessions a tool says in its result that something is not open, not connected or not logged in, after other calls of ' +
      'the same client had succeeded. At the level of the protocol all is well.',
    fix: {
      server:
        'Hand out an explicit handle in the result and take it as an argument, or keep sessions: stateless mode does not mend refused ids, it moves the loss into the tools.',
    },
    spec: '2026-07-28 changelog; SEP-2567',
    on: 'message',
    kinds: ['result'],
    check: losesState,
  },
  {
    id: 'stateless-get-silent-stream',
    severity: 'note',
    side: 'server',
    title: 'A stateless server holds a stream open on which nothing can come',
    recognised:
      'A server that issued no id answers a GET with an event stream, and for a minute nothing but comments comes.',
    fix: { server: 'Answer GET with 405 in stateless mode.', client: 'Do not wait for that stream: it is optional.' },
    spec: '2025-11-25 basic/transports#listening-for-messages-from-the-server',
    on: 'waiting',
    check: silentStream,
  },
]

/** A legacy session whose InitializeResult came without an id. */
const isStateless = (session: Session | null | undefined): boolean =>
  session?.row.sessionId === null &&
  session.row.issuedBy !== null &&
  session.row.era === 'legacy' &&
  session.row.transport === 'streamable-http'

function reused(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.status !== 500 || row.method !== 'POST' || row.carried !== null) return undefined
  const posts = seen.recent.filter(
    (one) => one.row.method === 'POST' && one.row.status !== null && pathname(one) === pathname(exchange),
  )
  const [first, ...others] = posts
  const isPattern =
    first?.row.status === 200 &&
    others.length > 1 &&
    others.every(({ row: { status } }) => status === 500) &&
    posts.every(({ offered }) => offered === null)
  if (!first || !(isPattern || sayingOf(exchange) === 'reused transport')) return undefined
  return {
    text:
      `The first POST, ${requestWords(first)} on frame ${first.row.frame}, was answered ${first.row.status} without a session id, and ${requestWords(exchange)} on frame ` +
      `${row.frame} was answered ${answerWords(exchange)}${others.length > 1 ? `, like all ${others.length} since` : ''}. One stateless transport can serve one request.`,
    frames: [asked(first, 'the first request works'), asked(exchange, 'a later one'), answered(exchange, 'fails')],
    confidence: sayingOf(exchange) === 'reused transport' ? 'certain' : 'likely',
  }
}

const BACK = new Set(['elicitation/create', 'sampling/createMessage', 'roots/list'])

/** In microseconds: a client that is asked something answers at once, or asks its user. */
const LONG = 10_000_000

function needsSession(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { session, told, row, requests, startedAt } = exchange
  if (told.length === 0 || !isStateless(session)) return undefined
  const issued = `The server issued no session id (frame ${session?.row.issuedBy}), so each request is a world of its own`
  for (const { error, result } of told) {
    const why = noWayBack(error?.message ?? '') ?? forgotten(result, session)
    if (why === undefined) continue
    return {
      text: `${requestWords(exchange)} on frame ${row.frame} failed: ${quoted(why)}. ${issued}, without a way back to the client.`,
      frames: [asked(exchange, 'the call'), answered(exchange, 'there is no way back to the client')],
    }
  }
  const question = told.find(({ kind, method }) => kind === 'request' && BACK.has(method ?? ''))
  const isOver = row.endedAt !== null
  if (!question || requests.length === 0 || (!isOver && seen.now - startedAt < LONG)) return undefined
  return {
    text:
      `During ${requestWords(exchange)} on frame ${row.frame} the server asked its client for ${question.method}, and the call ` +
      `${isOver ? 'ended without a response' : `has been waiting for ${duration(startedAt, seen.now)}`}. ${issued}: the client's answer comes in a POST that nothing ties to this call.`,
    frames: [asked(exchange, 'the call'), answered(exchange, 'the server asks the client')],
    confidence: 'likely',
  }
}

const noWayBack = (text: string): string | undefined => (/no back-channel/i.test(text) ? text : undefined)

/** `Client does not support form elicitation.` to a client that declared it. */
function forgotten(result: unknown, session: Session | null | undefined): string | undefined {
  const text = errorTextOf(result)
  const feature = /client does not support .{0,20}(elicitation|sampling|roots)/i.exec(text)?.[1]?.toLowerCase()
  return feature !== undefined && session?.row.clientCapabilities.some((name) => name.startsWith(feature))
    ? text
    : undefined
}

/** The text of a tool's result that says it is an error. */
function errorTextOf(result: unknown): string {
  if (!isObject(result) || result.isError !== true || !Array.isArray(result.content)) return ''
  const [first] = result.content as unknown[] // of any shape until looked at
  return isObject(first) && typeof first.text === 'string' ? first.text : ''
}

const MISSES_STATE =
  /\b(no (open|active|current) \w+|not (logged in|connected|signed in|authenticated yet)|(session|connection|page|browser) (not found|has expired|is closed|does not exist)|call \w+ first)\b/i

function losesState({ row, message, exchange }: Said, seen: Seen): Evidence | undefined {
  const session = exchange?.session
  if (row.kind !== 'result' || row.method !== 'tools/call' || !exchange || session?.row.sessionId !== null)
    return undefined
  if (session.row.transport !== 'streamable-http') return undefined
  const text = errorTextOf(message.result)
  if (!MISSES_STATE.test(text)) return undefined
  const before = seen
    .story(session)
    .exchanges.findLast((one) => one.row.rpc?.startsWith('tools/call') && one.row.status === 200 && one !== exchange)
  if (!before) return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${exchange.row.frame} says ${quoted(text)}, although ${requestWords(before)} on frame ${before.row.frame} had succeeded. This server keeps no ` +
      'sessions: what one call leaves in memory, another does not find.',
    frames: [asked(before, 'an earlier call'), { frame: row.frame, part: 'finds nothing of it' }],
    confidence: 'possible',
  }
}

const A_MINUTE = 60_000_000

function silentStream(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { stream, session, startedAt, row } = exchange
  if (stream?.kind !== 'standalone' || stream.events > 0 || !isStateless(session)) return undefined
  if (seen.now - startedAt < A_MINUTE) return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} has been open for ${duration(startedAt, seen.now)}, and no event came. The server issued no session id (frame ` +
      `${session?.row.issuedBy}), so nothing can ever be sent on this stream.`,
    frames: [asked(exchange, 'waits for nothing')],
  }
}
