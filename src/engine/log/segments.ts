import type { EventKind, WireEvent } from '../../core/wire.ts'
import { captureOf, frameOf, placeOf, placesOf } from './schema.ts'
import { decodeSegment, kindBits, SegmentEncoder, type StoredEvent } from './segment.ts'
import type { Connection } from './sqlite.ts'

/** A segment ends when it has so many events, or bytes. */
const MOST_EVENTS = 256
const MOST_BYTES = 128 * 1024
/** Where only the beginnings of long events are wanted, so much is read of each segment, and kept of each event; bytes. */
const BRIEF = { segment: 2 * MOST_BYTES, event: 2 * 1024 }

/** Writes the events of captures. */
export interface SegmentWriter {
  append(captureId: number, events: readonly WireEvent[]): void
  remove(captureId: number): void
}

export function segmentWriter(db: Connection): SegmentWriter {
  const insert = db.prepare('INSERT INTO segment (place, kinds, bytes) VALUES (?, ?, ?)')
  const stream = db.prepare('INSERT INTO streamed (exchange, segment) VALUES (?, ?)')
  const removals = [
    db.prepare('DELETE FROM segment WHERE place BETWEEN ? AND ?'),
    db.prepare('DELETE FROM streamed WHERE exchange BETWEEN ? AND ?'),
  ]
  const encoder = new SegmentEncoder()

  function write(captureId: number, events: readonly WireEvent[], from: number): number {
    const frame = events[from]?.frame ?? 0
    encoder.begin(frame)
    const streams = new Set<number>()
    let kinds = 0
    let to = from
    for (; to < events.length && to - from < MOST_EVENTS; to++) {
      const event = events[to]
      // A long event stands alone, so that nobody reads it who looks for its neighbours.
      if (!event || (to > from && encoder.size + lengthOf(event) > MOST_BYTES)) break
      encoder.add(event)
      kinds |= kindBits(event.kind)
      if (event.kind === 'sse') streams.add(event.exchange)
    }
    const place = placeOf(captureId, frame)
    insert.run(place, kinds, encoder.bytes())
    for (const exchange of streams) stream.run(placeOf(captureId, exchange), place)
    return to
  }

  return {
    append(captureId, events) {
      for (let from = 0; from < events.length;) from = write(captureId, events, from)
    },
    remove(captureId) {
      for (const removal of removals) removal.run(...placesOf(captureId))
    },
  }
}

const lengthOf = (event: WireEvent): number =>
  'bytes' in event && typeof event.bytes !== 'number' ? event.bytes.length : 0

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
