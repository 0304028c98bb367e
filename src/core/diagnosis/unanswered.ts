import type { OpenExchange } from '../exchange.ts'
import { type Call, sessionOf } from './calls.ts'
import type { AnyRule, Evidence, Said } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { quoted } from './words.ts'

/** Requests that nobody answers, and those whose sender gives up. */
export const unansweredRules: readonly AnyRule[] = [
  {
    id: 'sse-stream-ended-without-response',
    severity: 'error',
    side: 'server',
    title: 'An event stream ended before the response',
    recognised:
      "The server ended the stream of a POST (on HTTP+SSE: the client's one stream) while a request on it waited, and had sent no event id to " +
      'resume from. A client that left, a call that was cancelled, and a stream with event ids are other cases.',
    fix: {
      server: 'Send an error response when a handler fails, and await the handler before the stream is closed.',
      client: 'Report the end of the stream as a failed call; repeat it only if that does no harm.',
      operator: 'Compare the time with limits of gateways and with restarts of workers.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server',
    on: 'call',
    check: endedWithout,
  },
  {
    id: 'server-request-unanswered',
    severity: 'error',
    side: 'client',
    title: 'The client does not answer a request of the server',
    recognised:
      'A request of the server (sampling, roots) waits for 30 s, an elicitation, which a person answers, for five minutes, while the ' +
      'client is still there. An answer that the server refuses is another finding, and so is a ping.',
    fix: {
      client:
        'Answer every request, with error -32601 at least; declare no capability that has no handler; read the GET stream too.',
      server: 'Ask only for what the client declared, and give up after a while.',
    },
    spec: '2025-11-25 basic/lifecycle#capability-negotiation',
    on: 'call',
    check: clientSilent,
  },
  {
    id: 'request-timeout-client',
    severity: 'error',
    side: 'server',
    title: 'The client gave up waiting for a response',
    recognised:
      'A request without a response is cancelled, or its POST dropped, at the age of a usual limit (60 s in the TypeScript SDK, 300 s in Python ' +
      'and Node), or with a reason that says so. A person who cancels does so at any age.',
    fix: {
      server: 'Send progress while a tool works, or run it as a task; look for what held it up.',
      client:
        'Raise the limit for slow tools (timeout, resetTimeoutOnProgress in TypeScript; read_timeout_seconds in Python).',
    },
    spec: '2025-11-25 basic/lifecycle#timeouts',
    explains: ['client-disconnected'],
    on: 'call',
    check: timedOut,
  },
  {
    id: 'response-after-cancel',
    severity: 'note',
    side: 'server',
    title: 'A cancelled request was answered or went on',
    recognised:
      'A response, or progress two seconds later, for a request after notifications/cancelled for it. They may have crossed on the way.',
    fix: {
      server: 'Stop the work when a cancellation comes, and send no response.',
      client: 'Ignore responses to what was cancelled.',
    },
    spec: '2025-11-25 basic/utilities/cancellation',
    on: 'message',
    kinds: ['result', 'error', 'notification'],
    check: afterCancel,
  },
  {
    id: 'ping-unanswered',
    severity: 'warning',
    side: 'unknown',
    title: 'A ping was not answered',
    recognised:
      'A ping of either side waits for 30 s; an error if the side that pinged then ends the stream or the session. The modern era has no ping.',
    fix: {
      client: 'Answer pings at once, on whatever stream they come; read the GET stream.',
      server: 'Answer pings at once, also while tools run.',
    },
    spec: '2025-11-25 basic/utilities/ping',
    on: 'call',
    check: silentPing,
  },
]

const isOver = ({ row }: OpenExchange): boolean => row.endedAt !== null

const endOf = ({ endedAt }: OpenExchange, now: number): number => endedAt ?? now

function endedWithout(call: Call, seen: Seen): Evidence | undefined {
  const { row, exchange, answer, cancelled } = call
  if (!exchange || answer || cancelled || row.direction !== 'to-server') return undefined
  const stream = exchange.session?.row.transport === 'http+sse' ? mainStream(exchange, seen) : exchange
  if (!stream || !isOver(stream) || !stream.stream || stream.stream.kind === 'listen') return undefined
  const { end, frame } = stream.row
  if (end !== 'server-clean' && end !== 'server-abort') return undefined
  if (stream === exchange && stream.stream.lastEventId !== null) return undefined
  return {
    text:
      `The server ${end === 'server-clean' ? 'ended' : 'cut off'} the event stream of frame ${frame} ${duration(call.at, endOf(stream, seen.now))} after ` +
      `${row.method ?? 'a request'} (frame ${row.frame}) had been sent, and without a response to it. No event had an id, so that nothing can be resumed: the result is lost.`,
    frames: [
      { frame: row.frame, part: 'asks' },
      { frame, part: 'its stream ends without a response' },
    ],
  }
}

/** The stream of HTTP+SSE on which the answer to a POST was to come, if it has ended since. */
function mainStream({ session, row, afterEnd }: OpenExchange, seen: Seen): OpenExchange | undefined {
  if (!session || afterEnd || (row.status ?? 500) >= 300) return undefined
  return seen.story(session).exchanges.find((other) => other.row.frame === session.row.issuedBy)
}

const PATIENCE = 30_000_000
const PATIENCE_WITH_PEOPLE = 300_000_000

function clientSilent(call: Call, { now, process }: Seen): Evidence | undefined {
  const { row, exchange, at, answer, cancelled } = call
  if (answer || cancelled || row.direction !== 'to-client' || row.method === 'ping') return undefined
  const limit = row.method === 'elicitation/create' ? PATIENCE_WITH_PEOPLE : PATIENCE
  if (now - at < limit || !isClientThere(exchange, process)) return undefined
  const what = row.method ?? 'A request'
  return {
    text:
      `${what} of the server went out on frame ${row.frame}, and ${duration(at, now)} later the client had not answered it. ` +
      'What the server was doing for it waits as long.',
    frames: [
      { frame: row.frame, part: 'the server asks' },
      ...(exchange ? [{ frame: exchange.row.frame, part: 'on this stream' }] : []),
    ],
    about: `${sessionOf(call) ?? ''} ${what}`,
  }
}

/** Whether a client that has something to answer has neither left nor been left. */
function isClientThere(exchange: OpenExchange | null, process: Seen['process']): boolean {
  if (!exchange) return process?.exit === null && process.stdinClosed === null
  if (exchange.row.end !== null && exchange.row.end !== 'server-clean') return false
  return exchange.session ? exchange.session.state === 'open' : !isOver(exchange)
}

/** Ages in seconds at which clients give up, as they are configured. */
const LIMITS = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600]
const USUAL: ReadonlySet<number> = new Set([60, 300])

/** The limit that an age in microseconds is of; timers come late rather than early. */
function limitOf(age: number): number | undefined {
  const seconds = age / 1_000_000
  return LIMITS.find((limit) => seconds > limit - 0.2 && seconds < limit * 1.01 + 0.5)
}

function timedOut({ row, exchange, at, answer, cancelled }: Call, { now }: Seen): Evidence | undefined {
  if (row.direction !== 'to-server' || row.method === 'subscriptions/listen') return undefined
  // In the modern era leaving the stream is how to cancel: modern-disconnect-cancelled-request looks at that.
  const isDropped = exchange?.row.end === 'client-abort' && exchange.row.status !== 202 && exchange.row.era !== 'modern'
  const gaveUp = cancelled?.at ?? (exchange && isDropped ? endOf(exchange, now) : undefined)
  if (gaveUp === undefined || (answer && answer.at < gaveUp)) return undefined
  const reason = cancelled?.reason ?? null
  const saysSo = reason !== null && /time.?out|timed out/i.test(reason)
  const limit = limitOf(gaveUp - at)
  if (!saysSo && (limit === undefined || (reason !== null && !/abort|cancel/i.test(reason)))) return undefined
  const how = cancelled
    ? `cancelled it (frame ${cancelled.frame}${reason === null ? '' : `, reason ${quoted(reason)}`})`
    : 'dropped its POST'
  return {
    text:
      `${row.method ?? 'The request'} on frame ${row.frame} had no response in ${duration(at, gaveUp)}; then the client ${how}. ` +
      `${limit === undefined ? '' : `At ${limit} s a limit of the client ends, not a person's patience. `}The tool may still be at work, or its response was lost on the way.`,
    frames: [
      { frame: row.frame, part: 'asks' },
      { frame: cancelled?.frame ?? exchange?.row.frame ?? row.frame, part: 'the client gives up' },
    ],
    confidence: saysSo || (limit !== undefined && USUAL.has(limit)) ? 'certain' : 'likely',
  }
}

const CROSSED = 2_000_000

function afterCancel(said: Said, { calls }: Seen): Evidence | undefined {
  const { row, message, at } = said
  if (row.kind === 'request') return undefined
  if (row.kind === 'notification' && row.method !== 'notifications/progress') return undefined
  const token = message.params?.progressToken
  const call =
    row.kind === 'notification'
      ? calls.near(said).findLast((one) => one.token !== undefined && one.token === token)
      : calls.meantBy(said)
  const cancelled = call?.cancelled
  if (!call || !cancelled || cancelled.at > at || call.row.direction === row.direction) return undefined
  if (row.kind === 'notification' && at - cancelled.at < CROSSED) return undefined
  const what =
    row.kind === 'notification'
      ? 'sent progress for it'
      : row.kind === 'error'
        ? 'answered it with an error'
        : 'answered it'
  return {
    text:
      `${call.row.method ?? 'The request'} of frame ${call.row.frame} was cancelled on frame ${cancelled.frame}; ${duration(cancelled.at, at)} later the other side ${what}` +
      `${message.error ? ` (${row.code ?? 'no code'} ${quoted(message.error.message)})` : ''}. That does no harm where it is ignored.`,
    frames: [
      { frame: call.row.frame, part: 'asks' },
      { frame: cancelled.frame, part: 'is cancelled' },
      { frame: row.frame, part: row.kind === 'notification' ? 'goes on' : 'is answered' },
    ],
    side: row.direction === 'to-client' ? 'server' : 'client',
  }
}

function silentPing(call: Call, { now, process }: Seen): Evidence | undefined {
  const { row, exchange, at, answer, cancelled } = call
  if (row.method !== 'ping' || answer || cancelled || exchange?.row.era === 'modern') return undefined
  if ((exchange?.row.status ?? 0) >= 300) return undefined
  const hasEnded = endsAfterPing(call, process)
  if (!hasEnded && (now - at < PATIENCE || !isPeerThere(call, process))) return undefined
  const isClients = row.direction === 'to-server'
  return {
    text:
      `The ${isClients ? 'client' : 'server'} sent a ping on frame ${row.frame} and had no answer in ${duration(at, now)}` +
      `${hasEnded ? `; then it ended the ${exchange ? 'connection' : 'process'}` : ''}. The ${isClients ? 'server' : 'client'} is busy, does not read, or is gone.`,
    frames: [{ frame: row.frame, part: 'a ping that nobody answers' }],
    side: isClients ? 'server' : 'client',
    severity: hasEnded ? 'error' : 'warning',
    confidence: hasEnded ? 'likely' : 'possible',
  }
}

const MOMENT = 1_000_000

/** Whether the side that pinged ended the connection while it waited for the answer, and not at once. */
function endsAfterPing({ row, exchange, at }: Call, process: Seen['process']): boolean {
  if (row.direction === 'to-server') {
    if (!exchange) return process !== null && (process.stdinClosed?.at ?? 0) - at > MOMENT
    return exchange.row.end === 'client-abort' && endOf(exchange, at) - at > MOMENT
  }
  if (exchange?.row.end !== 'server-clean' && exchange?.row.end !== 'server-abort') return false
  return endOf(exchange, at) - at > MOMENT
}

function isPeerThere({ row, exchange }: Call, process: Seen['process']): boolean {
  if (row.direction === 'to-client') return isClientThere(exchange, process)
  return exchange ? !isOver(exchange) || exchange.session?.row.transport === 'http+sse' : process?.exit === null
}
