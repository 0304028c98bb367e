import type { TraceEvent } from '../../core/trace.ts'
import { fromIso, iso } from '../../core/time.ts'
import type { StoredEvent } from '../log/segment.ts'

/** One event of the log as a line of a trace. */
export function toTraceLine({ kept: _kept, frame, at, ...event }: StoredEvent): string {
  const readable = 'bytes' in event && typeof event.bytes !== 'number' ? { bytes: readableBytes(event.bytes) } : {}
  return `${JSON.stringify({ frame, at: iso(at), ...event, ...readable })}\n`
}

/** A line of a trace as an event of the log. */
export function fromTraceLine({ at, ...event }: TraceEvent): StoredEvent {
  const bytes = 'bytes' in event && typeof event.bytes !== 'number' ? { bytes: bytesOf(event.bytes) } : {}
  return { ...event, ...bytes, at: fromIso(at), kept: 0 } as StoredEvent // the schema has the fields of each kind
}

/** Bytes that are UTF-8 stand as text, so that a trace can be read; others would not survive it. */
function readableBytes(bytes: Buffer): string | { base64: string } {
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') }
}

const bytesOf = (bytes: string | { base64: string }): Buffer =>
  typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.base64, 'base64')
