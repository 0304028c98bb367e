import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { refusalOf, refusesMissing } from '../refusal.ts'
import { fromIso } from '../time.ts'
import { endOf } from './loss.ts'
import { answered, asked, type Evidence, type Said, type AnyRule } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

const LIFECYCLE = '2025-11-25 basic/lifecycle#initialization'

/** How clients begin. */
export const handshakeClientRules: readonly AnyRule[] = [
  {
    id: 'initialize-missing',
    severity: 'error',
    side: 'client',
    title: 'The client never initialized',
    recognised:
      'Requests without a session id are refused for lack of a session, and the client sends no initialize within half a minute. A probe of ' +
      'the modern era, or an id under another name, is something else.',
    fix: {
      client: 'Send initialize first, keep the Mcp-Session-Id of its answer, and send notifications/initialized.',
      server: 'If nothing needs a session, run stateless.',
    },
    spec: LIFECYCLE,
    scope: 'client',
    on: 'session',
    check: beginsWithoutInitialize,
  },
  {
    id: 'initialize-skipped-preset-session-id',
    severity: 'error',
    side: 'client',
    title: 'The client was given a session id and skipped initialize',
    recognised:
      "A client's first request already carries a session id that no answer issued, is refused, and no initialize comes. An id that the server " +
      'accepts is that of a session from before.',
    fix: {
      client:
        'Give the transport no id (TypeScript: the sessionId option of StreamableHTTPClientTransport makes connect() skip the handshake); it is only for ' +
        'going on with a session that the same server process issued.',
    },
    spec: '2025-11-25 basic/transports#session-management',
    scope: 'client',
    on: 'session',
    check: presetsId,
  },
  {
    id: 'sse-reconnect-without-initialize',
    severity: 'error',
    side: 'client',
    title: 'The client came back on a new stream without a new handshake',
    recognised:
      'After its stream ended a client opens another, and with it a new session, and its first request there is no initialize: the server ' +
      'answers an error. A client that never initialized at all is sse-request-before-initialize.',
    fix: {
      client:
        'When endpoint is announced anew, begin anew: initialize, then the rest (EventSource reconnects on its own; the TypeScript SDK does not notice).',
      server: 'Say so in the error ("session not initialized; send initialize"), and do not end streams needlessly.',
      operator: 'Do not cut idle streams.',
    },
    spec: '2024-11-05 basic/lifecycle',
    on: 'message',
    kinds: ['result', 'error'],
    check: (said, seen) => goesOnWithoutInitialize(said, seen, true),
  },
  {
    id: 'sse-request-before-initialize',
    severity: 'error',
    side: 'client',
    title: 'A request was sent before the handshake was done',
    recognised:
      'A request other than ping is answered in a session whose InitializeResult had not come yet; with an error, or all the same. Python answers -32602 without ' +
      'details, which it also does for wrong parameters later on.',
    fix: {
      client:
        'Wait for the InitializeResult, send notifications/initialized, then requests (Python: await session.initialize()).',
      server: 'Answer with an error that names the reason.',
    },
    spec: LIFECYCLE,
    on: 'message',
    kinds: ['result', 'error'],
    check: (said, seen) => goesOnWithoutInitialize(said, seen, false),
  },
  {
    id: 'initialized-notification-missing',
    severity: 'warning',
    side: 'client',
    title: 'The client did not send notifications/initialized',
    recognised:
      'Five seconds after its InitializeResult, or after two results, a client sends requests in a session, and notifications/initialized has not come. ' +
      'A GET stream is no request, and one that was refused was sent. Where there are no sessions, who sends what is not certain.',
    fix: {
      client: 'Send notifications/initialized after the InitializeResult and before the first request.',
      server: 'Be lenient: most servers are.',
    },
    spec: LIFECYCLE,
    on: 'message',
    kinds: ['request'],
    check: skipsInitialized,
  },
]

/** In microseconds. A client that begins in the wrong order may still begin. */
const HALF_A_MINUTE = 30_000_000

/** What is refused without an id and without a session, from a client that has none. */
function beginsWithoutInitialize(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  if (row.missingOn.length === 0 || row.issuedBy !== null || row.transport !== 'streamable-http') return undefined
  const bare = seen
    .story(session)
    .exchanges.find((one) => row.missingOn.includes(one.row.frame) && refusesMissing(refusalOf(one)))
  if (!bare || hasSession(bare, seen) || seen.after(bare).some((one) => isSoonAfter(bare, one))) return undefined
  return {
    text:
      `${requestWords(bare)} on frame ${bare.row.frame} came without a session id and was answered ${answerWords(bare)}. Its client ` +
      `${bare.peer.client === '' ? '' : `("${bare.peer.client}") `}has sent no initialize before, and none in the half minute that followed.`,
    frames: [asked(bare, 'begins without initialize'), answered(bare, 'demands a session')],
  }
}

/** Whether the client of an exchange was given a session before it. */
const hasSession = ({ peer, row }: OpenExchange, seen: Seen): boolean =>
  seen.issued.some(
    (other) =>
      other.client === peer.client &&
      other.row.transport === 'streamable-http' &&
      (other.row.issuedBy ?? Infinity) < row.frame,
  )

const isSoonAfter = (bare: OpenExchange, one: OpenExchange): boolean =>
  one.initializes && one.startedAt - endOf(bare) < HALF_A_MINUTE

/** The first thing that a client does is to use an id that was given to it. */
function presetsId(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  if (row.foreignOn.length === 0 || row.transport !== 'streamable-http') return undefined
  const { firstRefused: first, fate } = seen.story(session)
  if (!first || fate?.id !== 'session-id-never-issued' || first.initializes || first.row.method !== 'POST')
    return undefined
  const client = seen.client(first)
  const earlier = client?.recent.filter((one) => one.row.frame < first.row.frame && one.row.rpc !== null) ?? []
  if (earlier.length > 0 || seen.after(first).some(({ initializes }) => initializes)) return undefined
  return {
    text:
      `The first message of this client ("${first.peer.client}"), ${requestWords(first)} on frame ${first.row.frame}, already carries the session id ` +
      `${row.sessionId}, and no initialize was sent. A client library that is given an id takes the handshake for done.`,
    frames: [asked(first, 'begins with an id, without initialize'), answered(first, 'the id is refused')],
    confidence: 'likely',
  }
}

/** An answer to a request in a session where no InitializeResult has come. `again`: its client had one on an earlier stream. */
function goesOnWithoutInitialize({ row, message, exchange }: Said, seen: Seen, again: boolean): Evidence | undefined {
  if ((row.kind !== 'error' && row.kind !== 'result') || row.direction !== 'to-client') return undefined
  if (row.answers === null || row.method === null || AT_ANY_TIME.has(row.method)) return undefined
  if (message.error?.code === METHOD_NOT_FOUND) return undefined
  const session = seen.keyed(row.session) ?? exchange?.session
  if (!session || session.row.era !== 'legacy' || session.row.protocolVersion !== null) return undefined
  if (session.row.transport === 'streamable-http') return undefined
  const isRefused = row.kind === 'error'
  const before = seen.issued.findLast(
    (other) =>
      other !== session &&
      other.client === session.client &&
      other.row.transport === session.row.transport &&
      other.row.protocolVersion !== null &&
      other.state === 'ended',
  )
  if ((before !== undefined) !== again) return undefined
  const how = isRefused
    ? `with error ${message.error?.code ?? ''} ${quoted(message.error?.message ?? '')}`
    : 'all the same'
  const said = `${row.method} on frame ${row.answers} was answered ${how} on frame ${row.frame}`
  const frames = [
    { frame: row.answers, part: 'a request without a handshake' },
    { frame: row.frame, part: isRefused ? 'is refused' : 'is answered all the same' },
  ]
  const severity = isRefused ? 'error' : 'warning'
  return before
    ? {
        text:
          `The client had initialized on the stream of frame ${before.row.issuedBy}, which ended. It opened another on frame ${session.row.issuedBy}, and that is ` +
          `another session; ${said}, and nobody has initialized it.`,
        severity,
        frames: [
          { frame: before.row.issuedBy ?? row.frame, part: 'the first stream, initialized' },
          { frame: session.row.issuedBy ?? row.frame, part: 'a new stream, a new session' },
          ...frames,
        ],
      }
    : {
        text: `${said}, and this session has no InitializeResult yet.${isRefused ? '' : ' This server lets that pass; others refuse it.'}`,
        frames,
        severity,
        confidence: 'likely',
      }
}

const METHOD_NOT_FOUND = -32_601

/** Messages of a handshake may overtake each other: for so long (microseconds), or until so many requests brought a result. */
const HANDSHAKE = 5_000_000
const ROUND_TRIPS = 2

function skipsInitialized(said: Said, seen: Seen): Evidence | undefined {
  const { row, exchange, at } = said
  if (row.direction !== 'to-server' || row.kind !== 'request' || AT_ANY_TIME.has(row.method ?? '')) return undefined
  const session = exchange ? exchange.session : seen.keyed(row.session)
  if (!session || session.row.era === 'modern' || session.row.protocolVersion === null) return undefined
  // Without a session, who sends a request is told by its connection, and clients share those.
  if (session.row.kind === 'lane') return undefined
  const { key, openedAt } = session.row
  if (seen.calls.initialized.has(key)) return undefined
  const earlier = seen.calls
    .of(key)
    .filter((call) => call.row.direction === 'to-server' && !AT_ANY_TIME.has(call.row.method ?? ''))
  const results = earlier.filter(({ answer }) => answer?.row.kind === 'result').length
  if (at - fromIso(openedAt) < HANDSHAKE && results < ROUND_TRIPS) return undefined
  if (sentInitialized(session, seen)) return undefined
  const result = seen.calls.of(key).find((call) => call.row.method === 'initialize')?.row.frame ?? session.row.issuedBy
  return {
    text:
      `${sessionWords(session)} was initialized${result === null ? '' : ` on frame ${result}`}. ${duration(fromIso(openedAt), at)} later its client sends ${row.method} on frame ` +
      `${row.frame}, and notifications/initialized has not come. Strict servers refuse or withhold things until it has.`,
    frames: [
      ...(result === null ? [] : [{ frame: result, part: 'the InitializeResult' }]),
      { frame: row.frame, part: 'a request without notifications/initialized before' },
    ],
  }
}

/** What a client may send before it says that it is ready. */
const AT_ANY_TIME: ReadonlySet<string> = new Set(['initialize', 'ping'])

const sessionWords = ({ row: { sessionId, transport } }: Session): string =>
  transport === 'stdio' ? 'The process' : `The session ${sessionId}`

/** Whether the notification was sent, and perhaps refused: later exchanges push the first few out of memory last. */
const sentInitialized = (session: Session, seen: Seen): boolean =>
  [...seen.story(session).exchanges, ...seen.open].some(
    (one) => one.session === session && one.row.rpc === 'notifications/initialized',
  )
