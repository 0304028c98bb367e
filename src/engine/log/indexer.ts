import type { WireEvent } from '../../core/wire.ts'
import { createDeriver } from './derive.ts'
import { readable, textOfEvent } from './phrase.ts'
import { captureOf, frameOf, placesOf } from './schema.ts'
import { decodeSegment, type StoredEvent } from './segment.ts'
import { Segments } from './segments.ts'
import type { Connection } from './sqlite.ts'

/**
 * Indexes the words of segments, some time after they were stored: in the transaction of the traffic it would cost as much as all the
 * rest. A capture remembers up to where it is indexed; what lies behind is searched without the index.
 */
export class Indexer {
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

  /** Indexes for about so many milliseconds; returns whether there is more to do. Throws what SQLite says. */
  work(ms: number): boolean {
    const until = performance.now() + ms
    this.#db.transaction(() => {
      for (const captureId of this.#behind.keys()) {
        while (performance.now() < until) if (!this.#indexNext(captureId)) break
      }
    })()
    return this.#behind.size > 0
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

/** While nothing comes, words are indexed so many milliseconds at once; while something does, only now and then. */
const WORK_MS = 40
const BUSY_MS = 1000

/** Indexes what it is told of, and what was left behind, when there is time. */
export function indexInTime(db: Connection): { note(captureId: number): void; stop(): void } {
  const indexer = new Indexer(db)
  indexer.lookBack()
  /** Whether something came since the last time. */
  let isBusy = false
  let timer: NodeJS.Timeout | undefined = setTimeout(work, BUSY_MS)

  function work(): void {
    timer = undefined
    let isBehind = true
    try {
      isBehind = indexer.work(WORK_MS)
    } catch {
      // What cannot be written now is indexed later: nothing depends on when.
      isBusy = true
    }
    if (isBehind) timer = setTimeout(work, isBusy ? BUSY_MS : 1)
    isBusy = false
  }

  return {
    note(captureId) {
      indexer.note(captureId)
      isBusy = true
      timer ??= setTimeout(work, BUSY_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
