import { isNegotiation } from '../attempt.ts'
import { pathname } from '../belong.ts'
import type { OpenExchange } from '../exchange.ts'
import { mediaType } from '../http.ts'
import { refusalOf, refusesMissing } from '../refusal.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { answerHeader, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** Whether the request reached an MCP server at all, at the right address and by the right transport. */
export const reachRules: readonly AnyRule[] = [
  {
    id: 'upstream-unreachable',
    severity: 'error',
    side: 'server',
    title: 'The server could not be reached',
    recognised:
      'No connection to the server: refused, unknown name, timeout, or TLS. A 502 of a gateway is an answer, and another finding.',
    fix: {
      server:
        'Start it, and bind it to the address and port under which it is expected; localhost may mean 127.0.0.1 or ::1.',
      operator: 'Check address, port, name and certificate of the target.',
    },
    spec: 'RFC 9110 §15.6.3',
    scope: 'capture',
    on: 'refusal',
    check: (exchange, seen) => {
      const { row } = exchange
      if (row.remote !== null || row.status !== 502 || row.end !== 'proxy') return undefined
      const worked = seen.recent.find((other) => other.row.frame < row.frame && other.row.remote !== null)
      return {
        text:
          `The tap could not connect to ${seen.capture.origin}: ${row.reason ?? 'no reason was given'}. ` +
          (worked
            ? `It had answered before, on frame ${worked.row.frame}: it has gone since.`
            : 'It has not answered since this capture began.'),
        frames: [...(worked ? [answered(worked, 'was answered before')] : []), asked(exchange, 'reached nobody')],
      }
    },
  },
  {
    id: 'gateway-error',
    severity: 'error',
    side: 'between',
    title: 'A gateway answered in place of the server',
    recognised:
      'Status 502, 503, 504, 520–526 or 530 with a body that is no JSON-RPC and none of a server that shuts down or has too many sessions.',
    fix: {
      operator: 'Look at the health and the time limits of the gateway and of what stands behind it.',
      server: 'Send the head of a long answer at once, and a comment now and then.',
      client: 'Repeat only what may be done twice.',
    },
    spec: 'RFC 9110 §15.6',
    on: 'refusal',
    check: gatewayError,
  },
  {
    id: 'endpoint-not-found-html',
    severity: 'error',
    side: 'client',
    title: 'There is no MCP endpoint at this URL',
    recognised:
      'The first thing a client asks is answered with a page or a plain 404 that is no JSON-RPC and names no session, and no fallback works. ' +
      'If a GET of the same URL brings an endpoint event, the server speaks HTTP+SSE.',
    fix: {
      client: "Use the address of the server's MCP endpoint; usual paths are /mcp and /sse.",
      server: 'Say in the documentation which path it is, and answer JSON there.',
      operator: 'Route the path to the server; a login page or a single-page application must not catch it.',
    },
    spec: '2025-11-25 basic/transports#streamable-http',
    explains: ['response-content-type-unexpected', 'transport-fallback-masks-real-error'],
    on: 'exchange',
    check: notFound,
  },
  {
    id: 'wrong-transport-sse-client-on-streamable',
    severity: 'error',
    side: 'client',
    title: 'A client of HTTP+SSE was pointed at a Streamable HTTP endpoint',
    recognised:
      'The only thing a client does is a GET for an event stream without a session, which is refused or brings no endpoint event, and it ' +
      'sends no initialize. A GET before an initialize that works is how some clients begin.',
    fix: {
      client: 'Choose the transport http (Streamable HTTP) for this URL, or let the client detect it.',
      server: 'Offer the old pair of endpoints as well if such clients are to be served.',
    },
    spec: '2025-11-25 basic/transports#backwards-compatibility',
    scope: 'client',
    on: 'afterwards',
    check: sseClient,
  },
  {
    id: 'wrong-transport-streamable-client-on-sse',
    severity: 'error',
    side: 'client',
    title: 'A client of Streamable HTTP was pointed at an HTTP+SSE endpoint',
    recognised:
      'An initialize is refused with 404 or 405, or because the message URL lacks a session, and no GET follows that brings an endpoint event.',
    fix: {
      client:
        'Choose the transport sse for this URL; or fall back as the specification says: on 400, 404 or 405, GET and expect an endpoint event.',
      server: 'Add a Streamable HTTP endpoint.',
    },
    spec: '2025-11-25 basic/transports#backwards-compatibility',
    scope: 'client',
    on: 'afterwards',
    check: streamableClient,
  },
  {
    id: 'transport-fallback-masks-real-error',
    severity: 'error',
    side: 'client',
    title: 'The client reports the failure of its fallback, and hides the real one',
    recognised:
      'An initialize fails for a reason that has nothing to do with the transport, and the client then tries HTTP+SSE, which fails too: ' +
      'the second failure is what its user gets to see.',
    fix: {
      client:
        'Fall back only on 400, 404 or 405 without a JSON-RPC error that explains itself, and show both failures.',
      server: 'Answer JSON-RPC errors that say what is wrong.',
    },
    spec: '2025-11-25 basic/transports#backwards-compatibility',
    scope: 'client',
    on: 'afterwards',
    check: maskedError,
  },
  {
    id: 'response-content-type-unexpected',
    severity: 'error',
    side: 'server',
    title: 'The answer is neither JSON nor an event stream',
    recognised: 'A JSON-RPC request is answered 2xx with another content type, or with a body and none.',
    fix: {
      server: 'Answer with Content-Type: application/json or text/event-stream.',
      operator: 'Keep login pages and other interstitials away from this path.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server',
    on: 'exchange',
    check: unexpectedType,
  },
]

const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530])

function gatewayError(exchange: OpenExchange): Evidence | undefined {
  const { row, refusal, errorCode } = exchange
  if (row.status === null || !GATEWAY.has(row.status) || errorCode !== null || row.remote === null) return undefined
  if (/shutting down|too many (open )?sessions/i.test(refusal ?? '')) return undefined
  const marks = ['server', 'via', 'cf-ray', 'x-envoy-upstream-service-time'].flatMap((name) => {
    const value = answerHeader(exchange, name)
    return value === undefined ? [] : [`${name}: ${value}`]
  })
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)} after ${row.firstByteMs ?? 0} ms. That is no ` +
      `JSON-RPC error: something between the tap and the server speaks here${marks.length > 0 ? ` (${marks.join(', ')})` : ''}.`,
    frames: [asked(exchange, 'asks'), answered(exchange, 'is answered by a gateway')],
    confidence: marks.length > 0 || row.status !== 503 ? 'certain' : 'likely',
  }
}

const isHtml = ({ row }: OpenExchange): boolean => row.contentType !== null && /^\s*text\/html\b/i.test(row.contentType)

/** What web frameworks answer where nothing is. */
const OF_FRAMEWORKS =
  /^\s*(\{"(detail|message|error)":\s*"not found"|cannot (post|get) |404 page not found|not found\s*$)|<html|<!doctype/i

function notFound(exchange: OpenExchange): Evidence | undefined {
  const { row, attempt, refusal, errorCode, wantsStream } = exchange
  if (row.status === null || !attempt || !(wantsStream || (row.rpc !== null && row.method === 'POST'))) return undefined
  const isPage = (row.status === 200 || row.status === 403 || row.status === 404) && isHtml(exchange)
  if (!isPage && row.status !== 404) return undefined
  if (isNegotiation(exchange) || row.carried !== null || errorCode !== null) return undefined
  if (!isPage && /session/i.test(refusal ?? '')) return undefined
  const isKnown = isPage || OF_FRAMEWORKS.test(refusal ?? '') || (refusal ?? '').trim() === ''
  return {
    text:
      `The client sent ${requestWords(exchange)} on frame ${row.frame}, and got ${answerWords(exchange)}` +
      `${row.contentType === null ? '' : ` (${row.contentType})`}. No MCP server answers so: there is something else at this address.`,
    frames: [asked(exchange, 'asks here'), answered(exchange, 'is no answer of an MCP server')],
    confidence: isKnown ? 'certain' : 'likely',
  }
}

/** Whether an exchange brought its client something: a session, an event stream it can use, an answer. */
const isLuck = ({ row, session }: OpenExchange): boolean => row.status !== null && row.status < 300 && session !== null

function sseClient(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, wantsStream } = exchange
  if (!wantsStream || row.carried !== null || row.status === null || row.status === 401 || isNegotiation(exchange))
    return undefined
  if (![400, 404, 405, 406].includes(row.status)) return undefined
  const client = seen.client(exchange)
  if (!client || client.recent.some((other) => other.row.rpc !== null || isLuck(other))) return undefined
  const proof = seen.recent.find(
    (other) => other.initializes && isLuck(other) && pathname(other) === pathname(exchange),
  )
  if (row.status === 404 && !proof) return undefined
  return {
    text:
      `The client only sent GET ${exchange.path} for an event stream, on frame ${row.frame}, as HTTP+SSE begins, and got ${answerWords(exchange)}; ` +
      (proof
        ? `an initialize to the same URL works (frame ${proof.row.frame}).`
        : 'that is how a Streamable HTTP endpoint answers it.'),
    frames: [
      asked(exchange, 'asks for the old event stream'),
      answered(exchange, 'refuses it'),
      ...(proof ? [answered(proof, 'a session begins here')] : []),
    ],
    confidence: proof ? 'certain' : 'likely',
  }
}

function streamableClient(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (!exchange.initializes || row.status === null || isNegotiation(exchange)) return undefined
  const lacksParameter =
    row.status === 400 && /session_?id/i.test(exchange.refusal ?? '') && refusesMissing(refusalOf(exchange))
  if (row.status !== 405 && !lacksParameter) return undefined
  if (seen.after(exchange).some((other) => other.wantsStream)) return undefined
  const stream = seen.recent.find(
    (other) => other.stream?.kind === 'endpoint' && pathname(other) === pathname(exchange),
  )
  return {
    text:
      `The client sent ${requestWords(exchange)} on frame ${row.frame} and got ${answerWords(exchange)}: the URL takes no POST, as that of an ` +
      `HTTP+SSE stream. ${stream ? `A GET of the same URL brought an endpoint event (frame ${stream.row.frame}).` : 'It did not try a GET, which would tell.'}`,
    frames: [
      asked(exchange, 'begins as Streamable HTTP does'),
      answered(exchange, 'refuses it'),
      ...(stream ? [answered(stream, 'speaks HTTP+SSE')] : []),
    ],
    confidence: stream ? 'certain' : 'likely',
  }
}

/** Refusals after which no other transport would help. */
const OF_OTHER_KINDS: ReadonlySet<number> = new Set([401, 403, 406, 415, 421, 429, 500, 502, 503, 504])

function maskedError(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (!exchange.initializes || row.status === null || isNegotiation(exchange)) return undefined
  const names = exchange.errorCode !== null || (exchange.refusal ?? '').trim() !== ''
  if (!OF_OTHER_KINDS.has(row.status) && !(row.status === 400 && names && exchange.errorCode !== null)) return undefined
  const fallback = seen.after(exchange).find((other) => other.wantsStream && other.row.carried === null)
  if (!fallback || fallback.row.status === null || fallback.row.status < 400 || fallback.row.status === row.status)
    return undefined
  return {
    text:
      `The client's initialize on frame ${row.frame} was answered ${answerWords(exchange)}. It then tried HTTP+SSE on frame ${fallback.row.frame}, ` +
      `which was answered ${answerWords(fallback)}: that is what it reports, and the first answer is the one that matters.`,
    frames: [
      answered(exchange, 'the real failure'),
      asked(fallback, 'falls back'),
      answered(fallback, 'fails, and is reported'),
    ],
    confidence: 'likely',
  }
}

function unexpectedType(exchange: OpenExchange): Evidence | undefined {
  const { row, asked: messages } = exchange
  if (row.status === null || row.status < 200 || row.status >= 300 || row.responseBytes === 0 || row.method !== 'POST')
    return undefined
  if (row.contentType === 'application/json' || row.contentType === 'text/event-stream') return undefined
  const type = mediaType(row.contentType ?? undefined)
  if (type === 'application/json' || type === 'text/event-stream' || exchange.session?.row.transport === 'http+sse')
    return undefined
  if (row.status === 202 || !messages.some(({ kind }) => kind === 'request')) return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${row.status} with ${type === null ? 'no Content-Type' : `Content-Type ${quoted(row.contentType ?? '')}`} ` +
      'and a body. Clients read only application/json and text/event-stream.',
    frames: [asked(exchange, 'a request'), answered(exchange, 'of another type')],
  }
}
