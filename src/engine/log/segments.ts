import type { EventKind } from '../../core/wire.ts'
import { parseHead } from '../../core/http.ts'
import { MOST_BYTES } from './batch.ts'
import { type Heads, noHeads } from './derive.ts'
import { captureOf, frameOf, placeOf, placesOf } from './schema.ts'
import { decodeSegment, kindBits, type StoredEvent } from './segment.ts'
import type { Connection } from './sqlite.ts'

/** Where only the beginnings of long events are wanted, so much is read of each segment, and kept of each event; bytes. */
const BRIEF = { segment: 2 * MOST_BYTES, event: 2 * 1024 }

/** What part of a capture's events is wanted; every event of it if nothing says otherwise. */
export interface Wanted {
  kinds?: readonly EventKind[]
  /** Of the event stream of this exchange, given by its place. */
  stream?: number
  /** Of long events only the beginning is wanted. */
  brief?: boolean
}

/** Reads the events of captures, by places as `placeOf` makes them. */
export class Segments {
  readonly #db: Connection
  /** An exchange is read event by event, and most of them lie together. */
  #last: { place: number; events: StoredEvent[] } | undefined

  constructor(db: Connection) {
    this.#db = db
  }

  /** The event that a place belongs to, as far as numbers tell: the last one of the capture that does not begin behind it. */
  at(place: number): StoredEvent | undefined {
    const segment = this.#segmentOf(place)
    if (segment === undefined) return undefined
    if (this.#last?.place !== segment) this.#last = { place: segment, events: this.#read(segment, {}) }
    return this.#last.events.findLast(({ frame }) => frame <= frameOf(place))
  }

  /** Events from a place on, in order. */
  *from(place: number, wanted: Wanted = {}): Generator<StoredEvent> {
    const next = this.#next('>=', wanted)
    let at: number | undefined = this.#segmentOf(place) ?? place
    const [, end] = placesOf(captureOf(place))
    while ((at = next.get(at, end)) !== undefined) {
      for (const event of this.#read(at, wanted)) if (event.frame >= frameOf(place)) yield event
      at++
    }
  }

  /** Events before a place, the last one first. */
  *before(place: number, wanted: Wanted = {}): Generator<StoredEvent> {
    const next = this.#next('<=', wanted)
    let at: number | undefined = place
    const [begin] = placesOf(captureOf(place))
    while ((at = next.get(at, begin)) !== undefined) {
      for (const event of this.#read(at, wanted).reverse()) if (event.frame < frameOf(place)) yield event
      at--
    }
  }

  /** Events around a place, in order: at most `most`, half of them from before it, if there are so many. */
  around(place: number, most: number, wanted: Wanted = {}): StoredEvent[] {
    const before = first(Math.floor(most / 2), this.before(place, wanted)).reverse()
    return [...before, ...first(most - before.length, this.from(place, wanted))]
  }

  /** The event that follows a place. */
  after(place: number): StoredEvent | undefined {
    return first(1, this.from(place + 1, { brief: true }))[0]
  }

  /** The events of a segment, given by its place. */
  of(segment: number): StoredEvent[] {
    return this.#read(segment, {})
  }

  /** The heads of an exchange, which say how its bodies are to be read. */
  headsOf(captureId: number, exchange: number): Heads {
    const place = placeOf(captureId, exchange)
    const parts = this.#db.prepare<[number], string>('SELECT parts FROM exchange WHERE place = ?').pluck().get(place)
    const heads = { ...noHeads }
    for (const frame of [exchange, ...((parts ? JSON.parse(parts) : []) as number[])]) {
      const event = this.at(placeOf(captureId, frame))
      if (event?.frame !== frame || (event.kind !== 'request' && event.kind !== 'response')) continue
      heads[event.kind] = parseHead(event.bytes.toString('latin1'))
    }
    return heads
  }

  /** The segment in which a place would be. */
  #segmentOf(place: number): number | undefined {
    return this.#db
      .prepare<[number, number], number>(
        'SELECT place FROM segment WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1',
      )
      .pluck()
      .get(placesOf(captureOf(place))[0], place)
  }

  /** The next segment in one direction, up to a limit. */
  #next(direction: '>=' | '<=', { kinds, stream }: Wanted) {
    const [limit, order] = direction === '>=' ? ['<=', 'ASC'] : ['>=', 'DESC']
    const [table, column] = stream === undefined ? ['segment', 'place'] : ['streamed', 'segment']
    const only = stream === undefined ? (kinds ? `kinds & ${kindBits(...kinds)}` : 'TRUE') : `exchange = ${stream}`
    const places = `${column} ${direction} ? AND ${column} ${limit} ?`
    return this.#db
      .prepare<[number, number], number>(
        `SELECT ${column} FROM ${table} WHERE ${only} AND ${places} ORDER BY ${column} ${order} LIMIT 1`,
      )
      .pluck()
  }

  #read(segment: number, { kinds, stream, brief }: Wanted): StoredEvent[] {
    const bytes = this.#db
      .prepare<[number], Buffer>(
        `SELECT ${brief ? `substr(bytes, 1, ${BRIEF.segment})` : 'bytes'} FROM segment WHERE place = ?`,
      )
      .pluck()
      .get(segment)
    const exchange = stream === undefined ? undefined : frameOf(stream)
    const events: StoredEvent[] = []
    for (const event of decodeSegment(frameOf(segment), bytes ?? Buffer.alloc(0))) {
      if (kinds && !kinds.includes(event.kind)) continue
      if (exchange !== undefined && !(event.kind === 'sse' && event.exchange === exchange)) continue
      // A copy: a view would keep the segment in memory.
      if (brief && event.kind === 'line') event.bytes = Buffer.from(event.bytes.subarray(0, BRIEF.event))
      events.push(event)
    }
    return events
  }
}

/** At most so many of what there is. */
function first<T>(most: number, all: Iterable<T>): T[] {
  const some: T[] = []
  if (most > 0) {
    for (const one of all) if (some.push(one) === most) break
  }
  return some
}
