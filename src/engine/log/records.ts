/**
 * What crosses from the traffic's thread to the log's: records in slabs of memory that change hands without being copied.
 * Layout of a record: kind u8, flags u8, u16 unused, number u32, time f64, length u32, extra u32, bytes, padding to 8.
 */
export const RECORD = {
  /** number: connection; bytes: the client's address. */
  connection: 1,
  /** number: connection; bytes: JSON of how the server was reached. */
  upstream: 2,
  /** number: connection. */
  disconnect: 3,
  /** number: exchange; extra: connection; bytes: the head. */
  requestHead: 4,
  requestBody: 5,
  requestEnd: 6,
  /** extra: connection, or 0 if the tap itself answers. */
  responseHead: 7,
  responseBody: 8,
  /** bytes: JSON of an EndEvent's facts but `reached`. */
  end: 9,
  /** bytes: JSON of a RewriteEvent's facts. */
  rewrite: 10,
  /** number: copies dropped; extra: their bytes. */
  gap: 11,
  /** number: 0 stdin, 1 stdout, 2 stderr; bytes: what went through it. */
  stdio: 12,
  /** number: as above; the stream ended. */
  stdioEnd: 13,
  /** bytes: JSON of a SpawnEvent's or an ExitEvent's facts. */
  spawn: 14,
  exit: 15,
  /** Copies of a body were dropped. extra: where in the body the next copy begins. */
  requestSkip: 16,
  responseSkip: 17,
  /** number: as for stdio; extra: how many bytes were dropped. */
  stdioSkip: 18,
  /** Recording goes on after a pause. number: copies that were not made; bytes: JSON of a GapEvent's other facts. */
  pause: 19,
} as const

export type RecordKind = (typeof RECORD)[keyof typeof RECORD]

export interface LogRecord {
  kind: number
  number: number
  at: number
  extra: number
  bytes: Buffer
}

export const HEADER_BYTES = 24
export const SLAB_BYTES = 256 * 1024

/** Writes one record at `at`; returns where the next one goes. The caller has made sure that it fits. */
export function writeRecord(
  slab: Slab,
  kind: RecordKind,
  number: number,
  at: number,
  extra: number,
  from: Buffer,
  start: number,
  end: number,
): void {
  const { view, used } = slab
  view.setUint8(used, kind)
  view.setUint32(used + 4, number, true)
  view.setFloat64(used + 8, at, true)
  view.setUint32(used + 16, end - start, true)
  view.setUint32(used + 20, extra, true)
  from.copy(slab.bytes, used + HEADER_BYTES, start, end)
  slab.used = padded(used + HEADER_BYTES + end - start)
}

const padded = (length: number): number => (length + 7) & ~7

export interface Slab {
  bytes: Buffer
  view: DataView
  used: number
}

export function slabOf(memory: ArrayBuffer): Slab {
  return { bytes: Buffer.from(memory), view: new DataView(memory), used: 0 }
}

/** The records of a slab. Their bytes are views into it, valid until it is handed back. */
export function* readRecords(memory: ArrayBuffer, used: number): Generator<LogRecord> {
  const view = new DataView(memory)
  for (let at = 0; at < used;) {
    const length = view.getUint32(at + 16, true)
    yield {
      kind: view.getUint8(at),
      number: view.getUint32(at + 4, true),
      at: view.getFloat64(at + 8, true),
      extra: view.getUint32(at + 20, true),
      bytes: Buffer.from(memory, at + HEADER_BYTES, length),
    }
    at = padded(at + HEADER_BYTES + length)
  }
}
