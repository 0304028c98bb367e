import { AFTERMATH, fated } from './fate.ts'
import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { refusalOf, refusesMissing } from '../refusal.ts'
import { answered, asked, type Evidence, type AnyRule } from './rule.ts'
import { requestHeader, type Seen } from './seen.ts'
import { answerWords, requestWords } from './words.ts'

const SPEC = '2025-11-25 basic/transports#session-management'

/** Session ids that are missing, elsewhere, changed, or there where none belongs. */
export const sessionIdRules: readonly AnyRule[] = [
  {
    id: 'session-id-header-stripped',
    severity: 'error',
    side: 'between',
    title: 'Something between takes the session id away',
    recognised:
      'A request left the tap with an id and the answer says that it is missing; or the server demands an id although none stood on the ' +
      'answer to initialize that reached the tap.',
    fix: {
      operator:
        'Let Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Param-*, Last-Event-ID and WWW-Authenticate pass in both directions.',
      server: 'A framework that passes on body and status only loses the header: pass on all headers of the SDK.',
    },
    spec: SPEC,
    explains: AFTERMATH,
    on: 'session',
    check: (session, seen) =>
      fated('session-id-header-stripped')(session, seen) ?? headerNotSent(session, seen, 'between'),
  },
  {
    id: 'session-id-header-missing-after-issue',
    severity: 'error',
    side: 'client',
    title: 'The server issued a session id, and the client does not send it',
    recognised:
      'An answer to initialize bore an id, and later requests of the same client, without any, are refused for it. A client that sends ' +
      'the id under another name is another finding; a browser that cannot read it too.',
    fix: {
      client:
        'Keep the Mcp-Session-Id of the answer to initialize and send it on every POST, GET and DELETE; one HTTP client for the whole session.',
      server: 'If nothing needs a session, run stateless.',
    },
    spec: SPEC,
    on: 'session',
    check: (session, seen) => headerNotSent(session, seen, 'client'),
  },
  {
    id: 'session-id-wrong-header-name',
    severity: 'error',
    side: 'client',
    title: 'The session id is sent under another name',
    recognised:
      'A request is refused for lack of an id, and carries an issued id, or some session header, in another header, a cookie or the query.',
    fix: { client: 'Name the header Mcp-Session-Id, in any letter case.' },
    spec: SPEC,
    explains: ['session-id-header-missing-after-issue', 'initialize-missing'],
    on: 'session',
    check: carriesOtherName,
  },
  {
    id: 'session-id-changed-midway',
    severity: 'warning',
    side: 'server',
    title: 'The server answered with another session id',
    recognised: 'A successful answer to a request that carries one id bears another. The answer to initialize may.',
    fix: {
      server: 'Keep one id for the life of a session; the protocol knows no rotation.',
      client: 'Ignore it. Version 1 of the TypeScript client silently goes over to the new id.',
      operator: 'A gateway that maps ids must map them in both directions.',
    },
    spec: SPEC,
    on: 'exchange',
    check: changesId,
  },
  {
    id: 'session-id-on-initialize',
    severity: 'error',
    side: 'client',
    title: 'initialize carries a session id',
    recognised:
      'An initialize carries an id that is not that of a living session. One that repeats the handshake inside its session is double-initialize.',
    fix: {
      client: 'Drop the old id before you initialize anew.',
      server: 'Ignore the header on initialize.',
      operator: 'A gateway must take its own id off initialize.',
    },
    spec: SPEC,
    explains: AFTERMATH,
    on: 'session',
    check: (session, seen) => fated('session-id-on-initialize')(session, seen) ?? initializesInSession(session, seen),
  },
]

/** The first request that was refused because it carries no id. */
function bareOf(session: Session, seen: Seen): OpenExchange | undefined {
  const { missingOn, transport } = session.row
  if (missingOn.length === 0 || transport !== 'streamable-http') return undefined
  return seen
    .story(session)
    .exchanges.find((one) => missingOn.includes(one.row.frame) && refusesMissing(refusalOf(one)))
}

/** An id was issued and is not sent; or, `between`, none came with the InitializeResult and yet one is demanded. */
function headerNotSent(session: Session, seen: Seen, side: 'client' | 'between'): Evidence | undefined {
  const bare = bareOf(session, seen)
  const { issuedBy, sessionId } = session.row
  if (!bare || issuedBy === null || (sessionId === null) !== (side === 'between')) return undefined
  if (otherName(bare, seen)) return undefined
  const refused = `${requestWords(bare)} on frame ${bare.row.frame} carries no session id, and was answered ${answerWords(bare)}.`
  const frames = [
    { frame: issuedBy, part: sessionId === null ? 'the InitializeResult comes without an id' : 'the id is issued' },
    asked(bare, 'carries no id'),
    answered(bare, 'demands one'),
  ]
  return side === 'client'
    ? { text: `The answer to initialize on frame ${issuedBy} issued the session id ${sessionId}. ${refused}`, frames }
    : {
        text:
          `${refused} But the answer to initialize on frame ${issuedBy} reached the tap without any id, so that the client has none to send: ` +
          'something between the server and the tap takes the header off, or the server demands what it does not issue.',
        frames,
        confidence: 'likely',
      }
}

/** Where a request carries a session id that is not `Mcp-Session-Id`: in which header, cookie or parameter. */
function otherName(exchange: OpenExchange, seen: Seen): string | undefined {
  for (const [name, value] of exchange.head.headers) {
    if (/^(x-)?(mcp[-_]?)?session([-_]?id)?$|^mcp[-_]session([-_]?id)?$/i.test(name)) return `the header ${name}`
    if (
      seen.issued.some(
        ({ row: { sessionId } }) => sessionId !== null && sessionId.length > 5 && value.includes(sessionId),
      )
    )
      return `the header ${name}`
  }
  const query = exchange.path.split('?', 2)[1] ?? ''
  const inQuery = seen.issued.some(({ row: { sessionId } }) => sessionId !== null && query.includes(sessionId))
  if (inQuery) return 'the query of its URL'
  return /mcp[-_]?session/i.test(requestHeader(exchange, 'cookie') ?? '') ? 'a cookie' : undefined
}

function carriesOtherName(session: Session, seen: Seen): Evidence | undefined {
  const bare = bareOf(session, seen)
  const where = bare && otherName(bare, seen)
  if (!where) return undefined
  return {
    text:
      `${requestWords(bare)} on frame ${bare.row.frame} was answered ${answerWords(bare)}. It carries a session id in ${where}; servers look for ` +
      'Mcp-Session-Id only.',
    frames: [asked(bare, `carries the id in ${where}`), answered(bare, 'finds none')],
  }
}

function changesId(exchange: OpenExchange): Evidence | undefined {
  const { row, initializes, session } = exchange
  if (row.offered === null || row.carried === null || initializes || row.status === null || row.status >= 300)
    return undefined
  if (session?.row.transport !== 'streamable-http' || row.era === 'modern') return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} carried the session id ${row.carried}, and the answer ${row.status} bears ${row.offered}. ` +
      'Which of the two the server will know next is open.',
    frames: [asked(exchange, 'carries one id'), answered(exchange, 'bears another')],
  }
}

/** An initialize with the id of a session that is over. */
function initializesInSession(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  if (row.transport !== 'streamable-http') return undefined
  const late = row.afterEndOn.length + row.foreignOn.length === 0 ? undefined : lateInitialize(session, seen)
  if (!late) return undefined
  return {
    text:
      `${requestWords(late)} on frame ${late.row.frame} carries the session id ${row.sessionId}, which ` +
      `${row.issuedBy === null ? 'no answer in this capture issued' : 'the server had refused or ended before'}; it was answered ${answerWords(late)}. ` +
      'A client that starts over does so without an id.',
    frames: [asked(late, 'initialize carries a dead id'), answered(late, 'the answer')],
  }
}

const lateInitialize = (session: Session, seen: Seen): OpenExchange | undefined =>
  seen
    .story(session)
    .exchanges.find(
      ({ initializes, row, afterEnd }) =>
        initializes && row.carried !== null && (afterEnd || session.row.foreignOn.includes(row.frame)),
    )
