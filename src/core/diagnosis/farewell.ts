import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { fromIso } from '../time.ts'
import { sayingOf } from './lexicon.ts'
import { endOf, isBeingEnded } from './loss.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { answerWords, requestWords } from './words.ts'

const DELETE = '2025-11-25 basic/transports#session-management (5)'

/** How sessions, streams and servers end. */
export const farewellRules: readonly AnyRule[] = [
  {
    id: 'session-leak-no-delete',
    severity: 'note',
    side: 'client',
    title: 'The client leaves its sessions without ending them',
    recognised:
      'A session worked, its client has been gone or silent for a minute when the capture ends, and sent no DELETE, which the server had not refused ' +
      'either. A warning from three sessions on. A client may still come back with the same id.',
    fix: {
      client:
        'End the session before you leave: call terminateSession() before close() (TypeScript); Python does so by itself.',
      server: 'Let idle sessions expire.',
    },
    spec: DELETE,
    scope: 'client',
    on: 'session',
    check: leaks,
  },
  {
    id: 'delete-rejected',
    severity: 'note',
    side: 'server',
    title: 'The server does not let clients end sessions',
    recognised:
      'A DELETE with a session id is answered 405 or 501, which is allowed. 404 to an id that is gone is as it should be.',
    fix: {
      server: 'Support DELETE, so that sessions do not pile up.',
      client: 'Take 404 and 405 for success.',
      operator: 'Let DELETE through the gateway.',
    },
    spec: DELETE,
    scope: 'capture',
    on: 'refusal',
    check: (exchange) => {
      const { row } = exchange
      if (
        row.method !== 'DELETE' ||
        row.carried === null ||
        row.era === 'modern' ||
        (row.status !== 405 && row.status !== 501)
      )
        return undefined
      return {
        text: `${requestWords(exchange)} on frame ${row.frame}, which ends the session ${row.carried}, was answered ${answerWords(exchange)}. The server may do so; the session stays until it expires.`,
        frames: [asked(exchange, 'ends the session'), answered(exchange, 'is refused')],
      }
    },
  },
  {
    id: 'session-per-request',
    severity: 'warning',
    side: 'client',
    title: 'The client opens a session for every call',
    recognised:
      'One client opened five sessions and more within ten minutes, each for two requests at most beside the handshake. A client that starts over ' +
      'because its sessions are refused does not count.',
    fix: {
      client:
        'Open one session and keep it (LangChain: `async with client.session(…)` instead of loading tools without one).',
      server: 'Keep what must last outside the MCP session, and let idle sessions expire.',
    },
    spec: 'SEP-2567',
    scope: 'client',
    explains: ['session-leak-no-delete', 'session-capacity-exhausted'],
    on: 'session',
    check: oneForEach,
  },
  {
    id: 'client-disconnected',
    severity: 'note',
    side: 'client',
    title: 'The client went away before its answer had come',
    recognised:
      'The client closed the connection of a request that was not answered yet. What the server logs afterwards (BrokenResourceError, ClosedResourceError, ' +
      'EPIPE) comes from it. A client that leaves its listening stream, or hangs up with the answer in hand, is in order.',
    fix: {
      client: 'Cancel what you do not wait for, and end the session politely.',
      server: 'Take a disconnect quietly and clean up.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server',
    on: 'refusal',
    check: (exchange) => {
      const { row, requests, startedAt, session } = exchange
      if (row.end !== 'client-abort' || requests.length === 0 || row.era === 'modern') return undefined
      if (session?.row.transport === 'http+sse') return undefined
      return {
        text:
          `The client gave up ${requestWords(exchange)} on frame ${row.frame} after ${duration(startedAt, endOf(exchange))}, before an answer had come. In this era that does not cancel ` +
          'the request: the server goes on with it.',
        frames: [asked(exchange, 'is given up')],
      }
    },
  },
  {
    id: 'server-aborted-stream',
    severity: 'error',
    side: 'server',
    title: 'The server broke off',
    recognised:
      'An answer breaks off without its end (no last chunk, a reset) while a request waits for its response, or a listening stream is open; the client ' +
      'had not left before. After half a minute of silence it is rather a time-out that cuts idle streams.',
    fix: {
      server: 'Turn exceptions into JSON-RPC errors; look for a crash or a kill (OOM) at that moment.',
      client: 'Connect anew, and resume with Last-Event-ID where events had ids.',
      operator: 'Look for restarts and resets of the gateway at that moment.',
    },
    spec: 'RFC 9112 §8; 2025-11-25 basic/transports',
    scope: 'exchange',
    explains: ['sse-stream-ended-without-response', 'message-malformed'],
    on: 'refusal',
    check: breaksOff,
  },
  {
    id: 'server-draining',
    severity: 'note',
    side: 'server',
    title: 'The server is shutting down',
    recognised:
      'A refusal says so (503, or 404 "session is closing"), or the streams of several sessions end cleanly within a second. A crash breaks them off instead.',
    fix: { client: 'Wait a moment, connect anew and initialize.' },
    spec: 'RFC 9110 §15.6.4',
    scope: 'capture',
    explains: ['gateway-error'],
    on: 'exchange',
    check: drains,
  },
]

const A_SECOND = 1_000_000
const A_MINUTE = 60 * A_SECOND
const MANY = 3

function leaks(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  if (!seen.isOver || row.transport !== 'streamable-http' || row.sessionId === null || row.issuedBy === null)
    return undefined
  if (row.refusedOn.length > 0 || (row.end && row.end.kind !== 'abandoned' && row.end.kind !== 'superseded'))
    return undefined
  const story = seen.story(session)
  if (story.accepted === 0 || story.exchanges.some((one) => one.row.method === 'DELETE')) return undefined
  const silent = seen.now - fromIso(row.lastSeenAt)
  if (silent < A_MINUTE) return undefined
  const others = seen.issued.filter((other) => other.client === session.client && other.state === 'open').length
  return {
    text:
      `The session ${row.sessionId} was opened on frame ${row.issuedBy} and last used ${duration(0, silent)} before the capture ended, and no DELETE came. On the server it ` +
      'stays until it expires.',
    frames: [{ frame: row.issuedBy, part: 'the session is opened' }],
    confidence: 'likely',
    ...(others >= MANY && { severity: 'warning' as const }),
  }
}

const ENOUGH = 5
const MOST_CALLS = 2
const MOST_LOOKED_AT = 8

function oneForEach(session: Session, seen: Seen): Evidence | undefined {
  if (session.row.issuedBy === null || session.row.sessionId === null || session.row.transport !== 'streamable-http')
    return undefined
  const mine = shortOnes(session.client, seen)
  if (mine.length < ENOUGH) return undefined
  return {
    text:
      `The client "${session.client}" opened ${ENOUGH} sessions and more within ten minutes, and sent no more than ${MOST_CALLS} requests in each beside the handshake ` +
      `(opened on frames ${mine
        .slice(0, ENOUGH)
        .map(({ row }) => row.issuedBy)
        .join(', ')}).`,
    frames: mine.slice(0, ENOUGH).map(({ row }) => ({ frame: row.issuedBy ?? 0, part: 'opens a session' })),
    about: `client ${session.client}`,
  }
}

/** The sessions that a client opened in the last minutes, if all are short; the newest has only begun. */
function shortOnes(client: string, seen: Seen): Session[] {
  const since = seen.now - 10 * A_MINUTE
  const mine: Session[] = []
  for (let n = seen.issued.length - 1; n >= 0 && mine.length < MOST_LOOKED_AT; n--) {
    const one = seen.issued[n]
    if (!one || seen.story(one).issuedAt < since) break
    if (one.client !== client || one.row.sessionId === null || one.row.issuedBy === null) continue
    if (mine.length > 0 && !isShort(one, seen)) return []
    mine.unshift(one)
  }
  return mine
}

function isShort(session: Session, seen: Seen): boolean {
  if (session.row.refusedOn.length > 0) return false
  const { calls } = seen.story(session)
  return calls > 0 && calls <= MOST_CALLS
}

/** In microseconds. From then on, a cut is rather that of a time-out. */
const IDLE = 25 * A_SECOND

function breaksOff(exchange: OpenExchange): Evidence | undefined {
  const { row, requests, stream, startedAt } = exchange
  if (row.end !== 'server-abort' || row.era === null || (row.idleMs !== null && row.idleMs * 1000 >= IDLE))
    return undefined
  // What has event ids can be resumed, and is then judged by what the resumption brings.
  if (stream !== null && stream.lastEventId !== null) return undefined
  const waiting = requests.find(({ row: { answeredBy } }) => answeredBy === null)
  if (!waiting && !(row.method === 'GET' && stream)) return undefined
  return {
    text:
      `The answer to ${requestWords(exchange)} on frame ${row.frame} broke off after ${duration(startedAt, endOf(exchange))}, on the side of the server` +
      `${row.reason === null ? '' : ` (${row.reason})`}. ` +
      (waiting
        ? `The request ${waiting.row.method} on frame ${waiting.row.frame} was never answered.`
        : 'Its client was listening on that stream.'),
    frames: [asked(exchange, 'its answer breaks off')],
    ...(!waiting && { severity: 'warning' as const }),
  }
}

function drains(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, stream } = exchange
  if (row.status !== null && row.status >= 400 && sayingOf(exchange) === 'shutting down') {
    return {
      text: `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}: the server is shutting down.`,
      frames: [answered(exchange, 'says that it is shutting down')],
    }
  }
  if (!isListening(exchange) || row.end !== 'server-clean' || !stream) return undefined
  for (const one of seen.open) if (isListening(one)) return undefined
  const since = endOf(exchange) - A_SECOND
  const together: OpenExchange[] = []
  for (let n = seen.listened.length - 1; n >= 0; n--) {
    const one = seen.listened[n]
    if (!one || endOf(one) < since) break
    if (one.row.end === 'server-clean' && !isBeingEnded(one, seen)) together.unshift(one)
  }
  const sessions = new Set(together.map(({ session }) => session))
  if (sessions.size < 2) return undefined
  return {
    text: `The streams of ${sessions.size} sessions ended cleanly within a second (frames ${together.map((one) => one.row.frame).join(', ')}), and none is open: the server seems to be shutting down.`,
    frames: together.slice(0, MANY).map((one) => asked(one, 'this stream ends')),
    confidence: 'likely',
  }
}

const isListening = ({ row, stream, session }: OpenExchange): boolean =>
  row.method === 'GET' && stream !== null && session !== null
