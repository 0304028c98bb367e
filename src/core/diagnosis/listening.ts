import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { answerWords } from './words.ts'

const SPEC = '2025-11-25 basic/transports#listening-for-messages-from-the-server'

/** The GET stream of Streamable HTTP: whether it is offered, refused, held back or opened again and again. */
export const listeningRules: readonly AnyRule[] = [
  {
    id: 'get-stream-not-offered',
    severity: 'note',
    side: 'server',
    title: 'The server offers no GET stream',
    recognised: 'GET is answered with 405 in an established session. This is how a server says that it has none.',
    fix: { client: 'Go on without it; what the server wants to say unasked does not arrive.' },
    spec: SPEC,
    on: 'exchange',
    check: notOffered,
  },
  {
    id: 'get-stream-wrong-status',
    severity: 'error',
    side: 'server',
    title: 'GET is answered with neither an event stream nor 405',
    recognised:
      'A GET for an event stream in an established session is answered with 400, 404, 406, 5xx or a 200 that is no event stream. If the ' +
      'session was refused, or a credential, or the GET came before initialize, it is another finding or none.',
    fix: {
      server:
        'Answer GET with 405 and an Allow header if there is no such stream (Express: app.get, not only app.post).',
      client: 'Take 404, 405 and 406 on this optional GET for "not offered" and go on.',
      operator: 'Neither rewrite nor cache GET on this path.',
    },
    spec: SPEC,
    on: 'exchange',
    check: wrongStatus,
  },
  {
    id: 'get-stream-conflict-409',
    severity: 'error',
    side: 'unknown',
    title: 'A second GET stream was refused',
    recognised:
      'GET is answered with 409 (C#: 400) in a session that has, or had, another GET stream. If the client has left that one, the server has not ' +
      'noticed; if it is open, the client holds two, or two clients share one id.',
    fix: {
      server:
        'Let a new GET take the place of the old stream, and send comments every 15 s so that dead ones are found.',
      client: 'Close the first stream before opening another, wait a little, and try again.',
      operator: 'Pass disconnections of clients on to the server.',
    },
    spec: SPEC,
    on: 'refusal',
    check: conflict,
  },
  {
    id: 'reconnect-storm',
    severity: 'warning',
    side: 'client',
    title: 'The client opens its stream again and again',
    recognised:
      'Five GETs for an event stream of one client within 30 s, each refused or over within 2 s. Different paths, as in a search for ' +
      'metadata, and requests that want no event stream are none; nor are short lives, each with an initialize and a stream of its own.',
    fix: {
      client: "Wait longer each time, at least the server's retry time, and stop on 405.",
      server: 'Answer 405 if there is no such stream; send retry; do not end streams at once.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server (retry)',
    on: 'exchange',
    check: storm,
  },
  {
    id: 'get-head-withheld',
    severity: 'error',
    side: 'between',
    title: 'The server sends no head for GET, and the client waits for it',
    recognised:
      'A GET for an event stream in a session that was just established has no response head after 10 s, and its client sends nothing more, ' +
      'not even notifications/initialized. If the client goes on meanwhile, all is well: some servers send the head with the first event.',
    fix: {
      server: 'Flush the response head at once, with a comment behind it (Java SDK 2.0.1 does not).',
      client: 'Open the GET stream beside the handshake and do not wait for it (go-sdk waits).',
      operator: 'Until one side is repaired: a client setting that leaves GET out, or another SDK on one side.',
    },
    spec: SPEC,
    on: 'waiting',
    check: headWithheld,
  },
]

/** Whether a GET asks for the event stream of a session of Streamable HTTP. */
function listens({ row, wantsStream, session, lastEventId }: OpenExchange): boolean {
  if (row.method !== 'GET' || !wantsStream || lastEventId !== undefined || !session) return false
  return session.row.transport === 'streamable-http' && session.row.era === 'legacy'
}

/** Whether its session was established before, as far as this capture shows. */
const isEstablished = ({ session, row }: OpenExchange): boolean =>
  session !== null && session.state !== 'unknown' && (session.row.issuedBy ?? 0) < row.frame

function notOffered(exchange: OpenExchange): Evidence | undefined {
  const { row } = exchange
  if (row.status !== 405 || !listens(exchange) || isNegotiation(exchange)) return undefined
  return {
    text: `GET on frame ${row.frame} was answered ${answerWords(exchange)}: the server has no stream for messages of its own. That is allowed.`,
    frames: [asked(exchange, 'asks for the stream'), answered(exchange, 'there is none')],
  }
}

/** Statuses that speak of something else than the stream. */
const OF_OTHERS: ReadonlySet<number> = new Set([401, 402, 403, 405, 407, 408, 409, 421, 429, 502, 503, 504])

function wrongStatus(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, session } = exchange
  if (row.status === null || !listens(exchange) || exchange.stream) return undefined
  if (row.end === 'proxy' || !isEstablished(exchange) || isNegotiation(exchange)) return undefined
  if (row.status === 406 && /accept/i.test(exchange.refusal ?? '')) return undefined
  if (OF_OTHERS.has(row.status) || (row.status >= 300 && row.status < 400) || row.status >= 520) return undefined
  if (!session || session.row.missingOn.includes(row.frame) || exchange.afterEnd || conflict(exchange, seen))
    return undefined
  if (session.row.refusedOn.includes(row.frame) && !isOnlyForGet(exchange, session, seen)) return undefined
  const what = row.status < 300 ? `${row.status} and ${row.contentType ?? 'no content type'}` : answerWords(exchange)
  return {
    text:
      `GET for the event stream on frame ${row.frame} was answered ${what}. A server without such a stream has to say 405; some clients take anything else for the ` +
      'end of the connection ("Failed to open SSE stream"), or try again and again.',
    frames: [asked(exchange, 'asks for the stream'), answered(exchange, 'is neither an event stream nor 405')],
  }
}

/** A 404 alone may mean the session; not if that says nothing of one, and other requests are taken afterwards. */
function isOnlyForGet({ row, refusal }: OpenExchange, session: Session, seen: Seen): boolean {
  return !/session/i.test(refusal ?? '') && (seen.story(session).lastAccepted?.row.frame ?? 0) > row.frame
}

function conflict(exchange: OpenExchange, { recent, open }: Seen): Evidence | undefined {
  const { row, session } = exchange
  if ((row.status !== 409 && row.status !== 400) || !listens(exchange)) return undefined
  const isFirst = (other: OpenExchange) =>
    other !== exchange &&
    other.session === session &&
    other.stream?.kind === 'standalone' &&
    other.row.frame < row.frame
  const first = [...open].find(isFirst) ?? recent.findLast(isFirst)
  // Only C# says 400; a stream that the server itself has ended is in nobody's way.
  if (row.status === 400 && (!first || first.row.endedAt !== null)) return undefined
  const isLeft = first?.row.end === 'client-abort'
  const why = !first
    ? 'No other stream of this session is in the capture.'
    : isLeft
      ? `The client had left its first stream (frame ${first.row.frame}); the server has not noticed.`
      : first.row.endedAt === null
        ? `Its first stream (frame ${first.row.frame}) is still open.`
        : `Its first stream (frame ${first.row.frame}) had ended.`
  return {
    text: `The GET stream that was asked for on frame ${row.frame} was refused with ${answerWords(exchange)}. ${why}`,
    frames: [
      ...(first ? [asked(first, 'the first stream')] : []),
      asked(exchange, 'asks for another one'),
      answered(exchange, 'refuses it'),
    ],
    side: isLeft ? 'server' : first && first.row.endedAt === null ? 'client' : 'unknown',
    confidence: first && (isLeft || first.row.endedAt === null) ? 'certain' : 'likely',
  }
}

const MANY = 5
const WITHIN = 30_000_000
const SHORT = 2_000_000

function storm(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, wantsStream, path, startedAt } = exchange
  if (row.method !== 'GET' || !wantsStream || !isShort(exchange)) return undefined
  const recent = seen.client(exchange)?.recent ?? []
  if (!isAgain(exchange, recent)) return undefined
  // Without an id, only a handshake shows that another life begins.
  const began =
    row.carried === null ? recent.findLast((one) => one.initializes && one.row.frame < row.frame) : undefined
  const tries = recent.filter(
    (other) =>
      other.wantsStream &&
      other.path === path &&
      other.row.carried === row.carried &&
      other.row.frame <= row.frame &&
      other.row.frame > (began?.row.frame ?? 0) &&
      startedAt - other.startedAt < WITHIN &&
      isShort(other),
  )
  const [first] = tries
  if (!first || tries.length < MANY) return undefined
  const retry = tries.findLast(({ stream }) => stream?.retryMs != null)?.stream?.retryMs ?? null
  return {
    text:
      `The client sent ${tries.length} GETs for ${path} in ${duration(first.startedAt, startedAt)}, none of which lived for 2 s; the last was answered ${answerWords(exchange)}. ` +
      (retry === null
        ? 'It does not wait longer from one to the next.'
        : `The server had asked it to wait ${retry} ms.`),
    frames: tries.slice(-MANY).map((one) => asked(one, 'asks again')),
  }
}

/** Whether it is the last of so many that asked for a stream with the same id. */
function isAgain({ row }: OpenExchange, recent: readonly OpenExchange[]): boolean {
  let count = 0
  for (let n = recent.length - 1; n >= 0 && count < MANY; n--) {
    const other = recent[n]
    if (other?.wantsStream && other.row.carried === row.carried) count++
  }
  return count === MANY
}

/** Whether it failed or ended as soon as it had begun. */
function isShort({ row, startedAt, endedAt }: OpenExchange): boolean {
  if (endedAt === null || row.end === 'proxy') return false
  return (row.status ?? 0) >= 400 || endedAt - startedAt < SHORT
}

const LONG = 10_000_000

function headWithheld(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, session, startedAt, endedAt } = exchange
  if (row.status !== null || !listens(exchange) || row.end === 'proxy') return undefined
  const waited = (endedAt ?? seen.now) - startedAt
  if (waited < LONG || !session || !isEstablished(exchange)) return undefined
  // Who has finished the handshake may simply have nothing to say.
  if (seen.calls.initialized.has(session.row.key)) return undefined
  const isAlone = (seen.client(exchange)?.recent ?? []).every(
    (other) => other === exchange || other.session !== session || other.row.frame < row.frame,
  )
  if (!isAlone) return undefined
  return {
    text:
      `GET on frame ${row.frame} asked for the event stream; in ${duration(startedAt, startedAt + waited)} no byte of a response head came, and the client sent nothing more in this session. ` +
      'The server seems to send the head with the first event, and the client to wait for it before it goes on: neither ever does.',
    frames: [
      ...(session.row.issuedBy === null ? [] : [{ frame: session.row.issuedBy, part: 'establishes the session' }]),
      asked(exchange, 'waits for a head'),
    ],
    confidence: 'likely',
  }
}
