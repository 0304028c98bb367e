import type { EventKind, WireEvent } from '../../core/wire.ts'
import { ByteReader, ByteWriter } from './varint.ts'

/**
 * How a run of wire events is stored: as one value, in the order of the wire. Byte 0 is the version; then, for each event, its kind,
 * how many frames and microseconds it came after the one before, how many frames ago its exchange began, and its fields as
 * `STORED` has them. Numbers have as many bytes as they need, so that a call of 1 kB costs 60 bytes beside its own.
 */
const VERSION = 1

/** Fields that `derive.ts` finds again in the bytes. */
type Derived = 'head' | 'text' | 'messages' | 'block'

type EventOf<K extends EventKind> = Extract<WireEvent, { kind: K }>
type FieldOf<K extends EventKind> = Exclude<keyof EventOf<K>, 'frame' | 'at' | 'kind' | 'exchange' | Derived>

/** `bytes` stand last: where only the beginning of a long event is read, everything else of it is there. */
type Encoding = 'number' | 'text' | 'json' | 'bytes'

/** What is stored of each kind of event. Kinds are stored by their number here: add new ones at the end. */
const STORED: { [K in EventKind]: { [F in FieldOf<K>]: Encoding } } = {
  request: { connection: 'number', client: 'text', replay: 'json', bytes: 'bytes' },
  'request body': { size: 'number', redacted: 'json', bytes: 'bytes' },
  response: { remote: 'text', bytes: 'bytes' },
  'response body': { size: 'number', redacted: 'json', bytes: 'bytes' },
  sse: { offset: 'number', bytes: 'bytes' },
  end: {
    end: 'text',
    reason: 'text',
    requestBytes: 'number',
    responseBytes: 'number',
    dropped: 'number',
    unrecorded: 'number',
    idleMs: 'json',
    reached: 'json',
  },
  rewrite: { what: 'text', original: 'text', changed: 'text' },
  gap: { copies: 'number', bytes: 'number', paused: 'json' },
  stop: {},
  spawn: { command: 'json', pid: 'json', failure: 'text' },
  line: { stream: 'text', size: 'number', bytes: 'bytes' },
  closed: { stream: 'text' },
  exit: { code: 'json', signal: 'text', sent: 'text' },
}

const LAYOUTS = Object.entries(STORED).map(([kind, fields]) => ({ kind, fields: Object.entries(fields) }))
const NUMBERS = new Map(LAYOUTS.map(({ kind }, number) => [kind, number]))

type StoredOf<E> = E extends { bytes: Uint8Array } ? Omit<E, Derived | 'bytes'> & { bytes: Buffer } : Omit<E, Derived>

/** An event as it is stored, without what is derived from its bytes. `kept`: how many bytes there are, if not all were read. */
export type StoredEvent = StoredOf<WireEvent> & { kept: number }

/** A set of kinds as a number, one bit each. */
export const kindBits = (...kinds: readonly EventKind[]): number =>
  kinds.reduce((bits, kind) => bits | (1 << (NUMBERS.get(kind) ?? 31)), 0)

/** Puts events together, one segment behind the other. */
export class SegmentEncoder {
  readonly #out = new ByteWriter()
  #frame = 0
  #at = 0

  get size(): number {
    return this.#out.size
  }

  /** `begins`: a segment of its own, whose place says its frame. */
  add(event: WireEvent, begins: boolean): void {
    const out = this.#out
    if (begins) {
      out.number(VERSION)
      this.#frame = event.frame
      this.#at = 0
    }
    const number = NUMBERS.get(event.kind) ?? 0
    out.number(number)
    out.number(event.frame - this.#frame)
    out.signed(event.at - this.#at)
    out.number(event.exchange === null ? 0 : event.frame - event.exchange + 1)
    const values = event as unknown as Record<string, unknown> // its fields are those of `STORED`
    for (const [name, encoding] of LAYOUTS[number]?.fields ?? []) put(out, encoding, values[name])
    this.#frame = event.frame
    this.#at = event.at
  }

  /** What was put together; valid until more is. */
  bytes(): Buffer {
    return this.#out.written()
  }

  clear(): void {
    this.#out.clear()
  }
}

function put(out: ByteWriter, encoding: Encoding, value: unknown): void {
  switch (encoding) {
    case 'number':
      return out.number(value as number) // as the type of `STORED` has it, here and below
    case 'text':
      return out.text(value as string | null)
    case 'json':
      return out.text(value === null || value === undefined ? null : JSON.stringify(value))
    case 'bytes':
      return out.bytes(value as Uint8Array)
  }
}

function take(from: ByteReader, encoding: Encoding): unknown {
  switch (encoding) {
    case 'number':
      return from.number()
    case 'text':
      return from.text()
    case 'json': {
      const text = from.text()
      return text === null ? null : JSON.parse(text)
    }
    case 'bytes':
      return from.bytes()
  }
}

/** The events of a segment that begins with this frame. Of bytes that were cut short, the events that there are. */
export function* decodeSegment(frame: number, bytes: Buffer): Generator<StoredEvent> {
  const from = new ByteReader(bytes)
  const version = from.number()
  if (version !== VERSION)
    throw new Error(`a part of the log is of version ${version}, which this Tapscope does not know`)
  let at = 0
  while (!from.done) {
    const layout = LAYOUTS[from.number()]
    if (!layout) throw new Error('a part of the log is damaged')
    frame += from.number()
    at += from.signed()
    const ago = from.number()
    const event: Record<string, unknown> = {
      frame,
      at,
      kind: layout.kind,
      exchange: ago === 0 ? null : frame - ago + 1,
    }
    for (const [name, encoding] of layout.fields) event[name] = take(from, encoding)
    event.kept = from.kept
    yield event as unknown as StoredEvent // it was put together from an event of this kind
  }
}
