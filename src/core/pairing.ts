import type { Decoded } from './jsonrpc.ts'
import type { Direction, MessageRow } from './message.ts'
import { remember } from './recent.ts'

/** A request that waits for its answer. */
export interface Waiting {
  row: MessageRow
  /** Within what its id is its own: its session, or without one its connection. */
  scope: string
  /** What it says, if its answer may make something of that. */
  message: Decoded | null
}

/** Requests that wait for an answer are forgotten, the oldest first, past this number. */
const MOST_WAITING = 10_000
/** So many that were answered are remembered: they may be cancelled too late. */
const MOST_ANSWERED = 1000

/** Ties answers to requests across connections: by session, direction and typed id (JSON-RPC ids 1 and "1" differ). */
export class Pairing {
  readonly #waiting = new Map<string, Waiting>()
  readonly #answered = new Map<string, MessageRow>()

  /** How many requests it holds. */
  get size(): number {
    return this.#waiting.size + this.#answered.size
  }

  /** Returns the request that waited under the same id, if there was one: it waits in its own exchange only. */
  expect(request: Waiting): Waiting | undefined {
    const key = keyOf(request.scope, request.row.direction, request.row.id)
    const earlier = this.#waiting.get(key)
    remember(this.#waiting, key, request, MOST_WAITING)
    return earlier
  }

  /** This request waits no longer. */
  settled(request: Waiting): void {
    const key = keyOf(request.scope, request.row.direction, request.row.id)
    if (this.#waiting.get(key) === request) this.#waiting.delete(key)
    remember(this.#answered, key, request.row, MOST_ANSWERED)
  }

  /** The request turns out to be of another scope. */
  move(request: Waiting, scope: string): void {
    const key = keyOf(request.scope, request.row.direction, request.row.id)
    const isWaiting = this.#waiting.get(key) === request
    if (isWaiting) this.#waiting.delete(key)
    request.scope = scope
    if (isWaiting) this.expect(request)
  }

  /** The request that this answer belongs to, no longer waiting; undefined if none waits. */
  answered(scope: string, answer: MessageRow): Waiting | undefined {
    const request = this.#waiting.get(keyOf(scope, other(answer.direction), answer.id))
    if (request) this.settled(request)
    return request
  }

  /** The request of this id that waits, or was answered lately. */
  find(scope: string, direction: Direction, id: MessageRow['id']): MessageRow | undefined {
    const key = keyOf(scope, direction, id)
    return this.#waiting.get(key)?.row ?? this.#answered.get(key)
  }
}

const other = (direction: Direction): Direction => (direction === 'to-client' ? 'to-server' : 'to-client')

const keyOf = (scope: string, direction: Direction, id: MessageRow['id']): string =>
  typeof id === 'number' ? `${scope} ${direction} ${id}` : `${scope} ${direction} ${JSON.stringify(id)}`
