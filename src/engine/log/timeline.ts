import type { Answer, Row } from '../../core/api.ts'
import { type Timeline, type TimelineInput, timelineOf } from '../../core/timeline.ts'
import { readSession } from './reader.ts'
import type { Connection } from './sqlite.ts'
import { type AnyRow, readRow, sourceOf } from './tables.ts'
import { placeOf } from './schema.ts'

const DEFAULT_LIMIT = 200
/** An answer that is streamed shows in a part where nothing comes of it, if not more exchanges than this began meanwhile. */
const MOST_BEFORE = 500

/** One thing in a session's life, by its place. */
interface Step {
  place: number
  isMessage: number
}

/**
 * Reads a part of a session's life. The indexes by session hold its exchanges and messages in the order of the wire, so that a part
 * costs what is in it and a walk along the index to where it begins, however long the session is. `revision`: of its capture.
 */
export class Timelines {
  readonly #db: Connection

  constructor(db: Connection) {
    this.#db = db
  }

  read(input: TimelineInput, revision: (captureId: number) => string): Answer<Timeline> {
    const read = this.#db.transaction((): Answer<Timeline> => {
      const session = readSession(this.#db, input.session)
      if (!session) return { failed: noSession(input.session) }
      const total = this.#count(input.session)
      const wanted = input.offset ?? 0
      const offset = Math.max(0, wanted < 0 ? total + wanted : wanted)
      const steps = this.#steps(input.session, input.limit ?? DEFAULT_LIMIT, offset)
      const { captureId } = session
      const [exchanges, messages] = [0, 1].map((isMessage) =>
        steps.filter((step) => step.isMessage === isMessage).map(({ place }) => place),
      )
      const shown = this.#rows('exchanges', exchanges ?? [])
      const said = this.#rows('messages', messages ?? [])
      const begun = new Set(shown.map(({ frame }) => frame))
      const carriers = [...new Set(said.map(({ exchange }) => exchange))].filter((frame) => frame !== null)
      const before = carriers.filter((frame) => !begun.has(frame)).map((frame) => placeOf(captureId, frame))
      const earlier = this.#rows('exchanges', before)
      const carrying = [...(exchanges ?? []), ...before]
      const first = shown[0] && (!said[0] || shown[0].frame < said[0].frame) ? shown[0].startedAt : said[0]?.at
      const open = steps[0] && first !== undefined ? this.#openAt(input.session, steps[0].place, first) : []
      const streams = this.#rows(
        'streams',
        [...new Set([...open, ...carrying])].sort((a, b) => a - b),
      )
      const parts = timelineOf({ session, exchanges: shown, messages: said, earlier, streams })
      return { ok: { session, ...parts, total, offset, revision: revision(captureId) } }
    })
    return read()
  }

  #count(session: string): number {
    const count = (table: string) =>
      Number(this.#db.prepare(`SELECT count(*) FROM ${table} WHERE session = ?`).pluck().get(session))
    return count('exchange') + count('message')
  }

  #steps(session: string, limit: number, offset: number): Step[] {
    return this.#db
      .prepare<unknown[], Step>(
        `SELECT place, 0 AS isMessage FROM exchange WHERE session = ?
         UNION ALL SELECT place, 1 FROM message WHERE session = ? ORDER BY place LIMIT ? OFFSET ?`,
      )
      .all(session, session, limit, offset)
  }

  /** Places of streams that began before a place and were still open at a time. */
  #openAt(session: string, place: number, at: string): number[] {
    const isOpen = '(endedAt IS NULL OR endedAt >= ?)'
    const standing = this.#db
      .prepare(`SELECT place FROM stream WHERE session = ? AND kind <> 'response' AND place < ? AND ${isOpen}`)
      .pluck()
      .all(session, place, at)
    const answers = this.#db
      .prepare(
        `SELECT stream.place FROM
           (SELECT place FROM exchange WHERE session = ? AND place < ? ORDER BY place DESC LIMIT ?) AS before
         JOIN stream ON stream.place = before.place WHERE kind = 'response' AND ${isOpen}`,
      )
      .pluck()
      .all(session, place, MOST_BEFORE, at)
    return [...standing, ...answers].map(Number)
  }

  /** The rows of a kind at these places, in their order; none where there is none. */
  #rows<K extends 'exchanges' | 'messages' | 'streams'>(kind: K, places: readonly number[]): Row<K>[] {
    const find = this.#db.prepare<[number], AnyRow>(`SELECT * FROM ${sourceOf(kind)} WHERE place = ?`)
    const rows = places.flatMap((place) => find.get(place) ?? [])
    return rows.map((row) => readRow(kind, row as AnyRow)) as unknown as Row<K>[] // a table's rows are its kind's
  }
}

const noSession = (key: string) =>
  ({
    kind: 'not-found',
    message: `There is no session ${key}.`,
    advice: 'List the sessions of a capture with `tapscope sessions`.',
  }) as const
