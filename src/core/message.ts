import type { Decoded } from './jsonrpc.ts'
import { nameOf } from './mcp.ts'
import { iso } from './time.ts'

export type Direction = 'to-server' | 'to-client'
export type MessageKind = 'request' | 'result' | 'error' | 'notification' | 'invalid'

/** One JSON-RPC message. */
export interface MessageRow {
  captureId: number
  frame: number
  /** The exchange it came in, whose frame is also that of its stream; null on stdio. */
  exchange: number | null
  direction: Direction
  kind: MessageKind
  /** The JSON-RPC id as sent; null if it has none. */
  id: string | number | null
  /** Its method; for an answer, the method of the request it answers. */
  method: string | null
  /** The tool, prompt or resource that it is about. */
  name: string | null
  /** `error.code`. */
  code: number | null
  session: string | null
  at: string
  size: number
  /** The request that this answers; null for an answer that nobody asked for. */
  answers: number | null
  answeredBy: number | null
  /**
   * The request that this belongs to without answering it: whose progress it tells, that it cancels, that made the task it is
   * about, whose call for input it meets, or on whose stream it came.
   */
  relatesTo: number | null
  /** The notification that cancelled this request. An answer with a higher frame came late. */
  cancelledBy: number | null
  /** An earlier request of the same side with the same id, which still waited for its answer. */
  collidesWith: number | null
}

/** Where a message stands. `size`: of its text, in bytes. */
export interface MessagePlace {
  captureId: number
  frame: number
  exchange: number | null
  direction: Direction
  session: string | null
  /** Microseconds since 1970. */
  at: number
  size: number
}

/** A row for one decoded message. */
export function messageRow(message: Decoded, { at, ...place }: MessagePlace): MessageRow {
  return {
    ...place,
    kind: message.kind,
    id: message.id ?? null,
    method: message.method,
    name: nameOf(message),
    code: message.error?.code ?? null,
    at: iso(at),
    answers: null,
    answeredBy: null,
    relatesTo: null,
    cancelledBy: null,
    collidesWith: null,
  }
}

/** Writes on both sides which message answers which. */
export function pair(request: MessageRow, answer: MessageRow): void {
  request.answeredBy = answer.frame
  answer.answers = request.frame
  answer.method = request.method
  answer.name = request.name
}
