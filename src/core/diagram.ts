import type { Arrow, Bar, IdMark, Timeline } from './timeline.ts'

/** One row of a session's diagram: an arrow, and what stands beside it. */
export interface DiagramRow {
  captureId: number
  frame: number
  at: string
  arrow: Arrow
  /** Whether the session's id is known to be good at this arrow; `unproven`: nothing captured shows who issued it. */
  path: 'none' | 'good' | 'unproven'
  /** What happened to the id here. */
  id: IdMark[]
  /** The streams that are open beside it, each in its track; null where a track is free. */
  tracks: (Track | null)[]
  /** How many more are open than there are tracks. */
  more: number
}

/** A stream where it passes an arrow. `event`: the arrow came on it. */
export interface Track {
  frame: number
  kind: Bar['kind']
  part: 'begin' | 'passes' | 'event' | 'end'
}

/** More streams at once are counted. */
const MOST_TRACKS = 5

/** The rows of a part of a session's life. */
export function diagramOf(part: Omit<Timeline, 'revision'>): DiagramRow[] {
  const { session, arrows, bars } = part
  const isPast = endOf(part)
  const rows = arrows.map((arrow): DiagramRow => {
    const { frame, at } = arrow
    const id = arrow.kind === 'exchange' ? arrow.id : []
    return {
      captureId: session.captureId,
      frame,
      at,
      arrow,
      path: pathAt(arrow, session, isPast),
      id,
      tracks: [],
      more: 0,
    }
  })
  const isLastPart = part.offset + arrows.length >= part.total
  /** Up to which row each track is taken. */
  const taken: number[] = []
  for (const bar of bars.toSorted((a, b) => a.frame - b.frame)) {
    const [first, last] = reachOf(bar, rows)
    if (first > last) continue
    const ends = bar.until !== null && (isLastPart || last < rows.length - 1)
    if (ends) markEnd(rows, rows[last], bar)
    const free = taken.findIndex((until) => until < first)
    const track = free === -1 ? taken.length : free
    const beside = rows.slice(first, last + 1)
    if (track < MOST_TRACKS) taken[track] = last
    for (const row of beside) stand(row, bar, track, ends && row === rows[last])
  }
  return rows
}

/** A session that ends with its stream ends where that stream does, and not with the exchange that opened it. */
function markEnd(rows: readonly DiagramRow[], last: DiagramRow | undefined, { frame }: Bar): void {
  const opening = rows.find((row) => row.frame === frame)
  if (!last || !opening || opening === last || !opening.id.includes('ended the session')) return
  opening.id = opening.id.filter((mark) => mark !== 'ended the session')
  last.id = [...last.id, 'ended the session']
}

/** Puts a stream into its track beside a row, or counts it where there are no more tracks. */
function stand(row: DiagramRow, bar: Bar, track: number, ends: boolean): void {
  if (track >= MOST_TRACKS) return void row.more++
  while (row.tracks.length < track) row.tracks.push(null)
  row.tracks[track] = { frame: bar.frame, kind: bar.kind, part: partOf(row, bar, ends) }
}

/** The first and the last row that a stream is open beside. It begins with its exchange, so that none is lost between two arrows. */
function reachOf({ frame, until }: Bar, rows: readonly DiagramRow[]): [number, number] {
  const first = rows.findIndex((row) => row.frame >= frame)
  const last = rows.findLastIndex((row) => row.frame === frame || until === null || row.at <= until)
  return [first === -1 ? rows.length : first, last]
}

function partOf({ frame, arrow }: DiagramRow, bar: Bar, ends: boolean): Track['part'] {
  if (frame === bar.frame) return 'begin'
  if (arrow.kind === 'message' && arrow.stream === bar.frame) return 'event'
  return ends ? 'end' : 'passes'
}

/** Whether an arrow comes behind the end of its session, if that was seen. */
function endOf({ session: { end }, bars }: Pick<Timeline, 'session' | 'bars'>): (arrow: Arrow) => boolean {
  if (end?.frame == null || end.confidence !== 'seen') return () => false
  const last = end.frame
  const stream = bars.find(({ frame }) => frame === last)
  if (stream) return ({ frame, at }) => frame > last && stream.until !== null && at > stream.until
  return ({ frame }) => frame > last
}

function pathAt(
  arrow: Arrow,
  { sessionId, issuedBy }: Timeline['session'],
  isPast: (arrow: Arrow) => boolean,
): DiagramRow['path'] {
  if (sessionId === null || isPast(arrow) || (issuedBy !== null && arrow.frame < issuedBy)) return 'none'
  return issuedBy === null ? 'unproven' : 'good'
}
