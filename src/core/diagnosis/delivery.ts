import type { OpenExchange } from '../exchange.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { answerHeader, duration, type Seen } from './seen.ts'
import { unusualIn } from './streams.ts'
import { quoted } from './words.ts'

/** How the bytes of event streams arrive: whole, in time, and readable. */
export const deliveryRules: readonly AnyRule[] = [
  {
    id: 'stream-killed-by-idle-timeout',
    severity: 'warning',
    side: 'between',
    title: 'Streams are cut when nothing has come for a while',
    recognised:
      'Two streams ended uncleanly after the same silence (within 2 s) that is a usual limit: 60, 100 to 125, 300, 350 or 600 s; or three ' +
      'after any other one from 20 s on. A crash comes at any time. A client that leaves counts at 300 s only, the limit of Node.',
    fix: {
      operator: 'Raise the idle limit of gateways and load balancers for text/event-stream.',
      server: 'Send a comment every 15 to 25 s, as current SDKs do.',
      client: 'Turn the body timeout off for streams (undici: bodyTimeout 0), and reconnect.',
    },
    spec: '2026-07-28 basic/transports/streamable-http (keep-alive)',
    scope: 'client',
    explains: ['sse-stream-ended-without-response'],
    on: 'refusal',
    check: idleCut,
  },
  {
    id: 'sse-buffered-by-proxy',
    severity: 'error',
    side: 'between',
    title: 'Events arrive late and all at once',
    recognised:
      'Progress or log messages and the response of a call of two seconds or more came within 50 ms of each other. With a gateway in the ' +
      'headers of the answer it holds them back; without one the server may itself send everything at the end (then a note).',
    fix: {
      operator: 'Turn buffering off for text/event-stream (nginx: proxy_buffering off; HTTP/1.1 to the server).',
      server: 'Send X-Accel-Buffering: no, flush after each event.',
    },
    spec: '2026-07-28 basic/transports/streamable-http',
    on: 'exchange',
    check: buffered,
  },
  {
    id: 'sse-compressed',
    severity: 'error',
    side: 'between',
    title: 'An event stream is compressed and its events are held back',
    recognised:
      'An event stream with Content-Encoding that lasted two seconds or more: an error if the client gave up on it, else a warning. ' +
      'A short one that brought its response is a note.',
    fix: {
      server: 'Exclude text/event-stream from compression; send Cache-Control: no-transform.',
      operator: 'Turn compression off for text/event-stream at the gateway.',
      client: 'Send Accept-Encoding: identity for event streams.',
    },
    spec: 'WHATWG HTML 9.2 (server-sent events); RFC 9110 8.4',
    explains: ['client-disconnected'],
    on: 'exchange',
    check: compressed,
  },
  {
    id: 'sse-malformed-framing',
    severity: 'warning',
    side: 'server',
    title: 'An event stream does not hold JSON-RPC messages',
    recognised:
      'The data of an event is no JSON or no JSON-RPC message, the bytes are no UTF-8, or the last event of a cleanly ended stream ' +
      'lacks its blank line, so that it is never delivered. Empty data (a priming event), comments and other event names are legal.',
    fix: {
      server: 'Write each message as one data: line of JSON and a blank line behind it; let the SDK write the stream.',
      operator: 'Let nothing on the way change line ends or split text.',
    },
    spec: 'WHATWG HTML 9.2.6; 2025-11-25 basic/transports#sending-messages-to-the-server',
    scope: 'exchange',
    explains: ['sse-stream-ended-without-response'],
    on: 'waiting',
    check: malformed,
  },
  {
    id: 'client-cannot-read-stream',
    severity: 'error',
    side: 'client',
    title: 'The client drops a stream of legal events',
    recognised:
      'Twice, the client ended the stream of a POST within a second of the same legal but rare field (retry, id, empty data, a comment, another ' +
      'event name, CR line ends) and before the response. Once it may be chance.',
    fix: {
      client:
        'Ignore unknown fields and comments and accept all three line ends, as the standard demands; update the SDK (Java 2.0.1 stops at retry:).',
      server: 'Until then leave the field out for this client.',
    },
    spec: 'WHATWG HTML 9.2.6; 2025-11-25 basic/transports#sending-messages-to-the-server',
    scope: 'client',
    explains: ['request-timeout-client', 'client-disconnected'],
    on: 'refusal',
    check: unread,
  },
]

const NEAR = 2000
const SHORTEST_IDLE = 20_000
/** Usual limits in seconds: proxies 60, Cloudflare 100 to 125, Node and undici 300, load balancers 350, 600. */
const IDLE_LIMITS: readonly (readonly [from: number, to: number])[] = [
  [58, 62],
  [98, 127],
  [298, 302],
  [348, 352],
  [598, 602],
]
const UNDICI = 300_000

const isUsual = (idleMs: number): boolean =>
  IDLE_LIMITS.some(([from, to]) => idleMs >= from * 1000 && idleMs <= to * 1000)

function idleCut(exchange: OpenExchange, { recent }: Seen): Evidence | undefined {
  const { row, stream } = exchange
  if (!stream || row.idleMs === null || row.idleMs < SHORTEST_IDLE || row.end === 'proxy') return undefined
  const { idleMs, end } = row
  const isClients = end === 'client-abort'
  if (isClients && Math.abs(idleMs - UNDICI) > NEAR) return undefined
  const alike = recent.filter(
    ({ row: other, stream: its }) =>
      its && other.end === end && other.idleMs !== null && Math.abs(other.idleMs - idleMs) <= NEAR,
  )
  if (alike.length < (isUsual(idleMs) ? 2 : 3)) return undefined
  const seconds = Math.round(idleMs / 1000)
  return {
    text:
      `${alike.length} event streams were cut off by the ${isClients ? 'client' : 'server or what stands before it'} when nothing had come for about ${seconds} s ` +
      `(frames ${alike
        .map((one) => one.row.frame)
        .slice(-5)
        .join(', ')}). ${isClients ? 'That is the body timeout of Node.' : 'A timer does that, not a crash.'}`,
    frames: alike
      .slice(-5)
      .map((one) => asked(one, `its stream is cut after ${Math.round((one.row.idleMs ?? 0) / 1000)} s of silence`)),
    side: isClients ? 'client' : 'between',
    confidence: isUsual(idleMs) ? 'certain' : 'likely',
  }
}

/** Headers that only something between client and server writes. */
const OF_GATEWAYS = [
  'via',
  'cf-ray',
  'x-cache',
  'x-served-by',
  'x-amz-cf-id',
  'x-envoy-upstream-service-time',
  'x-varnish',
]

function gatewayOf(exchange: OpenExchange): string | undefined {
  const name = OF_GATEWAYS.find((one) => answerHeader(exchange, one) !== undefined)
  if (name) return `${name}: ${answerHeader(exchange, name) ?? ''}`
  const server = answerHeader(exchange, 'server')
  return server && /nginx|cloudflare|envoy|awselb|varnish|apache|traefik|squid|openresty/i.test(server)
    ? `server: ${server}`
    : undefined
}

const LATE = 2_000_000
const BURST = 50_000

function buffered(exchange: OpenExchange, { streams }: Seen): Evidence | undefined {
  const { row, stream, startedAt } = exchange
  if (!stream || stream.kind !== 'response' || stream.events < 3) return undefined
  const seen = streams.of(exchange)
  // A compressed stream is taken apart when it has ended.
  if (!seen || seen.reports < 2 || answerHeader(exchange, 'content-encoding') !== undefined) return undefined
  if (seen.firstAt - startedAt < LATE || seen.lastAt - seen.firstAt > BURST) return undefined
  const gateway = gatewayOf(exchange)
  return {
    text:
      `${stream.events} events of frame ${row.frame}, ${seen.reports} of them progress or log messages, came within ${Math.max(1, Math.round((seen.lastAt - seen.firstAt) / 1000))} ms, ` +
      `${duration(startedAt, seen.firstAt)} after the request. ${gateway ? `The answer passed a gateway (${quoted(gateway)}), which seems to have held them back.` : 'Nothing names a gateway: the server may have written them all at the end.'}`,
    frames: [
      asked(exchange, 'asks'),
      answered(exchange, 'is an event stream'),
      { frame: seen.lastFrame, part: 'the last of the burst' },
    ],
    side: gateway ? 'between' : 'unknown',
    confidence: gateway ? 'likely' : 'possible',
    severity: gateway ? 'error' : 'note',
  }
}

function compressed(exchange: OpenExchange): Evidence | undefined {
  const { row, stream, startedAt, endedAt } = exchange
  if (!stream || endedAt === null) return undefined
  const coding = answerHeader(exchange, 'content-encoding')
  if (coding === undefined || coding === '' || coding === 'identity') return undefined
  const isLong = endedAt - startedAt >= LATE
  const isGivenUp = row.end === 'client-abort' && isLong && exchange.requests.length > 0
  return {
    text:
      `The event stream of frame ${row.frame} came with Content-Encoding: ${coding}. A compressor holds events back until it has enough of them` +
      (isGivenUp ? `; the client gave up after ${duration(startedAt, endedAt)} without a response.` : '.'),
    frames: [asked(exchange, 'asks'), answered(exchange, `is compressed with ${coding}`)],
    severity: isGivenUp ? 'error' : isLong ? 'warning' : 'note',
    confidence: isGivenUp ? 'likely' : 'possible',
  }
}

function malformed(exchange: OpenExchange, { streams }: Seen): Evidence | undefined {
  const { row, stream, session } = exchange
  if (!stream || (session === null && row.rpc === null)) return undefined
  const seen = streams.of(exchange)
  if (!seen) return undefined
  const { bad, unfinished } = seen
  // The two are different faults, and either of them loses a message.
  const isLost = unfinished !== null && row.end === 'server-clean'
  if (!bad && !isLost) return undefined
  const how = bad ? `${bad.how}: ${quoted(bad.data)}` : 'lacks the blank line that would deliver it'
  const isWaiting = exchange.requests.length > 0 && row.endedAt !== null
  return {
    text:
      `An event of the stream of frame ${row.frame} ${how}. Clients drop it or fail on it` +
      `${isWaiting ? ', and the request of this stream was never answered' : ''}.`,
    frames: [
      asked(exchange, 'its answer is an event stream'),
      { frame: bad?.frame ?? unfinished ?? row.frame, part: bad ? bad.how : 'is not finished' },
    ],
    severity: isWaiting ? 'error' : 'warning',
  }
}

const AT_ONCE = 1_000_000

/** What a client may have stumbled over: it left a POST's stream right behind this, and without the response. */
function stumbledOver(exchange: OpenExchange, { streams }: Seen): string | undefined {
  const { row, stream, requests, endedAt } = exchange
  if (!stream || row.method !== 'POST' || row.end !== 'client-abort' || endedAt === null || requests.length === 0)
    return undefined
  const seen = streams.of(exchange)
  if (!seen || seen.bad || endedAt - seen.lastAt > AT_ONCE) return undefined
  return unusualIn(seen.last)[0]
}

function unread(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const what = stumbledOver(exchange, seen)
  if (what === undefined) return undefined
  const { row } = exchange
  const before = (seen.client(exchange)?.recent ?? []).findLast(
    (other) => other.row.frame < row.frame && stumbledOver(other, seen) === what,
  )
  if (!before) return undefined
  const lastOf = (one: OpenExchange) => seen.streams.of(one)?.lastFrame ?? one.row.frame
  return {
    text:
      `The client dropped the event stream of frame ${row.frame} right behind ${what}, before the response, as it had done on frame ${before.row.frame}. ` +
      'Nothing was wrong with the bytes: its reader seems not to know this field.',
    frames: [
      { frame: lastOf(before), part: `brings ${what}, and the client leaves` },
      asked(exchange, 'asks again'),
      { frame: lastOf(exchange), part: `brings ${what} again` },
    ],
    confidence: 'likely',
  }
}
