import type { OpenExchange } from '../exchange.ts'
import type { Call } from './calls.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { answerWords, quoted } from './words.ts'

const SPEC = '2025-11-25 basic/transports#resumability-and-redelivery'

/** Streams that break off and should be taken up again. */
export const resumeRules: readonly AnyRule[] = [
  {
    id: 'resume-not-supported',
    severity: 'warning',
    side: 'server',
    title: 'The server refuses to resume a stream',
    recognised:
      'A GET with Last-Event-ID is refused, and the session is not the reason (then 404, and other requests are refused too). TypeScript says ' +
      '400 "Event store not configured", Python 500, Go 400 "stream replay unsupported".',
    fix: {
      server: 'Configure an event store, or send no event ids.',
      client: 'Open a fresh stream, and take the request that was in flight for lost.',
    },
    spec: SPEC,
    on: 'refusal',
    check: refused,
  },
  {
    id: 'resume-lost-messages',
    severity: 'error',
    side: 'server',
    title: 'A stream was resumed, and the response is missing all the same',
    recognised:
      'The stream of a POST broke off before its response, a GET with its last event id was taken, and that stream ended, or its client gave ' +
      'up, without the response. As long as it is open the call may simply take long.',
    fix: {
      server: 'Keep events until the stream is through, in a store that all instances share.',
      client: 'Repeat the request if that does no harm.',
      operator: 'Send a session to one instance: the events may be kept by another one.',
    },
    spec: SPEC,
    on: 'call',
    check: lost,
  },
  {
    id: 'resume-never-attempted',
    severity: 'warning',
    side: 'client',
    title: 'The client did not resume a stream that it could have resumed',
    recognised:
      'The stream of a POST with event ids broke off before the response; the client went on and sent no GET with Last-Event-ID within 30 s ' +
      "of the server's retry time. A client that is gone is none.",
    fix: {
      client: 'Send GET with the session id and Last-Event-ID, also for the stream of a POST.',
      operator: 'Let Last-Event-ID pass through gateways and CORS.',
    },
    spec: SPEC,
    on: 'call',
    check: neverTried,
  },
]

function refused(exchange: OpenExchange): Evidence | undefined {
  const { row, lastEventId, session } = exchange
  if (lastEventId === undefined || row.method !== 'GET' || row.status === null || row.status < 300) return undefined
  // These say of themselves what they are about.
  if (row.status === 401 || row.status === 403 || row.status === 404 || row.status < 400) return undefined
  if (session?.row.transport === 'http+sse' || session?.row.refusedOn.includes(row.frame)) return undefined
  return {
    text:
      `The client asked on frame ${row.frame} for what followed the event ${quoted(lastEventId)}; the server answered ${answerWords(exchange)}. ` +
      'What was in flight on that stream is lost.',
    frames: [asked(exchange, 'wants to resume'), answered(exchange, 'refuses')],
  }
}

/** Whether the request waits on a stream that broke off and can be resumed. */
function isBroken({ row, exchange, answer }: Call): boolean {
  if (!exchange?.stream || answer || row.direction !== 'to-server' || exchange.row.era === 'modern') return false
  const { stream } = exchange
  return stream.lastEventId !== null && (stream.end === 'server-clean' || stream.end === 'server-abort')
}

/** The resumptions that go back to a stream, oldest first. */
function resumptions(exchange: OpenExchange, recent: readonly OpenExchange[]): OpenExchange[] {
  const line = [exchange]
  for (const other of recent) {
    if (other.lastEventId === undefined || other.session !== exchange.session) continue
    if (
      line.some(({ row, stream }) => other.stream?.resumes === row.frame || other.lastEventId === stream?.lastEventId)
    )
      line.push(other)
  }
  return line.slice(1)
}

function lost(call: Call, { recent }: Seen): Evidence | undefined {
  if (!isBroken(call) || !call.exchange) return undefined
  const last = resumptions(call.exchange, recent).findLast(({ stream }) => stream !== null)
  if (!last?.stream) return undefined
  const { end, lastEventId, events } = last.stream
  const isThrough = (end === 'server-clean' || end === 'server-abort') && lastEventId === null
  if (!isThrough && !call.cancelled && end !== 'client-abort') return undefined
  return {
    text:
      `The stream of ${call.row.method ?? 'the request'} (frame ${call.row.frame}) broke off before the response. The client resumed it on frame ${last.row.frame} with Last-Event-ID ` +
      `${quoted(last.lastEventId ?? '')}; the server took it with ${last.row.status ?? ''} and sent ${events === 0 ? 'nothing' : `${events} events`}, but no response` +
      `${isThrough ? '' : ' before the client gave up'}.`,
    frames: [
      { frame: call.row.frame, part: 'asks' },
      { frame: last.row.frame, part: 'resumes its stream' },
      ...(call.cancelled ? [{ frame: call.cancelled.frame, part: 'gives up' }] : []),
    ],
    confidence: isThrough ? 'certain' : 'likely',
  }
}

const PATIENCE = 30_000_000

function neverTried(call: Call, { now, recent }: Seen): Evidence | undefined {
  const { exchange, row } = call
  if (!isBroken(call) || !exchange?.stream || call.cancelled || exchange.endedAt === null) return undefined
  const { endedAt } = exchange
  if (now - endedAt < PATIENCE + (exchange.stream.retryMs ?? 0) * 1000) return undefined
  const after = recent.filter((other) => other.session === exchange.session && other.startedAt > endedAt)
  const [next] = after
  if (!next || after.some(({ lastEventId }) => lastEventId !== undefined)) return undefined
  return {
    text:
      `The stream of ${row.method ?? 'the request'} (frame ${row.frame}) broke off before the response; its last event had the id ${quoted(exchange.stream.lastEventId ?? '')}. ` +
      `The client went on with other requests (frame ${next.row.frame}) and in ${duration(endedAt, now)} did not ask for the rest.`,
    frames: [
      { frame: row.frame, part: 'asks, and its stream breaks off' },
      { frame: next.row.frame, part: 'goes on without resuming' },
    ],
  }
}
