import { type Fold, step } from '../../core/fold.ts'
import { createDeriver, framesTaken } from './derive.ts'
import type { Folding } from './folding.ts'
import type { Owner } from './owner.ts'
import { placeOf, placesOf } from './schema.ts'
import type { StoredEvent } from './segment.ts'
import { Segments } from './segments.ts'
import type { Spare } from './spareTime.ts'
import type { Connection } from './sqlite.ts'
import { countsTable, endOpen, type RowTable, rowTables } from './tables.ts'

/** A capture whose rows are to be made anew. */
interface Stale {
  captureId: number
  target: string
  dropped: number
  stoppedAt: string
  rebuilder: string | null
}

/** One whose rows are being made. */
interface Making {
  capture: Stale
  fold: Fold
  derive: ReturnType<typeof createDeriver>
  events: Generator<StoredEvent>
  /** Where the last event of the capture begins. */
  last: number
  /** Frames up to this one are folded, and up to that one written. */
  folded: number
  written: number
}

/** Events that are folded between two looks at the clock. */
const EVENTS_A_LOOK = 100

/**
 * Makes the rows of captures anew that an older fold has made, a piece at a time, so that captures that run go on. What was not reached
 * keeps its old rows until then; whoever is stopped on the way leaves the capture to the next one, who begins with it again.
 */
export class Rebuild implements Spare {
  readonly #db: Connection
  readonly #folding: Folding
  readonly #owner: Owner
  readonly #segments: Segments
  readonly #tables: RowTable[]
  readonly #writeCounts
  readonly #selectStale
  #making: Making | undefined
  isDue: boolean

  constructor(db: Connection, folding: Folding, owner: Owner) {
    this.#db = db
    this.#folding = folding
    this.#owner = owner
    this.#segments = new Segments(db)
    this.#tables = rowTables(db)
    this.#writeCounts = countsTable(db)
    const isStale = `foldVersion < ${folding.newer} AND foldVersion <> ${folding.version} AND stoppedAt IS NOT NULL`
    // The latest come first: they are what people look at.
    this.#selectStale = db.prepare<[], Stale>(
      `SELECT captureId, target, dropped, stoppedAt, rebuilder FROM capture WHERE ${isStale} ORDER BY captureId DESC`,
    )
    this.isDue = this.#selectStale.get() !== undefined
    if (!this.isDue) return
    db.exec(`UPDATE capture SET rebuilt = 0, revision = revision + 1 WHERE rebuilt IS NULL AND ${isStale}`)
  }

  /** Works for about so many milliseconds. Throws what SQLite says. */
  work(ms: number): void {
    const making = (this.#making ??= this.#begin())
    this.isDue = making !== undefined
    if (!making) return
    const until = performance.now() + ms
    let isDone = false
    do isDone = foldSome(making)
    while (!isDone && performance.now() < until)
    const isThere = this.#db.transaction(() => this.#write(making, isDone)).immediate()
    for (const table of this.#tables) table.clear(making.fold.changed)
    making.written = making.folded
    if (isDone || !isThere) this.#making = undefined
  }

  /** Takes a capture that nobody else is at. */
  #begin(): Making | undefined {
    const take = this.#db.prepare('UPDATE capture SET rebuilder = ? WHERE captureId = ? AND rebuilder IS ?')
    for (const capture of this.#selectStale.all()) {
      const { captureId, target, rebuilder } = capture
      if (rebuilder !== null && this.#owner.isAlive(rebuilder)) continue
      if (take.run(this.#owner.name, captureId, rebuilder).changes === 0) continue
      const [first, end] = placesOf(captureId)
      return {
        capture,
        fold: this.#folding.begin(captureId, target),
        derive: createDeriver(),
        events: this.#segments.from(first),
        last: this.#segments.at(end)?.frame ?? 0,
        folded: 0,
        written: 0,
      }
    }
    return undefined
  }

  /** Writes what was folded since the last time; returns whether the capture is still there. */
  #write(making: Making, isDone: boolean): boolean {
    const { captureId } = making.capture
    const progress = Math.min(1, making.folded / Math.max(1, making.last))
    const { changes } = this.#db
      .prepare('UPDATE capture SET rebuilt = ?, revision = revision + 1 WHERE captureId = ?')
      .run(progress, captureId)
    if (changes === 0) return false
    this.#removeOld(making, isDone)
    for (const table of this.#tables) table.write(making.fold.changed)
    if (isDone) this.#finish(making)
    return true
  }

  #removeOld({ capture: { captureId }, written, folded }: Making, isDone: boolean): void {
    const [first, end] = placesOf(captureId)
    for (const table of this.#tables) {
      if (table.byFrame) table.remove(placeOf(captureId, written + 1), isDone ? end : placeOf(captureId, folded))
      else if (written === 0) table.remove(first, end)
    }
  }

  #finish({ capture: { captureId, dropped, stoppedAt }, fold }: Making): void {
    // What the database refused is in no event.
    fold.counts.dropped = Math.max(fold.counts.dropped, dropped)
    this.#writeCounts(fold)
    endOpen(this.#db, captureId, stoppedAt)
    this.#db
      .prepare('UPDATE capture SET foldVersion = ?, rebuilt = NULL, rebuilder = NULL WHERE captureId = ?')
      .run(this.#folding.version, captureId)
  }
}

/** Folds the next events; returns whether there are no more. */
function foldSome(making: Making): boolean {
  for (let n = 0; n < EVENTS_A_LOOK; n++) {
    const { value: stored, done } = making.events.next()
    if (done) return true
    const event = making.derive(stored)
    step(making.fold, event)
    making.folded = event.frame + framesTaken(event) - 1
  }
  return false
}
