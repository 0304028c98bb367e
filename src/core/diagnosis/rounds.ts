import type { OpenExchange } from '../exchange.ts'
import { type Decoded, isObject } from '../jsonrpc.ts'
import { clientCapabilitiesOf, modernVersion } from '../mcp.ts'
import { remember } from '../recent.ts'
import { agreement, ROUNDED } from '../relation.ts'
import type { Said } from './rule.ts'

/** An answer that called for input (2026-07-28 basic/patterns/mrtr). */
export interface Round {
  /** Frames of the request and of the answer. */
  asked: number
  frame: number
  id: Decoded['id']
  exchange: OpenExchange | null
  at: number
  /** Method and parameters of the request as a text; null if they are too long to be compared. */
  agreement: string | null
  /** `requestState`; undefined if there was none, null if it is too long to be compared. */
  state: string | null | undefined
  /** `inputRequests` as a text; empty if there were none. */
  questions: string
  /** What it asks for that the request does not declare, as capabilities; and the method of each. */
  undeclared: { capability: string; method: string }[]
  /** How many rounds of this call there were, this one included, and how many of the last ones asked the same. */
  count: number
  same: number
}

/** A request that meets a call for input. */
export interface Retry {
  round: Round
  id: Decoded['id']
  state: unknown
  agreement: string | null
  exchange: OpenExchange | null
  at: number
}

const MOST_ASKING = 500
const MOST_ROUNDS = 200
/** In characters: what is longer is not compared. */
const LONGEST = 16 * 1024

/** The rounds of calls that need input, as far back as rules look. */
export class Rounds {
  readonly #asking = new Map<number, Decoded>()
  /** By the frame of the request whose answer called for input. */
  readonly #rounds = new Map<number, Round>()
  readonly #retries = new Map<number, Retry>()

  /** The call for input that answered a request. */
  after(request: number | null): Round | undefined {
    return request === null || this.#rounds.size === 0 ? undefined : this.#rounds.get(request)
  }

  /** What a request meets, by its frame. */
  retry(request: number | null): Retry | undefined {
    return request === null || this.#retries.size === 0 ? undefined : this.#retries.get(request)
  }

  /** A message was said. */
  heard(said: Said): void {
    const { row, message } = said
    if (row.kind === 'request') {
      if (row.direction === 'to-server' && ROUNDED.has(row.method) && modernVersion(message) !== undefined)
        this.#asked(said)
      return
    }
    if (row.answers === null || this.#asking.size === 0) return
    const request = this.#asking.get(row.answers)
    if (!request) return
    this.#asking.delete(row.answers)
    if (isObject(message.result) && message.result.resultType === 'input_required')
      this.#called(said, row.answers, request, message.result)
  }

  #asked({ row, message, exchange, at }: Said): void {
    remember(this.#asking, row.frame, message, MOST_ASKING)
    const round = this.after(row.relatesTo)
    if (!round) return
    const state = message.params?.requestState
    const retry = { round, id: message.id, state, agreement: compared(agreement(message)), exchange, at }
    remember(this.#retries, row.frame, retry, MOST_ROUNDS)
  }

  #called({ row, exchange, at }: Said, asked: number, request: Decoded, result: Record<string, unknown>): void {
    const { requestState, inputRequests } = result
    const before = this.retry(asked)?.round
    const questions = isObject(inputRequests) ? JSON.stringify(inputRequests).slice(0, LONGEST) : ''
    const isSame = before !== undefined && questions !== '' && before.questions === questions
    const round: Round = {
      asked,
      frame: row.frame,
      id: request.id,
      exchange,
      at,
      agreement: compared(agreement(request)),
      state: typeof requestState === 'string' ? compared(requestState) : undefined,
      questions,
      undeclared: undeclared(inputRequests, request),
      count: (before?.count ?? 0) + 1,
      same: isSame ? before.same + 1 : 1,
    }
    remember(this.#rounds, asked, round, MOST_ROUNDS)
  }
}

const compared = (text: string): string | null => (text.length > LONGEST ? null : text)

/** What a server asks for and the request did not say that its client can. */
function undeclared(inputRequests: unknown, request: Decoded): Round['undeclared'] {
  if (!isObject(inputRequests)) return []
  const declared = new Set(clientCapabilitiesOf(request))
  return Object.values(inputRequests)
    .filter(isObject)
    .map(({ method, params }) => ({ method: String(method), capability: capabilityFor(method, params, declared) }))
    .filter(({ capability }) => !declared.has(capability))
}

function capabilityFor(method: unknown, params: unknown, declared: ReadonlySet<string>): string {
  const asks = isObject(params) ? params : {}
  if (method === 'sampling/createMessage') return 'tools' in asks ? 'sampling.tools' : 'sampling'
  if (method === 'roots/list') return 'roots'
  if (method !== 'elicitation/create') return String(method)
  if (asks.mode === 'url') return 'elicitation.url'
  // Declaring no mode means forms (2025-11-25 client/elicitation, capabilities).
  return declared.has('elicitation.url') ? 'elicitation.form' : 'elicitation'
}
