import { isObject, type Decoded, type JsonObject } from './jsonrpc.ts'
import { metaOf, modernVersion } from './mcp.ts'
import type { Direction, MessageRow } from './message.ts'
import type { Pairing, Waiting } from './pairing.ts'
import { remember } from './recent.ts'

/** Progress is told of what is under way, and late by little. */
const MOST_TOKENS = 1000
const MOST_TASKS = 10_000
const MOST_ROUNDS = 1000

/** What may be asked for input in rounds (2026-07-28 basic/patterns/mrtr). */
export const ROUNDED: ReadonlySet<string | null> = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** Which request a message belongs to without answering it, told by what both name. Frames, by scope and name. */
export class Relations {
  /** By progress token, and by the side that asked. */
  readonly #tokens = new Map<string, number>()
  readonly #tasks = new Map<string, number>()
  /** Requests whose answer called for input: by its `requestState`, and by what they asked. */
  readonly #rounds = new Map<string, number>()

  /** How many requests it knows. */
  get size(): number {
    return this.#tokens.size + this.#tasks.size + this.#rounds.size
  }

  /** What must be kept of a request until it is answered; null for most. */
  keep(request: Decoded): Decoded | null {
    return ROUNDED.has(request.method) && modernVersion(request) !== undefined ? request : null
  }

  /** A request was sent: what will name it? */
  asked(scope: string, { frame, direction }: MessageRow, request: Decoded): void {
    const token = metaOf(request)?.progressToken
    if (token !== undefined) remember(this.#tokens, tokenKey(scope, direction, token), frame, MOST_TOKENS)
  }

  /** A result came: a task that it made (2025-11-25 basic/utilities/tasks, SEP-2663), or its call for input. */
  answered(scope: string, { row, message }: Waiting, { result }: Decoded): void {
    if (!isObject(result)) return
    const task = isObject(result.task) ? result.task.taskId : result.resultType === 'task' ? result.taskId : undefined
    const known = typeof task === 'string' ? `${scope} ${task}` : undefined
    if (known && !this.#tasks.has(known)) remember(this.#tasks, known, row.frame, MOST_TASKS)
    if (result.resultType !== 'input_required' || !message) return
    const { requestState: state } = result
    if (typeof state === 'string') remember(this.#rounds, `${scope} state ${state}`, row.frame, MOST_ROUNDS)
    remember(this.#rounds, `${scope} call ${agreement(message)}`, row.frame, MOST_ROUNDS)
  }

  /** The frame of the request that a request or notification names; null if it names none that is known. */
  of(scope: string, direction: Direction, message: Decoded, pairing: Pairing): number | null {
    const { method, params } = message
    if (!params) return null
    if (method === 'notifications/progress')
      return this.#tokens.get(tokenKey(scope, opposite(direction), params.progressToken)) ?? null
    const meta = metaOf(message)
    const task = isAboutTask(method) ? params.taskId : related(meta)
    if (typeof task === 'string') return this.#tasks.get(`${scope} ${task}`) ?? null
    const listen = meta?.['io.modelcontextprotocol/subscriptionId']
    if (isId(listen)) return pairing.find(scope, 'to-server', listen)?.frame ?? null
    return 'requestState' in params || 'inputResponses' in params ? this.#roundBefore(scope, message, params) : null
  }

  /** By what the server gave it to carry, else by saying the same again. */
  #roundBefore(scope: string, message: Decoded, params: JsonObject): number | null {
    const { requestState: state } = params
    const byState = typeof state === 'string' ? this.#rounds.get(`${scope} state ${state}`) : undefined
    return byState ?? this.#rounds.get(`${scope} call ${agreement(message)}`) ?? null
  }
}

export const isId = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

const opposite = (direction: Direction): Direction => (direction === 'to-server' ? 'to-client' : 'to-server')

const tokenKey = (scope: string, direction: Direction, token: unknown): string =>
  `${scope} ${direction} ${JSON.stringify(token)}`

const isAboutTask = (method: string | null): boolean =>
  method !== null && (method.startsWith('tasks/') || method.startsWith('notifications/tasks'))

function related(meta: JsonObject | null): unknown {
  const task = meta?.['io.modelcontextprotocol/related-task']
  return isObject(task) ? task.taskId : undefined
}

/** What two rounds of one call have in common, all else aside: method and parameters. */
export function agreement({ method, params }: Decoded): string {
  const same = { ...params, _meta: undefined, requestState: undefined, inputResponses: undefined }
  return `${method} ${JSON.stringify(same, sorted)}`
}

/** Keys in the order of the alphabet, so that their order makes no difference. */
const sorted = (_: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
