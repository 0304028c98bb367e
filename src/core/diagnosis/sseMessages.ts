import { fated } from './fate.ts'
import { pathname } from '../belong.ts'
import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { sessionParameter } from '../mcp.ts'
import { endOf } from './loss.ts'
import { answered, asked, type Evidence, type Said, type AnyRule } from './rule.ts'
import { answerHeader, duration, requestHeader, type Seen } from './seen.ts'
import { answerWords, requestWords } from './words.ts'

const SPEC = '2024-11-05 basic/transports#http-with-sse'

/** Where the messages of HTTP+SSE go. */
export const sseMessageRules: readonly AnyRule[] = [
  {
    id: 'sse-endpoint-path-mismatch',
    severity: 'error',
    side: 'server',
    title: 'The announced message URL does not exist',
    recognised:
      'A POST to the announced URL is answered 404 or 405 in words that do not speak of a session, and no message was ever taken there. Often ' +
      'the path lacks the prefix under which the stream itself is served, or differs from the route by a slash.',
    fix: {
      server:
        'Announce the path as clients see it. Python: set root_path (or mount with it), pass the whole path to SseServerTransport("/prefix/messages/"), ' +
        'with the same slash as the Mount.',
      operator: 'Keep the path in rewrite rules, or rewrite the endpoint event as well.',
      client: 'Resolve the URL as RFC 3986 says and guess no prefixes.',
    },
    spec: '2024-11-05 basic/transports#http-with-sse; RFC 3986 §5',
    on: 'refusal',
    check: noSuchUrl,
  },
  {
    id: 'sse-message-trailing-slash-redirect',
    severity: 'warning',
    side: 'server',
    title: 'The message URL redirects for a slash',
    recognised:
      'A POST to the message URL is redirected to the same path with one slash more or less. A warning if the message follows and is taken; ' +
      'an error if it does not, loses its body or its credentials.',
    fix: {
      server: 'Announce exactly what is mounted: SseServerTransport("/messages/") with Mount("/messages/", …).',
      client: 'Follow 307 and 308 with method and body, on the same origin only.',
      operator: 'Take rules that mend slashes away from MCP paths.',
    },
    spec: 'RFC 9110 §15.4; 2024-11-05 basic/transports#http-with-sse',
    on: 'refusal',
    check: redirectsMessage,
  },
  {
    id: 'sse-message-after-stream-closed-silent-drop',
    severity: 'error',
    side: 'server',
    title: 'A message to an ended stream is accepted and lost',
    recognised:
      'A request is posted after its stream had ended, is answered 202 (Java: 200 without a body), and no answer can ever come. A slow tool on ' +
      'an open stream is something else.',
    fix: {
      server: 'Upgrade mcp to 1.27.2 or later, or to 2.x: earlier releases never forget ended sessions.',
      client: 'Post nothing after the stream has ended.',
    },
    spec: SPEC,
    on: 'exchange',
    check: dropsSilently,
  },
  {
    id: 'sse-session-id-missing-or-malformed',
    severity: 'error',
    side: 'client',
    title: 'A message lost its session parameter',
    recognised:
      'A POST to the message path without the announced session parameter, or with one that cannot be read, is refused for that. If the ' +
      'request left the tap with it, something behind the tap took it away.',
    fix: {
      client: 'Use the announced URL as it is, resolved and not rebuilt.',
      operator: 'Keep the query in rewrite rules.',
    },
    spec: SPEC,
    on: 'session',
    check: (session, seen) =>
      fated('sse-session-id-missing-or-malformed')(session, seen) ?? idOfMessageUrl(session, seen),
  },
  {
    id: 'sse-response-in-post-body',
    severity: 'warning',
    side: 'server',
    title: 'The answer came in the POST instead of on the stream',
    recognised: 'A message posted to an announced URL is answered with a JSON-RPC response in the body of the POST.',
    fix: { server: 'Answer 202 and send the response on the stream, or implement Streamable HTTP.' },
    spec: SPEC,
    on: 'message',
    kinds: ['result', 'error'],
    check: answersInPost,
  },
]

const isMessage = ({ row, session }: OpenExchange): boolean =>
  row.method === 'POST' && session?.row.transport === 'http+sse' && session.row.issuedBy !== null

function noSuchUrl(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, session } = exchange
  if ((row.status !== 404 && row.status !== 405) || !isMessage(exchange) || !session) return undefined
  if (session.row.refusedOn.includes(row.frame)) return undefined
  const path = pathname(exchange)
  const isAnnounced = session.path === path
  const works = seen.issued.some((other) => other.path === path && seen.story(other).accepted > 0)
  if (works) return undefined
  const stream = seen.exchange(session.row.issuedBy)
  const folder = stream ? pathname(stream).replace(/[^/]*$/, '') : '/'
  const lacks = folder.length > 1 && !path.startsWith(folder)
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}, in words that say nothing of a session: this URL does not exist. ` +
      (isAnnounced
        ? `It is the one that the stream on frame ${session.row.issuedBy} announced.` +
          (lacks
            ? ` The stream itself is served under ${folder}, and that prefix is missing in it.`
            : ' Look at the slash at its end, and at the prefix.')
        : `The stream on frame ${session.row.issuedBy} announced ${session.path}, which is not where the client sent it.`),
    frames: [
      ...(session.row.issuedBy === null ? [] : [{ frame: session.row.issuedBy, part: 'announces the URL' }]),
      asked(exchange, 'posts there'),
      answered(exchange, 'it does not exist'),
    ],
    ...(!isAnnounced && { side: 'client' as const }),
  }
}

function redirectsMessage(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.status === null || row.status < 300 || row.status >= 400 || !isMessage(exchange)) return undefined
  const location = answerHeader(exchange, 'location')
  if (location === undefined || !URL.canParse(location, row.url)) return undefined
  const to = new URL(location, row.url)
  const path = pathname(exchange)
  if (to.pathname === path || bare(to.pathname) !== bare(path)) return undefined
  const next = seen.after(exchange).find((other) => pathname(other) === to.pathname)
  const wrong = next ? lostOn(exchange, next) : seen.hasHadTime(exchange) ? 'no message followed' : null
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${row.status} with Location ${location}: the same path but for a slash. ` +
      (wrong === null ? 'Every message makes this detour.' : `After that ${wrong}, so that the message is lost.`),
    frames: [
      asked(exchange, 'posts to the announced URL'),
      answered(exchange, 'is sent elsewhere'),
      ...(next ? [asked(next, wrong ?? 'follows')] : []),
    ],
    severity: wrong === null ? 'warning' : 'error',
  }
}

const bare = (path: string): string => path.replace(/\/$/, '')

function lostOn(before: OpenExchange, next: OpenExchange): string | null {
  if (next.row.method !== 'POST') return `the client came with ${next.row.method}`
  if (next.row.requestBytes === 0) return 'the body was lost'
  if (requestHeader(before, 'authorization') !== undefined && requestHeader(next, 'authorization') === undefined)
    return 'the credentials were left out'
  return sessionParameter(before.path) !== null && sessionParameter(next.path) === null ? 'the query was lost' : null
}

function dropsSilently(exchange: OpenExchange): Evidence | undefined {
  const { row, afterEnd, session, requests } = exchange
  if (!afterEnd || !session || !isMessage(exchange) || requests.length === 0) return undefined
  if (row.status !== 202 && !(row.status === 200 && row.responseBytes === 0)) return undefined
  const { end, issuedBy, sessionId } = session.row
  return {
    text:
      `The stream of the session ${sessionId}, on frame ${issuedBy}, had ended (${end?.kind ?? 'ended'}) when ${requestWords(exchange)} came on frame ${row.frame}. It was ` +
      `answered ${row.status} all the same. The answer to it can only come on that stream, so it never will: the client waits until its time-out.`,
    frames: [
      { frame: issuedBy ?? row.frame, part: 'the stream that has ended' },
      asked(exchange, 'a request to it'),
      answered(exchange, 'is accepted and lost'),
    ],
  }
}

/** The announced parameter is missing in what was posted, or the server did not get it. */
function idOfMessageUrl(session: Session, seen: Seen): Evidence | undefined {
  const { missingOn, transport, sessionId, issuedBy } = session.row
  if (missingOn.length === 0 || transport !== 'http+sse') return undefined
  const bad = seen.story(session).exchanges.find(({ row }) => missingOn.includes(row.frame))
  if (!bad) return undefined
  const isSent = sessionParameter(bad.path) !== null
  const where = issuedBy === null ? 'Some stream' : `The stream on frame ${issuedBy}`
  const after = seen.exchange(issuedBy)
  return {
    text:
      `${where} announced the session ${sessionId}. ${requestWords(bad)} on frame ${bad.row.frame}` +
      `${after ? `, ${duration(endOf(after), bad.startedAt)} later,` : ''} was answered ${answerWords(bad)}. ` +
      (isSent
        ? 'The request left the tap with its parameter, so something behind the tap takes it away.'
        : 'The client left the session parameter out of the URL.'),
    frames: [
      ...(issuedBy === null ? [] : [{ frame: issuedBy, part: 'announces the URL' }]),
      asked(bad, isSent ? 'carries the parameter' : 'lacks the parameter'),
      answered(bad, 'misses it'),
    ],
    ...(isSent && { side: 'between' as const, confidence: 'likely' as const }),
  }
}

function answersInPost({ row, exchange }: Said): Evidence | undefined {
  if (row.direction !== 'to-client' || !exchange || exchange.stream || !isMessage(exchange)) return undefined
  if ((row.kind !== 'result' && row.kind !== 'error') || (exchange.row.status ?? 500) >= 300) return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${exchange.row.frame} belongs to the session whose stream is on frame ${exchange.session?.row.issuedBy}, and its answer ` +
      `(frame ${row.frame}) came in the body of the POST. Clients of HTTP+SSE look for it on the stream.`,
    frames: [asked(exchange, 'asks'), { frame: row.frame, part: 'is answered in the POST' }],
    confidence: 'likely',
  }
}
