import { HEADER_BYTES, RECORD, type RecordKind, type Slab, SLAB_BYTES, slabOf, writeRecord } from './records.ts'

/** Bodies are dropped when less than this share of the queue is left; heads and ends only when nothing is. */
const RESERVED_SHARE = 1 / 8
/** A slab that is not full is sent after this long: what the window shows lags by as much. */
const FLUSH_MS = 30
/** Free slabs above this number are given back to the system. */
const SPARE_SLABS = 4

/** What there is most of, and what may be cut into pieces. */
const MASS: ReadonlySet<RecordKind> = new Set([RECORD.requestBody, RECORD.responseBody, RECORD.stdio])

const NOTHING = Buffer.alloc(0)

/** The traffic's side of the queue: copies are put in here, and traffic never waits for it. */
export interface Recorder {
  /** Copies `from[start, end)` into the queue; returns whether it was kept. Never throws, never waits. */
  record(kind: RecordKind, number: number, extra: number, from?: Buffer, start?: number, end?: number): boolean
  /** Sends what is there at once. */
  flush(): void
}

/** A bounded pool of slabs, shared by the taps of a process. `bound`: bytes that may wait to be written. */
export class SlabPool {
  readonly #most: number
  readonly #free: ArrayBuffer[] = []
  #out = 0

  constructor(bound: number) {
    this.#most = Math.max(4, Math.floor(bound / SLAB_BYTES))
  }

  /** Memory for a slab, or undefined when as much as may wait does. `vital`: may use the reserve. */
  take(vital: boolean): ArrayBuffer | undefined {
    if (this.#out >= (vital ? this.#most : this.#most * (1 - RESERVED_SHARE))) return undefined
    this.#out++
    return this.#free.pop() ?? new ArrayBuffer(SLAB_BYTES)
  }

  /** Whether so much waits that a slab may as well be filled before it waits, too. */
  get isBehind(): boolean {
    return this.#out > this.#most / 4
  }

  giveBack(memory: ArrayBuffer): void {
    this.#out--
    if (this.#free.length < SPARE_SLABS) this.#free.push(memory)
    else memory.transfer(0) // frees it now; the collector might let it wait for long
  }

  /** Slabs that never come back, because who had them is gone. */
  forget(slabs: number): void {
    this.#out -= slabs
  }
}

/** A recorder for one capture. `send` hands a slab to the log's thread. */
export function createRecorder(pool: SlabPool, send: (memory: ArrayBuffer, used: number) => void): Recorder {
  let slab: Slab | undefined
  /** Whether it is of the reserve: bodies would use that up, and heads and ends find nothing. */
  let isReserve = false
  let timer: NodeJS.Timeout | undefined
  const lost = { copies: 0, bytes: 0 }

  function hand(): void {
    clearTimeout(timer)
    timer = undefined
    if (!slab) return
    const { view, used } = slab
    slab = undefined
    // A slab is made over an ArrayBuffer of its own, never over shared memory.
    send(view.buffer as ArrayBuffer, used)
  }

  /** Makes sure that the current slab has room; false if the queue is full. */
  function room(length: number, vital: boolean): boolean {
    const fits = slab !== undefined && slab.used + length + HEADER_BYTES <= SLAB_BYTES
    if (fits && (vital || !isReserve)) return true
    const plain = pool.take(false)
    const memory = plain ?? (vital ? pool.take(true) : undefined)
    if (memory || !fits) hand()
    if (!memory) return false
    slab = slabOf(memory)
    isReserve = plain === undefined
    timer = setTimeout(lookAgain, FLUSH_MS)
    tellLost(slab)
    return true
  }

  function tellLost(into: Slab): void {
    if (lost.copies === 0) return
    writeRecord(into, RECORD.gap, lost.copies, now(), Math.min(lost.bytes, 0xff_ff_ff_ff), NOTHING, 0, 0)
    lost.copies = 0
    lost.bytes = 0
  }

  function lose(bytes: number): void {
    lost.copies++
    lost.bytes += bytes
    // Nothing may follow that would bring the number along; and a process that is done need not wait for room.
    timer ??= setTimeout(flush, FLUSH_MS).unref()
  }

  /** Slabs with next to nothing in them would fill the queue of a writer that is stuck. */
  function lookAgain(): void {
    timer = undefined
    if (!slab || !pool.isBehind) return flush()
    if (lost.copies > 0 && room(0, true)) tellLost(slab)
    timer ??= setTimeout(lookAgain, FLUSH_MS)
  }

  function flush(): void {
    if (lost.copies > 0 && room(0, true) && slab) tellLost(slab)
    hand()
    if (lost.copies > 0) timer = setTimeout(flush, FLUSH_MS).unref()
  }

  return {
    record(kind, number, extra, from = NOTHING, start = 0, end = from.length) {
      const vital = !MASS.has(kind)
      const at = now()
      for (let begin = start; ;) {
        const least = vital ? end - begin : Math.min(end - begin, 1024)
        if (least > MOST || !room(least, vital) || !slab) {
          lose(end - begin)
          return false
        }
        const stop = Math.min(end, begin + SLAB_BYTES - slab.used - HEADER_BYTES)
        writeRecord(slab, kind, number, at, extra, from, begin, stop)
        if (stop === end) return true
        begin = stop
      }
    },
    flush,
  }
}

/** A record that must stay whole is no longer than this. */
const MOST = SLAB_BYTES - HEADER_BYTES - 64

/** Microseconds since 1970, from a clock that does not jump. */
export const now = (): number => Math.floor((performance.timeOrigin + performance.now()) * 1000)
