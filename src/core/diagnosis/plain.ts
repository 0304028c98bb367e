import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { mediaType } from '../http.ts'
import { sayingOf } from './lexicon.ts'
import { endOf } from './loss.ts'
import { answered, type AnyRule, asked, type Evidence, type Said } from './rule.ts'
import { answerHeader, duration, requestHeader, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** Faults that are plain to see and have nothing to do with MCP in particular; what knows more explains them. */
export const plainRules: readonly AnyRule[] = [
  {
    id: 'server-error-status',
    severity: 'error',
    side: 'server',
    title: 'The server failed while it handled a request',
    recognised:
      'A POST is answered with a 5xx that is none of a gateway, and in no words that name a session or a transport. A JSON-RPC error with ' +
      'status 200 is an answer, and no failure of the server.',
    fix: {
      server:
        'Its log of that moment has the exception. Turn what tools throw into a result with isError, or a JSON-RPC error with status 200.',
    },
    spec: 'RFC 9110 §15.6.1; 2025-11-25 basic/transports#sending-messages-to-the-server',
    explains: ['transport-fallback-masks-real-error'],
    on: 'refusal',
    check: serverError,
  },
  {
    id: 'rate-limited',
    severity: 'warning',
    side: 'client',
    title: 'The client sends more than it may',
    recognised: 'A request is answered 429.',
    fix: {
      client: 'Wait as long as Retry-After says, or twice as long at each attempt, before the next request.',
      operator: 'Look at the limit: a session sends several requests at once when it begins.',
    },
    spec: 'RFC 6585 §4',
    on: 'refusal',
    check: rateLimited,
  },
  {
    id: 'message-malformed',
    severity: 'error',
    side: 'server',
    title: 'A body is no JSON-RPC message',
    recognised:
      'A body of type application/json that came whole is no JSON, or JSON that is no JSON-RPC message. What broke off on its way, events of a ' +
      'stream and lines of stdio have findings of their own.',
    fix: {
      server: 'Serialize every answer with a JSON library, and let nothing else write to the response.',
      client: 'Serialize every message with a JSON library: jsonrpc is "2.0", and method, result or error is there.',
      operator: 'Look for what rewrites or shortens bodies between them.',
    },
    spec: '2025-11-25 basic#messages',
    on: 'message',
    kinds: ['invalid'],
    check: malformed,
  },
  {
    id: 'auth-token-expired',
    severity: 'warning',
    side: 'client',
    title: 'A token that worked is refused, and the client does not renew it',
    recognised:
      'A request with an Authorization header that the server took before is answered 401, and within ten seconds the client sends nothing ' +
      'with another one. A client that comes back with a new token is in order.',
    fix: {
      client:
        'On 401, renew the token with the refresh token, or log in again, and repeat the request in the same session.',
      server: 'Say error="invalid_token" and an error_description in WWW-Authenticate.',
    },
    spec: 'RFC 6750 §3.1; 2025-11-25 basic/authorization#token-handling',
    scope: 'client',
    on: 'afterwards',
    check: expired,
  },
]

/** Statuses with which gateways answer in place of a server: `gateway-error` looks at those. */
const isOfGateway = (status: number): boolean => (status >= 502 && status <= 504) || status >= 520

function serverError(exchange: OpenExchange): Evidence | undefined {
  const { row, requests } = exchange
  if (row.status === null || row.status < 500 || isOfGateway(row.status) || row.method !== 'POST') return undefined
  if (
    row.end === 'proxy' ||
    row.rpc === null ||
    exchange.afterEnd ||
    isNegotiation(exchange) ||
    sayingOf(exchange) !== undefined
  )
    return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}. That is no answer that the protocol knows: the server ` +
      `failed while it handled the ${requests.length > 0 ? 'request, and its response never comes' : 'message'}.`,
    frames: [asked(exchange, 'asks'), answered(exchange, `fails with ${row.status}`)],
  }
}

function rateLimited(exchange: OpenExchange): Evidence | undefined {
  if (exchange.row.status !== 429) return undefined
  const wait = answerHeader(exchange, 'retry-after')
  return {
    text:
      `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${answerWords(exchange)}` +
      `${wait === undefined ? ', without a word about how long to wait.' : `, with Retry-After: ${wait}.`} It was not handled.`,
    frames: [asked(exchange, 'asks'), answered(exchange, 'finds that too much')],
  }
}

function malformed({ row, exchange }: Said): Evidence | undefined {
  if (row.kind !== 'invalid' || !exchange) return undefined
  const isAnswer = row.direction === 'to-client'
  const type = isAnswer ? exchange.row.contentType : requestHeader(exchange, 'content-type')
  if (mediaType(type ?? undefined) !== 'application/json') return undefined
  if (isAnswer && (exchange.row.status === null || exchange.row.status >= 300)) return undefined
  const announced = isAnswer ? answerHeader(exchange, 'content-length') : requestHeader(exchange, 'content-length')
  const arrived = isAnswer ? exchange.row.responseBytes : exchange.row.requestBytes
  if (exchange.row.dropped > 0 || (announced !== undefined && Number(announced) > arrived)) return undefined
  const text = isAnswer ? exchange.refusal : null
  return {
    text:
      `The body of ${isAnswer ? `the answer to ${requestWords(exchange)}` : requestWords(exchange)} on frame ${exchange.row.frame} is no JSON-RPC message` +
      `${text === null ? '' : `: ${quoted(text)}`}. ${isAnswer ? 'The client cannot read it, and waits in vain or gives up.' : 'A server cannot read it and refuses it.'}`,
    frames: [asked(exchange, isAnswer ? 'asks' : 'sends it'), { frame: row.frame, part: 'cannot be read' }],
    side: isAnswer ? 'server' : 'client',
  }
}

function expired(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  const token = requestHeader(exchange, 'authorization')
  if (row.status !== 401 || token === undefined || !seen.hasHadTime(exchange)) return undefined
  const recent = seen.client(exchange)?.recent ?? []
  const worked = recent.findLast(
    (other) =>
      other.row.frame < row.frame && other.row.status === 200 && requestHeader(other, 'authorization') === token,
  )
  const renewed = seen.after(exchange).some((other) => (requestHeader(other, 'authorization') ?? token) !== token)
  if (!worked || renewed) return undefined
  const challenge = answerHeader(exchange, 'www-authenticate')
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}${challenge === undefined ? '' : `, with ${quoted(challenge)}`}. ` +
      `The same credential had worked until ${duration(endOf(worked), exchange.startedAt)} before (frame ${worked.row.frame}): it has expired or was revoked, ` +
      'and the client sent no other one.',
    frames: [
      answered(worked, 'is taken'),
      asked(exchange, 'carries the same credential'),
      answered(exchange, 'refuses it'),
    ],
    confidence: 'likely',
  }
}
