import type { WireEvent } from '../../core/wire.ts'
import { createDeriver } from './derive.ts'
import { readable, textOfEvent } from './phrase.ts'
import { captureOf, frameOf, placesOf } from './schema.ts'
import { decodeSegment, type StoredEvent } from './segment.ts'
import { Segments } from './segments.ts'
import type { Spare } from './spareTime.ts'
import type { Connection } from './sqlite.ts'

/**
 * Indexes the words of segments, some time after they were stored: in the transaction of the traffic it would cost as much as all the
 * rest. A capture remembers up to where it is indexed; what lies behind is searched without the index.
 */
export class Indexer implements Spare {
  readonly #db: Connection
  readonly #segments: Segments
  readonly #insert
  readonly #remember
  readonly #next
  /** Captures that have something new, and how their events are read on. */
  readonly #behind = new Map<number, (event: StoredEvent) => WireEvent>()

  constructor(db: Connection) {
    this.#db = db
    this.#segments = new Segments(db)
    this.#insert = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
    this.#remember = db.prepare('UPDATE capture SET indexed = ? WHERE captureId = ?')
    this.#next = db.prepare<[number, number], { place: number; bytes: Buffer }>(
      `SELECT place, bytes FROM segment WHERE place BETWEEN ? AND ?
       AND place > (SELECT indexed FROM capture WHERE captureId = segment.place / 4294967296) ORDER BY place LIMIT 1`,
    )
  }

  /** A capture has something new. */
  note(captureId: number): void {
    if (this.#behind.has(captureId)) return
    this.#behind.set(
      captureId,
      createDeriver((exchange) => this.#segments.headsOf(captureId, exchange)),
    )
  }

  /** Looks for what other processes have left behind. */
  lookBack(): void {
    const stopped = this.#db.prepare<[], number>('SELECT captureId FROM capture WHERE stoppedAt IS NOT NULL').pluck()
    for (const captureId of stopped.all()) if (this.#next.get(...placesOf(captureId))) this.note(captureId)
  }

  get isDue(): boolean {
    return this.#behind.size > 0
  }

  /** Indexes for about so many milliseconds. Throws what SQLite says. */
  work(ms: number): void {
    const until = performance.now() + ms
    this.#db.transaction(() => {
      for (const captureId of this.#behind.keys()) {
        while (performance.now() < until) if (!this.#indexNext(captureId)) break
      }
    })()
  }

  #indexNext(captureId: number): boolean {
    const segment = this.#next.get(...placesOf(captureId))
    const derive = this.#behind.get(captureId)
    if (!segment || !derive) {
      this.#behind.delete(captureId)
      return false
    }
    const texts: string[] = []
    for (const event of decodeSegment(frameOf(segment.place), segment.bytes)) texts.push(textOfEvent(derive(event)))
    this.#insert.run(segment.place, readable(texts.join('\n')))
    this.#remember.run(segment.place, captureOf(segment.place))
    return true
  }
}
