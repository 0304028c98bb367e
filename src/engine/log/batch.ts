import type { WireEvent } from '../../core/wire.ts'
import { placeOf, placesOf } from './schema.ts'
import { kindBits, SegmentEncoder } from './segment.ts'
import type { Connection } from './sqlite.ts'

/** A segment ends when it has so many events, or bytes. */
const MOST_EVENTS = 256
export const MOST_BYTES = 128 * 1024

/** A segment within a batch: where it begins there, and what its row says of it. */
interface Segment {
  from: number
  frame: number
  kinds: number
  events: number
  /** Exchanges whose streams have events in it. */
  streams: Set<number>
}

/** Events of one capture that wait to be stored. They are encoded as they come, so that nothing of them has to be kept. */
export class EventBatch {
  readonly #encoder = new SegmentEncoder()
  readonly #segments: Segment[] = []
  #events = 0

  get size(): number {
    return this.#events
  }

  add(event: WireEvent): void {
    this.#encoder.add(event, this.#segmentFor(event))
    this.#events++
  }

  #segmentFor(event: WireEvent): boolean {
    const length = 'bytes' in event && typeof event.bytes !== 'number' ? event.bytes.length : 0
    let segment = this.#segments.at(-1)
    // A long event stands alone, so that nobody reads it who looks for its neighbours.
    const fits = segment && segment.events < MOST_EVENTS && this.#encoder.size - segment.from + length <= MOST_BYTES
    if (!segment || !fits) {
      segment = { from: this.#encoder.size, frame: event.frame, kinds: 0, events: 0, streams: new Set() }
      this.#segments.push(segment)
    }
    segment.kinds |= kindBits(event.kind)
    segment.events++
    if (event.kind === 'sse') segment.streams.add(event.exchange)
    return segment.events === 1
  }

  /** The segments, in order; `bytes` are valid until the batch is cleared or added to. */
  *segments(): Generator<Omit<Segment, 'from' | 'events'> & { bytes: Buffer }> {
    const bytes = this.#encoder.bytes()
    for (const [n, { from, frame, kinds, streams }] of this.#segments.entries()) {
      yield { frame, kinds, streams, bytes: bytes.subarray(from, this.#segments[n + 1]?.from) }
    }
  }

  clear(): void {
    this.#encoder.clear()
    this.#segments.length = 0
    this.#events = 0
  }
}

/** Writes batches, and removes what was written of a capture. */
export interface EventTable {
  write(captureId: number, batch: EventBatch): void
  remove(captureId: number): void
}

export function eventTable(db: Connection): EventTable {
  const insert = db.prepare('INSERT INTO segment (place, kinds, bytes) VALUES (?, ?, ?)')
  const stream = db.prepare('INSERT INTO streamed (exchange, segment) VALUES (?, ?)')
  const removals = [
    db.prepare('DELETE FROM segment WHERE place BETWEEN ? AND ?'),
    db.prepare('DELETE FROM streamed WHERE exchange BETWEEN ? AND ?'),
    db.prepare('DELETE FROM words WHERE rowid BETWEEN ? AND ?'),
  ]
  return {
    write(captureId, batch) {
      for (const { frame, kinds, streams, bytes } of batch.segments()) {
        const place = placeOf(captureId, frame)
        insert.run(place, kinds, bytes)
        for (const exchange of streams) stream.run(placeOf(captureId, exchange), place)
      }
    },
    remove(captureId) {
      for (const removal of removals) removal.run(...placesOf(captureId))
    },
  }
}
