import type { OpenExchange } from './exchange.ts'
import type { SseBlock } from './sse.ts'
import { iso } from './time.ts'
import type { EndVerdict } from './wire.ts'

/** `endpoint`: the stream of HTTP+SSE. `standalone`: a GET of Streamable HTTP. `resumed`: a GET with `Last-Event-ID`. */
export type StreamKind = 'endpoint' | 'standalone' | 'resumed' | 'response' | 'listen'

/** One `text/event-stream` response. */
export interface StreamRow {
  captureId: number
  frame: number
  kind: StreamKind
  session: string | null
  events: number
  comments: number
  /** Bytes of the stream, those of comments included; of a compressed one, what they are unpacked. */
  bytes: number
  lastEventId: string | null
  /** Milliseconds the server asked to wait before reconnecting. */
  retryMs: number | null
  /** When its head came. */
  openedAt: string
  /** When anything came on it, a comment too. */
  firstByteAt: string | null
  firstEventAt: string | null
  lastEventAt: string | null
  /** The longest time in which nothing came, not even a comment, in milliseconds; null until something came or it ended. */
  longestGapMs: number | null
  endedAt: string | null
  end: EndVerdict | null
  /** Frame of the stream that this one resumes, and of the one that resumes this. */
  resumes: number | null
  resumedBy: number | null
  /** Frames of events behind the one it resumes from, which the server had sent and did not send again on this stream. */
  missed: number[]
  /** Events on this stream that its client had already when it resumed. */
  repeated: number[]
}

/** A row for an event stream that opens. */
export function openStream(exchange: OpenExchange, at: number): StreamRow {
  exchange.lastByteAt = at
  return {
    captureId: exchange.row.captureId,
    frame: exchange.row.frame,
    kind: kindOf(exchange),
    session: exchange.session?.row.key ?? null,
    events: 0,
    comments: 0,
    bytes: 0,
    lastEventId: null,
    retryMs: null,
    openedAt: iso(at),
    firstByteAt: null,
    firstEventAt: null,
    lastEventAt: null,
    longestGapMs: null,
    endedAt: null,
    end: null,
    resumes: null,
    resumedBy: null,
    missed: [],
    repeated: [],
  }
}

/** A GET counts as `standalone` until its first event says that it is the `endpoint` stream of HTTP+SSE. */
function kindOf(exchange: OpenExchange): StreamKind {
  if (exchange.row.method === 'GET') return exchange.lastEventId === undefined ? 'standalone' : 'resumed'
  return exchange.row.rpc?.startsWith('subscriptions/listen') ? 'listen' : 'response'
}

/** Nothing came on a stream from its last byte until now. */
function countGap(exchange: OpenExchange, stream: StreamRow, at: number): void {
  const gapMs = Math.round(at - exchange.lastByteAt) / 1000
  if (stream.longestGapMs === null || gapMs > stream.longestGapMs) stream.longestGapMs = gapMs
  exchange.lastByteAt = at
}

/** A stream is over. */
export function endStream(exchange: OpenExchange, stream: StreamRow, end: EndVerdict, at: number): void {
  countGap(exchange, stream, at)
  stream.endedAt = iso(at)
  stream.end = end
}

/** Counts one block of the stream. `size`: in bytes. */
export function countBlock(
  exchange: OpenExchange,
  stream: StreamRow,
  block: SseBlock,
  { at, size }: { at: number; size: number },
): void {
  countGap(exchange, stream, at)
  stream.bytes += size
  stream.firstByteAt ??= iso(at)
  stream.comments += block.comments.length
  if (block.retry !== null) stream.retryMs = block.retry
  if (!block.complete) return
  if (block.id !== null) stream.lastEventId = block.id
  if (block.data === null) return
  stream.events++
  stream.lastEventAt = iso(at)
  stream.firstEventAt ??= stream.lastEventAt
}
