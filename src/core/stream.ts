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
  lastEventId: string | null
  /** Milliseconds the server asked to wait before reconnecting. */
  retryMs: number | null
  openedAt: string
  lastEventAt: string | null
  endedAt: string | null
  end: EndVerdict | null
  /** Frame of the stream that this one resumes. */
  resumes: number | null
}

/** A row for an event stream that opens. `resumes`: the stream whose last event id the request names. */
export function openStream(exchange: OpenExchange, at: number, resumes: number | null): StreamRow {
  return {
    captureId: exchange.row.captureId,
    frame: exchange.row.frame,
    kind: kindOf(exchange),
    session: exchange.session?.row.key ?? null,
    events: 0,
    comments: 0,
    lastEventId: null,
    retryMs: null,
    openedAt: iso(at),
    lastEventAt: null,
    endedAt: null,
    end: null,
    resumes,
  }
}

/** A GET counts as `standalone` until its first event says that it is the `endpoint` stream of HTTP+SSE. */
function kindOf(exchange: OpenExchange): StreamKind {
  if (exchange.row.method === 'GET') return exchange.lastEventId === undefined ? 'standalone' : 'resumed'
  return exchange.row.rpc?.startsWith('subscriptions/listen') ? 'listen' : 'response'
}

/** Counts one block of the stream. */
export function countBlock(stream: StreamRow, block: SseBlock, at: number): void {
  stream.comments += block.comments.length
  if (block.retry !== null) stream.retryMs = block.retry
  if (!block.complete) return
  if (block.id !== null) stream.lastEventId = block.id
  if (block.data === null) return
  stream.events++
  stream.lastEventAt = iso(at)
}
