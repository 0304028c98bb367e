import { isNegotiation } from '../attempt.ts'
import { pathname } from '../belong.ts'
import type { OpenExchange } from '../exchange.ts'
import { endOf } from './loss.ts'
import { answered, asked, type Evidence, type StreamEvent, type AnyRule } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { quoted, requestWords } from './words.ts'

const SPEC = '2024-11-05 basic/transports#http-with-sse'

const OPENING = ['sse-endpoint-timeout', 'wrong-transport-sse-client-on-streamable'] as const

/** How the stream of HTTP+SSE opens. */
export const sseOpeningRules: readonly AnyRule[] = [
  {
    id: 'sse-first-event-not-endpoint',
    severity: 'error',
    side: 'server',
    title: 'The first event of the stream is not endpoint',
    recognised:
      'A GET outside any session opens an event stream whose first event has another name, or none. Comments before endpoint are legal. A ' +
      'stream of Streamable HTTP, which a session or another answer at the same URL shows, may begin as it likes.',
    fix: {
      server:
        "Send `event: endpoint` with the message URL as its data before anything else; use the SDK's SSE transport as it is.",
      client: 'Ignore events that you do not know and wait for endpoint, with a time-out that names what came.',
      operator: 'Check that the configured URL is the SSE URL of an MCP server.',
    },
    spec: SPEC,
    scope: 'client',
    explains: OPENING,
    on: 'waiting',
    check: opensOtherwise,
  },
  {
    id: 'sse-stream-ended-before-endpoint',
    severity: 'error',
    side: 'server',
    title: 'The stream ended before it announced an endpoint',
    recognised:
      'A GET outside any session opens an event stream, the server ends it within seconds, and no event came, at most comments. If the client ' +
      'leaves first, that is no fault of the server.',
    fix: {
      server:
        'Let the SDK answer the request alone. Python: `async with sse.connect_sse(request.scope, request.receive, request._send) as streams: await ' +
        'server.run(…)` directly in the endpoint, then `return Response()`; never inside a StreamingResponse of your own, and swallow no exceptions ' +
        "(the log says: Expected ASGI message 'http.response.body', but got 'http.response.start').",
      client: 'Report that the stream closed before its endpoint event, instead of a general error.',
      operator: "Read the server's log at that moment: the wire shows no more than an end.",
    },
    spec: SPEC,
    scope: 'client',
    explains: ['wrong-transport-sse-client-on-streamable', 'server-aborted-stream'],
    on: 'exchange',
    check: endsBeforeEndpoint,
  },
  {
    id: 'sse-endpoint-timeout',
    severity: 'error',
    side: 'server',
    title: 'The stream is open, and no endpoint comes',
    recognised:
      'A GET outside any session has been open for ten seconds without any event, at most comments. A GET stream of Streamable HTTP may ' +
      'stay silent; a buffering proxy looks the same from here.',
    fix: {
      server: 'Send endpoint first of all, with `X-Accel-Buffering: no` and without compression.',
      operator: 'Switch off response buffering for event streams (nginx: proxy_buffering off).',
      client: 'Give up after some seconds with a message that says what is missing.',
    },
    spec: SPEC,
    scope: 'client',
    on: 'waiting',
    check: neverAnnounces,
  },
  {
    id: 'sse-endpoint-origin-mismatch',
    severity: 'error',
    side: 'server',
    title: 'The endpoint points to another origin',
    recognised:
      'The URL of the endpoint event, resolved against the URL of the stream, has another scheme, host or port.',
    fix: {
      server: 'Announce a path without scheme and host, or build the URL from the public base URL.',
      operator: 'Hand the public Host and X-Forwarded-Proto on to the server, and let it trust them.',
    },
    spec: SPEC,
    on: 'event',
    check: endpointElsewhere,
  },
]

const A_SECOND = 1_000_000

/** Whether a GET asks for the stream of HTTP+SSE, as far as can be told: nothing there speaks Streamable HTTP. */
function isSseOpening(exchange: OpenExchange, seen: Seen): boolean {
  const { row, wantsStream, session } = exchange
  if (!wantsStream || session !== null || row.carried !== null || isNegotiation(exchange)) return false
  const path = pathname(exchange)
  return !seen.issued.some((other) => other.row.transport === 'streamable-http' && other.path === path)
}

function opensOtherwise(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  if (!exchange.stream || !isSseOpening(exchange, seen)) return undefined
  const opening = seen.streams.of(exchange)?.opening
  if (!opening || opening.name === 'endpoint') return undefined
  // An event with an id and no data primes a stream of Streamable HTTP for resumption (2025-11-25).
  if (opening.data === '' && opening.id !== null) return undefined
  const isUrl = opening.name === 'message' && /^(https?:\/)?\/\S*$/.test(opening.data.trim())
  return {
    text:
      `${requestWords(exchange)} on frame ${exchange.row.frame} opened an event stream whose first event, on frame ${opening.frame}, is named ` +
      `${quoted(opening.name)} with the data ${quoted(opening.data)}. A client of HTTP+SSE learns from \`endpoint\`, the first event, where to send its messages, ` +
      `and waits for it.${isUrl ? ' The data looks like a message URL: only the line `event: endpoint` is missing.' : ''}`,
    frames: [asked(exchange, 'opens the stream'), { frame: opening.frame, part: 'the first event is another' }],
    confidence: isUrl ? 'certain' : 'likely',
  }
}

const SOON = 2 * A_SECOND
/** In microseconds. From then on it is a time-out that ended the stream. */
const LATE = 10 * A_SECOND

function endsBeforeEndpoint(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, stream, startedAt } = exchange
  if (!stream || stream.events > 0 || !row.end?.startsWith('server-') || !isSseOpening(exchange, seen)) return undefined
  const lasted = endOf(exchange) - startedAt
  if (lasted >= LATE) return undefined
  const how = row.end === 'server-clean' ? 'cleanly' : 'by breaking it off'
  const came =
    stream.comments === 0
      ? 'nothing'
      : `no event, ${stream.comments === 1 ? 'a comment' : `${stream.comments} comments`}`
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${row.status} with an event stream; ${came} came, and after ${duration(0, lasted)} the ` +
      `server ended it ${how}. Without an endpoint event there is no session. On Python this is what two answers to one request look like: the SDK's own ` +
      'inside a StreamingResponse, with the exception swallowed or not.',
    frames: [asked(exchange, 'opens the stream'), answered(exchange, 'ends without an endpoint')],
    confidence: lasted <= SOON ? 'certain' : 'likely',
  }
}

function neverAnnounces(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, stream, startedAt } = exchange
  if (!exchange.wantsStream || (row.status !== null && !stream) || (stream?.events ?? 0) > 0) return undefined
  const now = row.endedAt === null ? seen.now : endOf(exchange)
  if (now - startedAt < LATE || !isSseOpening(exchange, seen)) return undefined
  const open = stream ? 'is open with nothing but comments at most' : 'has not even been answered'
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} ${open} for ${duration(startedAt, now)}, and no endpoint event came. Either the server does not ` +
      'send it, or something between holds it back; asking the server without what stands before it tells which.',
    frames: [asked(exchange, 'waits for an endpoint')],
    confidence: 'likely',
  }
}

function endpointElsewhere({ block, exchange, frame }: StreamEvent, seen: Seen): Evidence | undefined {
  if (block.event !== 'endpoint' || block.data === null || exchange.row.method !== 'GET') return undefined
  // A path leads nowhere else.
  if (/^\/[^/]/.test(block.data)) return undefined
  const { origin } = seen.capture
  const data = block.data.trim()
  const to = URL.canParse(data, exchange.row.url) ? new URL(data, exchange.row.url) : undefined
  if (!to || to.origin === origin) return undefined
  return {
    text:
      `The stream of frame ${exchange.row.frame} comes from ${origin}, and its endpoint event announces ${data}, at ${to.origin}. Clients of the SDKs ` +
      'refuse to send messages to another origin, and others may not reach it.',
    frames: [asked(exchange, 'opens the stream'), { frame, part: 'announces a URL elsewhere' }],
  }
}
