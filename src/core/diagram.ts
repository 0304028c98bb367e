import type { Arrow, Bar, Timeline } from './timeline.ts'

/** One row of a session's diagram: an arrow, and what stands beside it. */
export interface DiagramRow {
  captureId: number
  frame: number
  at: string
  arrow: Arrow
  /** Whether the session's id is known to be good at this arrow; `unproven`: nothing captured shows who issued it. */
  path: 'none' | 'good' | 'unproven'
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
export function diagramOf({ session, arrows, bars }: Pick<Timeline, 'session' | 'arrows' | 'bars'>): DiagramRow[] {
  const rows = arrows.map((arrow): DiagramRow => {
    const { frame, at } = arrow
    return { captureId: session.captureId, frame, at, arrow, path: pathAt(frame, session), tracks: [], more: 0 }
  })
  /** Up to which row each track is taken. */
  const taken: number[] = []
  for (const bar of bars.toSorted((a, b) => a.frame - b.frame)) {
    const [first, last] = reachOf(bar, rows)
    if (first > last) continue
    const free = taken.findIndex((until) => until < first)
    const track = free === -1 ? taken.length : free
    const beside = rows.slice(first, last + 1)
    if (track >= MOST_TRACKS) {
      for (const row of beside) row.more++
      continue
    }
    taken[track] = last
    beside.forEach((row, n) => {
      while (row.tracks.length < track) row.tracks.push(null)
      row.tracks[track] = { frame: bar.frame, kind: bar.kind, part: partOf(row, bar, n === beside.length - 1) }
    })
  }
  return rows
}

/** The first and the last row that a stream is open beside. It begins with its exchange, so that none is lost between two arrows. */
function reachOf({ frame, until }: Bar, rows: readonly DiagramRow[]): [number, number] {
  const first = rows.findIndex((row) => row.frame >= frame)
  const last = rows.findLastIndex((row) => row.frame === frame || until === null || row.at <= until)
  return [first === -1 ? rows.length : first, last]
}

function partOf({ frame, arrow }: DiagramRow, bar: Bar, isLast: boolean): Track['part'] {
  if (frame === bar.frame) return 'begin'
  if (arrow.kind === 'message' && arrow.stream === bar.frame) return 'event'
  return isLast && bar.until !== null ? 'end' : 'passes'
}

function pathAt(frame: number, { sessionId, issuedBy, end }: Timeline['session']): DiagramRow['path'] {
  if (sessionId === null) return 'none'
  const isOver = end?.frame != null && end.confidence === 'seen' && frame > end.frame
  if (isOver || (issuedBy !== null && frame < issuedBy)) return 'none'
  return issuedBy === null ? 'unproven' : 'good'
}
