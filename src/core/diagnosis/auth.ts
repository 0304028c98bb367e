import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { mediaType } from '../http.ts'
import { discovered, isWellKnown, metadataOf, tokenAnswers } from './oauth.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { answerHeader, requestHeader, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** Who may, and how a server says so (2025-11-25 basic/authorization). */
export const authRules: readonly AnyRule[] = [
  {
    id: 'auth-required-no-challenge',
    severity: 'error',
    side: 'server',
    title: 'The server wants authorization and does not say how to get it',
    recognised:
      'A 401 without WWW-Authenticate, or without resource_metadata in it, and no protected-resource metadata at the well-known URLs. Where ' +
      'the client has a key of its own, none is needed.',
    fix: {
      server:
        'Answer WWW-Authenticate: Bearer resource_metadata="…" and serve the metadata at /.well-known/oauth-protected-resource, with the path and without.',
      client: 'Look at the well-known URLs too, and allow a fixed Authorization header.',
      operator: 'Let WWW-Authenticate through.',
    },
    spec: '2025-11-25 basic/authorization#authorization-server-location',
    scope: 'client',
    on: 'afterwards',
    check: noChallenge,
  },
  {
    id: 'auth-401-with-token',
    severity: 'error',
    side: 'server',
    title: 'The server answers 401 to a token',
    recognised:
      'A request with a token is answered 401, after a token endpoint issued it or twice with the same token. A token may have expired.',
    fix: {
      server:
        'Say why in WWW-Authenticate (error="invalid_token", error_description), and check audience, signing keys and clock.',
      client: 'Ask for the token with resource set to the canonical URI of the server.',
      operator: 'Check that resource is mapped on the way to the authorization server.',
    },
    spec: 'RFC 6750 §3.1, RFC 8707; 2025-11-25 basic/authorization#token-handling',
    scope: 'client',
    explains: ['auth-token-expired'],
    on: 'refusal',
    check: refusedToken,
  },
  {
    id: 'auth-insufficient-scope-loop',
    severity: 'error',
    side: 'server',
    title: 'The scope stays insufficient after stepping up',
    recognised: 'The same method is answered 403 insufficient_scope twice by one client. A plain 403 is policy.',
    fix: {
      server: 'Put all scopes that are needed into the scope of the challenge.',
      client: 'Ask for the old scopes and the new ones together, and stop after a few tries.',
      operator: 'Grant the scope.',
    },
    spec: '2025-11-25 basic/authorization#scope-challenge-handling',
    scope: 'client',
    on: 'refusal',
    check: scopeLoop,
  },
  {
    id: 'auth-failure-wrong-status',
    severity: 'error',
    side: 'server',
    title: 'An authorization failure comes with the wrong status',
    recognised:
      'A 400, 404 or 500, or an error in a 200, whose text is about the token or the login, and no session is concerned.',
    fix: { server: 'Answer 401 with a challenge, and 403 for what a valid token does not allow.' },
    spec: '2025-11-25 basic/authorization#error-handling',
    scope: 'client',
    explains: ['initialize-error-response', 'server-error-status'],
    on: 'refusal',
    check: wrongStatus,
  },
  {
    id: 'initialize-refused-by-policy',
    severity: 'error',
    side: 'server',
    title: 'The server refuses this client, and says why',
    recognised:
      'The first request is answered 403, or 401 without a challenge, with a text that states a reason other than Host, Origin or scope, and ' +
      'nothing that the client tries then works.',
    fix: {
      client: 'Show the text; neither another transport nor a login will help.',
      server: 'Answer 403 with a JSON-RPC error that names the rule and who can change it.',
      operator: 'Change the plan, the allow-list or the region.',
    },
    spec: 'RFC 9110 §15.5.4; 2025-11-25 basic/authorization#error-handling',
    scope: 'client',
    explains: ['transport-fallback-masks-real-error'],
    on: 'afterwards',
    check: refusedByPolicy,
  },
]

const challengeOf = (exchange: OpenExchange): string | undefined => answerHeader(exchange, 'www-authenticate')

function noChallenge(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.status !== 401 || isWellKnown(exchange) || isNegotiation(exchange)) return undefined
  const challenge = challengeOf(exchange)
  if (challenge !== undefined && /resource_metadata/i.test(challenge)) return undefined
  if (requestHeader(exchange, 'authorization') !== undefined || statesReason(exchange)) return undefined
  const metadata = discovered(exchange, seen)
  if (metadata.some((one) => metadataOf(one) !== undefined)) return undefined
  const how =
    challenge === undefined
      ? 'without WWW-Authenticate'
      : `with WWW-Authenticate ${quoted(challenge)}, which names no resource_metadata`
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}, ${how}` +
      (metadata.length > 0
        ? `, and the client found no metadata at ${metadata.map(({ path }) => path).join(', ')}.`
        : '. The client has nothing to go on.'),
    frames: [
      answered(exchange, 'asks for authorization'),
      ...metadata.slice(0, 4).map((one) => answered(one, 'is no metadata')),
    ],
    confidence: metadata.length > 0 ? 'certain' : 'likely',
  }
}

function refusedToken(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const token = requestHeader(exchange, 'authorization')
  if (exchange.row.status !== 401 || token === undefined) return undefined
  const before = (seen.client(exchange)?.recent ?? []).filter(({ row }) => row.frame < exchange.row.frame)
  const same = before.filter((other) => requestHeader(other, 'authorization') === token)
  // It worked before: it has expired, and the client will fetch another.
  if (same.some(({ row }) => row.status !== null && row.status < 300)) return undefined
  const issued = tokenAnswers(before).at(-1)
  const refused = same.find(({ row }) => row.status === 401)
  if (!issued && !refused) return undefined
  const challenge = challengeOf(exchange)
  return {
    text:
      `${requestWords(exchange)} on frame ${exchange.row.frame} carried a token` +
      `${issued ? ` that the token endpoint issued on frame ${issued.row.frame}` : ` that was refused before, on frame ${refused?.row.frame ?? ''}`}, and was answered ` +
      `${answerWords(exchange)}${challenge === undefined ? '' : `, with WWW-Authenticate ${quoted(challenge)}`}. The token never worked: its audience, its signature or its principal does not suit the server.`,
    frames: [
      ...(issued ? [answered(issued, 'issues the token')] : []),
      ...(refused ? [answered(refused, 'refuses it')] : []),
      asked(exchange, 'carries the token'),
      answered(exchange, 'refuses it'),
    ],
    confidence: issued ? 'certain' : 'likely',
  }
}

const isScopeChallenge = (exchange: OpenExchange): boolean =>
  exchange.row.status === 403 && /insufficient_scope/i.test(challengeOf(exchange) ?? '')

function scopeLoop(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  if (!isScopeChallenge(exchange)) return undefined
  const { row } = exchange
  const first = (seen.client(exchange)?.recent ?? []).find(
    (other) => other.row.frame < row.frame && other.row.rpc === row.rpc && isScopeChallenge(other),
  )
  if (!first) return undefined
  return {
    text:
      `${requestWords(exchange)} was answered 403 insufficient_scope on frame ${first.row.frame} and again on frame ${row.frame}, with ` +
      `${quoted(challengeOf(exchange) ?? '')}. What the client was granted in between does not contain what is asked for.`,
    frames: [answered(first, 'asks for more scope'), answered(exchange, 'asks for it again')],
    confidence:
      requestHeader(first, 'authorization') === requestHeader(exchange, 'authorization') ? 'likely' : 'certain',
  }
}

const OF_LOGIN =
  /\b(unauthori[sz]ed|unauthenticated|authentication|authorization (header|required|failed)|(access|bearer|invalid|missing|expired) token|token (is )?(invalid|expired|missing|required)|api[ -]?key|credentials)\b/i

function wrongStatus(exchange: OpenExchange): Evidence | undefined {
  const { row, refusal, session } = exchange
  if (row.status === null || ![200, 400, 404, 500].includes(row.status) || !OF_LOGIN.test(refusal ?? ''))
    return undefined
  if ((row.status === 200 && exchange.errorCode === null) || isWellKnown(exchange) || row.rpc === null) return undefined
  if (/session|_meta/i.test(refusal ?? '') || session?.row.refusedOn.includes(row.frame)) return undefined
  const hasToken = requestHeader(exchange, 'authorization') !== undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame}, ${hasToken ? 'with' : 'without'} an Authorization header, was answered ${answerWords(exchange)}. ` +
      'The text is about authorization; with this status a client cannot know that it should log in.',
    frames: [
      asked(exchange, hasToken ? 'carries a token' : 'carries no token'),
      answered(exchange, 'says so with the wrong status'),
    ],
    confidence: hasToken ? 'possible' : 'likely',
    severity: row.status === 200 && hasToken ? 'warning' : 'error',
  }
}

/** Whether a refusal says more than that it is one. */
function statesReason({ refusal, row }: OpenExchange): boolean {
  const text = (refusal ?? '').trim()
  if (text === '' || mediaType(row.contentType ?? undefined) === 'text/html') return false
  return !/^[\s{}":,\w]{0,24}$|^\W*(error\W+)?(unauthori[sz]ed|forbidden|access denied|invalid_token|authentication required)\W*$/i.test(
    text,
  )
}

function refusedByPolicy(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, attempt, refusal } = exchange
  const challenge = challengeOf(exchange)
  const isKind = row.status === 403 || (row.status === 401 && challenge === undefined)
  if (!isKind || !attempt || row.rpc === null || isNegotiation(exchange) || !statesReason(exchange)) return undefined
  if (/\b(host|origin)\b|session/i.test(refusal ?? '') || /insufficient_scope/i.test(challenge ?? '')) return undefined
  if (row.status === 401 && OF_LOGIN.test(refusal ?? '')) return undefined
  if (discovered(exchange, seen).some((one) => metadataOf(one) !== undefined)) return undefined
  return {
    text:
      `The client's first request, ${requestWords(exchange)} on frame ${row.frame}, was answered ${answerWords(exchange)}. The server knows what ` +
      'it was asked and does not want to serve this client; the session layer is not at fault.',
    frames: [asked(exchange, 'asks to begin'), answered(exchange, 'refuses, with a reason')],
  }
}
