import { AFTERMATH, fated } from './fate.ts'
import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { sayingOf } from './lexicon.ts'
import { affinityCookieOf, credentialOf, endOf, refusedOf } from './loss.ts'
import { answered, asked, type Evidence, type AnyRule } from './rule.ts'
import { duration, requestHeader, type Seen } from './seen.ts'
import { answerWords, requestWords } from './words.ts'

const LOSSES = [...AFTERMATH, 'delete-rejected'] as const

/** What goes with the loss of a session: how it is told, and what its client does. */
export const aftermathRules: readonly AnyRule[] = [
  {
    id: 'affinity-cookie-dropped',
    severity: 'error',
    side: 'client',
    title: "The client does not return the balancer's cookie",
    recognised:
      'The answer that opened a session sets a cookie by which balancers keep a client at one instance, later requests of the session ' +
      'lack it, and one is refused. Returned and still refused is a loss of another kind.',
    fix: {
      client: 'Give the HTTP client a cookie jar (fetch of the TypeScript SDK has none: pass one of your own).',
      operator: 'Route by the hash of Mcp-Session-Id instead: clients that are no browsers rarely keep cookies.',
    },
    spec: 'RFC 6265 §5.4',
    explains: [
      ...LOSSES,
      'session-lost-no-affinity',
      'two-session-managers',
      'sse-cross-worker-routing',
      'sse-message-session-unknown',
      'session-ended-by-server',
    ],
    on: 'session',
    check: dropsCookie,
  },
  {
    id: 'session-owner-mismatch',
    severity: 'error',
    side: 'client',
    title: 'The session belongs to another credential',
    recognised:
      'A session made with one Authorization is refused under another, with 403, or with 404 while it still works under the first. If the ' +
      'first fails too, the session is lost.',
    fix: {
      client: 'Initialize anew after the user or the kind of credential changed.',
      server: 'Bind sessions to the user, not to the bytes of a token: tokens are renewed.',
    },
    spec: '2025-11-25 basic/security_best_practices#session-hijacking',
    explains: [...AFTERMATH, 'auth-token-expired'],
    on: 'session',
    check: (session, seen) => fated('session-owner-mismatch')(session, seen) ?? isAnothers(session, seen),
  },
  {
    id: 'session-400-instead-of-404',
    severity: 'error',
    side: 'server',
    title: 'The server answers 400 where 404 tells a client to start over',
    recognised:
      'A request with a session id is refused because of the id, with 400. Without an id, or before initialize, 400 is right.',
    fix: {
      server:
        'Answer 404 for an id that you do not know (Python: mcp 1.26 or later; the examples of the TypeScript SDK answer 400, and so do copies of them).',
      client: 'Treat a 400 that names the session like a 404, as the Java SDK does.',
    },
    spec: '2025-11-25 basic/transports#session-management (3)',
    on: 'session',
    check: acceptsNot404,
  },
  {
    id: 'session-error-in-200',
    severity: 'error',
    side: 'server',
    title: 'A lost session is reported with status 200',
    recognised:
      'A request with an id is answered 200 and the answer, a JSON-RPC error or no JSON-RPC at all, says that there is no such session. ' +
      'A tool whose result speaks of sessions of its own is something else.',
    fix: { server: 'Look the session up before the head of the answer is sent, and answer 404.' },
    spec: '2025-11-25 basic/transports#session-management (3)',
    on: 'exchange',
    check: saysSoIn200,
  },
  {
    id: 'client-no-reinit-after-404',
    severity: 'error',
    side: 'client',
    title: 'The client goes on with a session that it was told is gone',
    recognised:
      'After a 404 to its id the client sends the id at least twice more and no initialize within a minute. A DELETE with the dead id does not count.',
    fix: {
      client:
        'On 404, initialize once without an id, then repeat what is safe to repeat. The SDKs of TypeScript, Python and Go leave this to the host.',
      operator: 'Restart the client after the server was restarted.',
    },
    spec: '2025-11-25 basic/transports#session-management (4)',
    on: 'session',
    check: goesOnAfter404,
  },
]

/** Refused for its id with 400, where a 404 is due. */
function acceptsNot404(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  if (row.refusedOn.length === 0 || row.transport !== 'streamable-http') return undefined
  const fate = seen.story(session).fate?.id
  if (fate === 'session-id-header-stripped' || fate === 'stateless-rejects-session-header') return undefined
  const one = refusedOf({ session, story: seen.story(session) }).find(
    (each) => each.row.status === 400 && sayingOf(each) !== 'not initialized',
  )
  if (!one) return undefined
  return {
    text:
      `${requestWords(one)} on frame ${one.row.frame} carries the session id ${row.sessionId}, which the server does not know, and was answered ` +
      `${answerWords(one)}. With 404 a client must start over; 400 tells it that the request itself is wrong, so that it cannot recover.`,
    frames: [asked(one, 'carries the id'), answered(one, '400 instead of 404')],
  }
}

const NO_SESSION =
  /\b(unknown|invalid|no valid|no such|expired|terminated) session\b|\bsession\b( id)?( \S+)? (was )?(is )?(not found|not known|unknown|expired|invalid|does not exist|has been terminated|has expired|no longer exists)/i

/** `Session not found`, with status 200. */
function saysSoIn200(exchange: OpenExchange): Evidence | undefined {
  const { refusal, row, session } = exchange
  if (refusal === null || row.status !== 200 || row.carried === null || !NO_SESSION.test(refusal)) return undefined
  if (session?.row.transport !== 'streamable-http') return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} carries the session id ${row.carried}, and was answered ${answerWords(exchange)}. Clients take ` +
      'a 200 for an answer to the request; only a 404 makes them start over.',
    frames: [asked(exchange, 'carries the id'), answered(exchange, 'refuses it with 200')],
  }
}

const A_MINUTE = 60_000_000

/** Told 404, and still sending the id. */
function goesOnAfter404(session: Session, seen: Seen): Evidence | undefined {
  const story = seen.story(session)
  const { firstRefused: first } = story
  if (first?.row.status !== 404 || story.acceptedAfter || session.row.transport !== 'streamable-http') return undefined
  const again = refusedOf({ session, story }).filter(
    ({ row, startedAt }) => row.method !== 'DELETE' && startedAt >= endOf(first) && row.frame !== first.row.frame,
  )
  const [, second] = again
  if (!second) return undefined
  const anew = seen
    .after(first)
    .find((one) => one.initializes && one.row.carried === null && one.startedAt - endOf(first) < A_MINUTE)
  if (anew) return undefined
  return {
    text:
      `The server answered 404 to the session id ${session.row.sessionId} on frame ${first.row.frame}. The client sent it on, ` +
      `${story.refused - 1} times more so far (frame ${again[0]?.row.frame} was the next), and no initialize. The session does not come back.`,
    frames: [answered(first, '404: start over'), ...again.slice(0, 2).map((one) => asked(one, 'the same id again'))],
  }
}

/** An affinity cookie was set with the session, and a refused request lacks it. */
function dropsCookie(session: Session, seen: Seen): Evidence | undefined {
  const refused = seen.story(session).firstRefused
  const issue = refused && seen.exchange(session.row.issuedBy)
  const cookie = issue && affinityCookieOf(issue)
  if (!cookie || requestHeader(refused, 'cookie')?.includes(`${cookie}=`)) return undefined
  return {
    text:
      `The answer on frame ${issue.row.frame} that opened the session ${session.row.sessionId} sets the cookie ${cookie}, by which a balancer knows the ` +
      `instance. ${requestWords(refused)} on frame ${refused.row.frame} does not bring it back, and was answered ${answerWords(refused)}.`,
    frames: [
      answered(issue, `sets the cookie ${cookie}`),
      asked(refused, 'comes without it'),
      answered(refused, 'the session is not known here'),
    ],
    confidence: 'likely',
  }
}

/** 403 for a session that was made under another credential: other servers hide it behind a 404. */
function isAnothers(session: Session, seen: Seen): Evidence | undefined {
  const story = seen.story(session)
  const owner = seen.exchange(session.row.issuedBy) ?? story.exchanges[0]
  const refused = story.exchanges.find((one) => one.row.status === 403 && one.row.carried !== null)
  if (!owner || !refused || refused === owner) return undefined
  const isTold = sayingOf(refused) === 'another owner'
  if (!isTold && (credentialOf(owner) === credentialOf(refused) || !/session|user|owner/i.test(refused.refusal ?? '')))
    return undefined
  return {
    text:
      `The session ${session.row.sessionId} was opened on frame ${owner.row.frame}. ${requestWords(refused)} on frame ${refused.row.frame}, ` +
      `${duration(endOf(owner), refused.startedAt)} later, came with ${credentialOf(owner) === credentialOf(refused) ? 'the same' : 'another'} Authorization ` +
      `and was answered ${answerWords(refused)}.`,
    frames: [
      asked(owner, 'opens the session'),
      asked(refused, 'comes with another credential'),
      answered(refused, 'refuses it'),
    ],
    confidence: isTold ? 'certain' : 'likely',
  }
}
