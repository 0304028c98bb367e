import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { answerHeader, requestHeader, type Seen } from './seen.ts'
import type { SessionStory } from './story.ts'

/** A session that was refused, with what its fate is told by. */
export interface Loss {
  session: Session
  /** As on the wire. */
  id: string
  seen: Seen
  story: SessionStory
  /** The first exchange that was refused because of the session. */
  refused: OpenExchange
  /** The exchange that issued it, if that is still remembered. */
  issue: OpenExchange | undefined
  /** The last exchange before the refusal that the server took: with the id, or the one that issued it. */
  good: OpenExchange | undefined
}

/** Undefined if no exchange with its id was refused. */
export function lossOf(session: Session, seen: Seen): Loss | undefined {
  const story = seen.story(session)
  const { firstRefused: refused } = story
  if (!refused) return undefined
  const issue =
    seen.exchange(session.row.issuedBy) ?? story.exchanges.find(({ row }) => row.frame === session.row.issuedBy)
  const good = story.acceptedBefore ?? openWith(session, seen) ?? issue
  return { session, id: session.row.sessionId ?? '', seen, story, refused, issue, good }
}

/** An open stream that the server gave to a request with this id. */
const openWith = (session: Session, seen: Seen): OpenExchange | undefined =>
  [...seen.open].findLast((one) => one.session === session && one.row.carried !== null && one.row.status === 200)

/** Whether somebody asked for the end of an exchange's session with DELETE: its streams then end for that. */
export function isBeingEnded({ session }: OpenExchange, seen: Seen): boolean {
  if (!session) return false
  if (seen.story(session).exchanges.some(({ row }) => row.method === 'DELETE')) return true
  for (const one of seen.open) if (one.row.method === 'DELETE' && one.session === session) return true
  return false
}

/** Whether the server ever took a request with the id. */
export const everWorked = ({ session, seen, story }: Pick<Loss, 'session' | 'seen' | 'story'>): boolean =>
  story.accepted > 0 || openWith(session, seen) !== undefined

/** When an exchange ended, or its answer began if it is a stream that is still open; microseconds since 1970. */
export const endOf = ({ row, startedAt, endedAt }: OpenExchange): number =>
  endedAt ?? startedAt + (row.firstByteMs ?? 0) * 1000

/** Exchanges with the session's id that were refused, those that are remembered. */
export const refusedOf = ({ session, story }: Pick<Loss, 'session' | 'story'>): OpenExchange[] =>
  story.exchanges.filter(({ row }) => session.row.refusedOn.includes(row.frame))

/** Exchanges with the session's id that were accepted, those that are remembered. */
export const acceptedOf = ({ session, story }: Pick<Loss, 'session' | 'story'>): OpenExchange[] =>
  story.exchanges.filter(
    ({ row }) =>
      row.carried !== null && row.status !== null && row.status < 300 && !session.row.refusedOn.includes(row.frame),
  )

/**
 * How often a session was refused that had just been issued and never worked: each session, and each connection on which one was
 * sent, is a try. Two processes behind one address would let some pass.
 */
export function vainTries({ seen, session }: Loss): number {
  const tries = seen.troubled.flatMap((other) => {
    const story = seen.story(other)
    if (other.row.transport !== session.row.transport || other.row.issuedBy === null) return []
    if (everWorked({ session: other, seen, story })) return []
    return refusedOf({ session: other, story }).map(({ peer }) => `${other.row.key} ${peer.connection}`)
  })
  return new Set(tries).size
}

/** Another session of the server that was issued before this one was refused, and worked afterwards. */
export function survivor({ seen, session, refused }: Loss): OpenExchange | undefined {
  for (const other of seen.issued) {
    if (other === session || other.row.transport !== session.row.transport) continue
    const { lastAccepted } = seen.story(other)
    const wasIssued = (other.row.issuedBy ?? Infinity) < refused.row.frame
    if (wasIssued && lastAccepted && lastAccepted.row.frame > refused.row.frame) return lastAccepted
  }
  return undefined
}

/** Whether sessions that were issued one after the other now worked and now did not: one that was mended, or broke, changes once. */
export function alternates({ seen, session }: Loss): boolean {
  const outcomes = seen.issued
    .filter(({ row }) => row.transport === session.row.transport)
    .flatMap((other) => {
      const story = seen.story(other)
      const worked = everWorked({ session: other, seen, story })
      return worked || story.firstRefused ? [worked] : []
    })
  return outcomes.filter((worked, n) => n > 0 && worked !== outcomes[n - 1]).length > 1
}

/** The pause before a session was refused, in microseconds. */
export function pauseOf({ story, issue, refused }: Loss): number {
  const before = [...(issue ? [issue] : []), ...story.exchanges].filter(
    ({ row }) => row.frame < refused.row.frame && row.method !== 'GET',
  )
  return refused.startedAt - Math.max(0, ...before.map(endOf))
}

/** The longest pause that the session outlived. */
export function longestPause({ story, refused }: Loss): number {
  const before = story.exchanges.filter(({ row }) => row.frame < refused.row.frame)
  const pauses = before.slice(1).map((one, n) => one.startedAt - endOf(before[n] ?? one))
  return Math.max(0, ...pauses)
}

/** Headers by which those who run several instances let each say who it is. */
const NAMES_INSTANCE = /^x-(served-by|instance|backend|upstream|pod|node|host|replica|worker|server)(-|$)/i

/** What tells the instance that answered: the server's end of the connection, and headers that name one. */
export function instanceOf(exchange: OpenExchange): string {
  const named = (exchange.answerHead?.headers ?? []).filter(([name]) => NAMES_INSTANCE.test(name))
  return [exchange.row.remote ?? '', ...named.map(([name, value]) => `${name}: ${value}`)].join(', ')
}

/** The credential of a request, as its salted hash; undefined if it carries none. */
export const credentialOf = (exchange: OpenExchange): string | undefined => requestHeader(exchange, 'authorization')

/** Cookies with which balancers keep a client at one instance. */
const AFFINITY =
  /\b(AWSALB\w*|AWSELB\w*|GCLB|ARRAffinity\w*|INGRESSCOOKIE|route|SERVERID|sticky\w*|lb\w*|affinity\w*)=/i

/** The name of the affinity cookie that an answer sets. */
export function affinityCookieOf(exchange: OpenExchange): string | undefined {
  return AFFINITY.exec(answerHeader(exchange, 'set-cookie') ?? '')?.[1]
}
