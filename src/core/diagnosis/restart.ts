import type { OpenExchange } from '../exchange.ts'
import { endOf, everWorked, isBeingEnded, type Loss, survivor } from './loss.ts'
import { answered, asked } from './rule.ts'
import type { ProofFrame } from './finding.ts'

/** What shows that the server went away and came back. */
export interface Restart {
  /** The rest of a sentence that begins with "Between them". */
  text: string
  frames: ProofFrame[]
  sure: boolean
}

/** Looks for signs of a restart between the last exchange that a lost session was good for and its refusal. */
export function restartBefore(loss: Loss): Restart | undefined {
  if (!loss.good) return undefined
  const from = loss.good.startedAt
  const to = loss.refused.startedAt
  const between = loss.seen.recent.filter((one) => endOf(one) >= from && one.startedAt < to && one !== loss.refused)
  return unreachable(between) ?? streamsEnded(loss, between) ?? otherVersion(loss) ?? othersLost(loss)
}

const GATEWAY: ReadonlySet<number> = new Set([502, 503, 504])

function unreachable(between: readonly OpenExchange[]): Restart | undefined {
  const gap = between.find(
    ({ row, errorCode }) =>
      (row.status !== null && GATEWAY.has(row.status) && errorCode === null) ||
      (row.status === null && row.end === 'server-abort'),
  )
  if (!gap) return undefined
  const said = gap.row.status === null ? 'its connection was broken off' : `it was answered ${gap.row.status}`
  return {
    text: `the server could not be reached: on frame ${gap.row.frame}, ${said}`,
    frames: [answered(gap, 'the server is away')],
    sure: true,
  }
}

const A_SECOND = 1_000_000

/** All streams of the server ended at one instant: of several sessions, or one that broke off. */
function streamsEnded(loss: Loss, between: readonly OpenExchange[]): Restart | undefined {
  const { session, seen } = loss
  const ended = between.filter(
    (one) => one.stream && one.row.method === 'GET' && one.row.end?.startsWith('server-') && !isBeingEnded(one, seen),
  )
  const [together = []] = ended
    .map((one) => ended.filter((other) => Math.abs(endOf(other) - endOf(one)) <= A_SECOND))
    .toSorted((a, b) => b.length - a.length)
  const [first] = together
  if (!first || survivor(loss)) return undefined
  const sessions = new Set(together.map((one) => one.session))
  const survives = [...seen.open].some(
    ({ stream, row, startedAt }) => stream && row.method === 'GET' && startedAt < endOf(first),
  )
  const broken = together.find((one) => one.session === session && one.row.end === 'server-abort')
  if (survives || (sessions.size < 2 && !broken)) return undefined
  const alone = sessions.size < 2 ? broken : undefined
  return {
    text: alone
      ? `the stream of frame ${alone.row.frame} broke off`
      : `the streams of ${sessions.size} sessions ended within a second (${together.map(({ row }) => `frame ${row.frame}`).join(', ')})`,
    frames: (alone ? [alone] : together.slice(0, 3)).map((one) => asked(one, 'its stream ends')),
    sure: sessions.size > 1,
  }
}

function otherVersion({ session, seen, good }: Loss): Restart | undefined {
  const later = seen.issued.find(
    ({ row }) => (row.issuedBy ?? 0) > (good?.row.frame ?? 0) && row.server !== session.row.server,
  )
  if (!later?.row.server || !session.row.server || later.row.issuedBy === null) return undefined
  return {
    text: `the server became another: it called itself ${session.row.server} when it issued the id, and ${later.row.server} on frame ${later.row.issuedBy}`,
    frames: [{ frame: later.row.issuedBy, part: 'the server is another' }],
    sure: true,
  }
}

/** Longer than this, a session may have gone for being idle. */
const A_MINUTE = 60 * A_SECOND

/** All ids that were issued before a moment fail, not for being idle, and those issued after it work. */
function othersLost(loss: Loss): Restart | undefined {
  const { session, seen, refused } = loss
  const old = seen.issued.filter(
    ({ row }) => row.transport === session.row.transport && row.openedAt <= session.row.openedAt,
  )
  const lost = old.filter((other) => {
    const { firstRefused, acceptedBefore, acceptedAfter } = seen.story(other)
    return firstRefused && acceptedBefore && !acceptedAfter && firstRefused.startedAt - endOf(acceptedBefore) < A_MINUTE
  })
  const firstLost = Math.min(...lost.map((other) => seen.story(other).firstRefused?.row.frame ?? Infinity))
  const next = seen.issued.find(({ row }) => (row.issuedBy ?? 0) > firstLost)
  const works = next && everWorked({ session: next, seen, story: seen.story(next) })
  if (survivor(loss) || !works || lost.length < 2) return undefined
  const frames = lost.flatMap((other) => seen.story(other).firstRefused ?? [])
  return {
    text: `every session from before was lost (${frames.map(({ row }) => `frame ${row.frame}`).join(', ')}), and those issued afterwards work`,
    frames: frames
      .filter((one) => one !== refused)
      .slice(0, 3)
      .map((one) => answered(one, 'another session is lost too')),
    sure: false,
  }
}
