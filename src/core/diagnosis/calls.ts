import type { OpenExchange } from '../exchange.ts'
import { isObject } from '../jsonrpc.ts'
import { isModern } from '../mcp.ts'
import type { MessageRow } from '../message.ts'
import { remember } from '../recent.ts'
import type { Said } from './rule.ts'

/** A JSON-RPC request of either side, and what became of it. */
export interface Call {
  row: MessageRow
  /** What carried it; null on stdio. */
  exchange: OpenExchange | null
  /** Microseconds since 1970. */
  at: number
  /** Its id as a text, which is how some servers keep it. */
  idText: string
  /** Its progress token. */
  token: unknown
  /** Whether it asks to be run as a task (2025-11-25). */
  isTask: boolean
  /** Whether only a client of the modern era sends it. */
  isModern: boolean
  /** The first `notifications/cancelled` for it. */
  cancelled: { frame: number; at: number; reason: string | null } | null
  answer: { row: MessageRow; exchange: OpenExchange | null; at: number } | null
  /** Rules have been asked about it, so that they are asked again when it is answered. */
  isWatched: boolean
}

/** A task that a request created (2025-11-25 basic/utilities/tasks). */
export interface CreatedTask {
  frame: number
  session: string | null
}

const MOST_WAITING = 1000
const MOST_TASKS = 500
const MOST_SCOPES = 500
/** So many requests are remembered of a session. */
export const MOST_OF_SCOPE = 24

/** The requests of a capture: those that wait, and the last ones of each session, whatever became of them. */
export class Calls {
  /** In the order in which they were sent. */
  readonly waiting = new Map<number, Call>()
  readonly tasks = new Map<string, CreatedTask>()
  /** Sessions whose client has said `notifications/initialized`. */
  readonly initialized = new Set<string>()
  readonly #recent = new Map<string, Call[]>()
  /** The call that was answered last. */
  #settled: Call | undefined

  /** A message was said. Returns the call that it answers or cancels. */
  heard(said: Said): Call | undefined {
    const { row } = said
    if (row.kind === 'request') {
      this.#asked(said)
      return undefined
    }
    if (row.kind === 'notification') return this.#noted(said)
    const call = row.answers === null ? undefined : this.waiting.get(row.answers)
    if (!call) return undefined
    this.waiting.delete(call.row.frame)
    call.answer = { row, exchange: said.exchange, at: said.at }
    this.#settled = call
    this.#created(said)
    return call
  }

  /** An exchange has ended so that no answer to its requests can come any more. */
  closed(exchange: OpenExchange): void {
    for (const { frame } of exchange.messages) this.waiting.delete(frame)
  }

  /** The last requests in the session of a message, or on its connection; the newest last. */
  near({ row, exchange }: Pick<Said, 'row' | 'exchange'>): readonly Call[] {
    return this.#recent.get(scopeOf(row, exchange)) ?? []
  }

  /** The last requests in a session. */
  of(session: string): readonly Call[] {
    return this.#recent.get(session) ?? []
  }

  /** The request that a message answers. */
  answeredBy(said: Said): Call | undefined {
    // That of initialize was sent before there was a session.
    if (this.#settled?.answer?.row === said.row) return this.#settled
    return this.near(said).findLast(({ row }) => row.frame === said.row.answers)
  }

  /** The request that a message is an answer to by its id, whether it still waited for one or not. */
  meantBy(said: Said): Call | undefined {
    const { id, direction } = said.row
    const one = this.answeredBy(said)
    return one ?? this.near(said).findLast(({ row }) => row.id === id && row.direction !== direction)
  }

  #noted(said: Said): Call | undefined {
    const { row, exchange } = said
    if (row.method === 'notifications/initialized') {
      this.initialized.add(scopeOf(row, exchange))
      if (this.initialized.size > MOST_SCOPES) dropFirst(this.initialized)
    }
    return row.method === 'notifications/cancelled' ? this.#cancelled(said) : undefined
  }

  #created({ row, message }: Said): void {
    const task = isObject(message.result) ? message.result.task : undefined
    if (!isObject(task) || typeof task.taskId !== 'string' || this.tasks.has(task.taskId)) return
    this.tasks.set(task.taskId, { frame: row.frame, session: row.session })
    if (this.tasks.size > MOST_TASKS) dropFirst(this.tasks)
  }

  #asked({ row, message, exchange, at }: Said): void {
    const meta = message.params?._meta
    const token = isObject(meta) ? meta.progressToken : undefined
    const isTask = isObject(message.params?.task)
    const about = { idText: String(row.id), token, isTask, isModern: isModern(message) }
    const call: Call = { row, exchange, at, ...about, cancelled: null, answer: null, isWatched: false }
    this.waiting.set(row.frame, call)
    if (this.waiting.size > MOST_WAITING) dropFirst(this.waiting)
    const scope = scopeOf(row, exchange)
    const recent = this.#recent.get(scope) ?? []
    if (recent.length >= MOST_OF_SCOPE) recent.shift()
    recent.push(call)
    // Moving a session to the end each time would cost more than all else here.
    if (recent.length === 1 || this.#recent.size > MOST_SCOPES / 2) remember(this.#recent, scope, recent, MOST_SCOPES)
  }

  #cancelled(said: Said): Call | undefined {
    const { row, message, at } = said
    const id = message.params?.requestId
    const reason = message.params?.reason
    const call = this.near(said).findLast((one) => one.row.direction === row.direction && one.row.id === id)
    if (call) call.cancelled ??= { frame: row.frame, at, reason: typeof reason === 'string' ? reason : null }
    return call
  }
}

/** A request belongs to its session; as long as none is known, to its connection. */
const scopeOf = (row: MessageRow, exchange: OpenExchange | null): string =>
  row.session ?? `connection ${exchange?.peer.connection ?? 0}`

function dropFirst<K>(map: { keys: () => Iterable<K>; delete: (key: K) => boolean }): void {
  const [first] = map.keys()
  if (first !== undefined) map.delete(first)
}

/** Key of the session that a call belongs to, which may have become known after it was sent. */
export const sessionOf = ({ row, exchange }: Call): string | null => exchange?.session?.row.key ?? row.session
