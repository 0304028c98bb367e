import type { Decoded } from './jsonrpc.ts'
import { nameOf } from './mcp.ts'
import { iso } from './time.ts'

export type Direction = 'to-server' | 'to-client'
export type MessageKind = 'request' | 'result' | 'error' | 'notification' | 'invalid'

/** One JSON-RPC message. */
export interface MessageRow {
  captureId: number
  frame: number
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
  answers: number | null
  answeredBy: number | null
}

/** A row for one decoded message. `size` is in bytes of its text. */
export function messageRow(
  message: Decoded,
  where: { captureId: number; frame: number; exchange: number | null; direction: Direction; at: number; size: number },
): MessageRow {
  const { at, ...place } = where
  return {
    ...place,
    kind: message.kind,
    id: message.id ?? null,
    method: message.method,
    name: nameOf(message),
    code: message.error?.code ?? null,
    session: null,
    at: iso(at),
    answers: null,
    answeredBy: null,
  }
}

/** Requests that wait for an answer are forgotten, the oldest first, past this number. */
const MOST_WAITING = 50_000

/** Ties answers to requests across connections: by session, direction and typed id (JSON-RPC ids 1 and "1" differ). */
export class Pairing {
  readonly #waiting = new Map<string, MessageRow>()

  expect(session: string, request: MessageRow): void {
    const key = keyOf(session, request.direction, request.id)
    this.#waiting.delete(key)
    this.#waiting.set(key, request)
    if (this.#waiting.size <= MOST_WAITING) return
    const [oldest] = this.#waiting.keys()
    if (oldest !== undefined) this.#waiting.delete(oldest)
  }

  /** This request waits no longer. */
  settled(session: string, request: MessageRow): void {
    const key = keyOf(session, request.direction, request.id)
    if (this.#waiting.get(key) === request) this.#waiting.delete(key)
  }

  /** The request that this answer belongs to, no longer waiting; undefined if none waits. */
  answered(session: string, answer: MessageRow): MessageRow | undefined {
    const key = keyOf(session, answer.direction === 'to-client' ? 'to-server' : 'to-client', answer.id)
    const request = this.#waiting.get(key)
    this.#waiting.delete(key)
    return request
  }
}

const keyOf = (session: string, direction: Direction, id: MessageRow['id']): string =>
  `${session} ${direction} ${JSON.stringify(id)}`

/** Writes on both sides which message answers which. */
export function pair(request: MessageRow, answer: MessageRow): void {
  request.answeredBy = answer.frame
  answer.answers = request.frame
  answer.method = request.method
  answer.name = request.name
}
