import type { OpenExchange } from './exchange.ts'

/**
 * What a client tries until it has a session, or is answered in the modern era: discover, initialize, GET, metadata. A step that
 * fails before a later one succeeds is negotiation, and no failure (2026-07-28 basic/versioning).
 */
export interface Attempt {
  /** In the order in which they began; the first ones if there are too many. */
  exchanges: OpenExchange[]
  /** The exchange that established what was tried for; null until then. */
  established: OpenExchange | null
  /** When its last exchange began, in microseconds since 1970. */
  at: number
}

const MOST_EXCHANGES = 40
const MOST_CLIENTS = 1000
/** A client that pauses longer than this has given up, and what follows is another attempt. */
const LONGEST_PAUSE = 30_000_000

/** The attempts of the clients of one capture, by their User-Agent. */
export class Attempts {
  readonly #pending = new Map<string, Attempt>()

  /** A request begins: it joins its client's attempt if it is one of the things that clients try. */
  join(exchange: OpenExchange): void {
    if (!isTry(exchange)) return
    const attempt = this.#of(exchange)
    attempt.at = exchange.startedAt
    if (attempt.exchanges.length < MOST_EXCHANGES) attempt.exchanges.push(exchange)
    exchange.attempt = attempt
  }

  /** This exchange has brought the client what it tried for. Returns the attempt that ends with it. */
  establish(exchange: OpenExchange): Attempt | undefined {
    const client = exchange.peer.client
    const attempt = this.#pending.get(client)
    if (!attempt) return undefined
    this.#pending.delete(client)
    attempt.established = exchange
    return attempt
  }

  #of({ peer: { client }, startedAt }: OpenExchange): Attempt {
    const pending = this.#pending.get(client)
    if (pending && startedAt - pending.at <= LONGEST_PAUSE) return pending
    const attempt: Attempt = { exchanges: [], established: null, at: startedAt }
    this.#pending.delete(client)
    this.#pending.set(client, attempt)
    if (this.#pending.size > MOST_CLIENTS) {
      const [oldest] = this.#pending.keys()
      if (oldest !== undefined) this.#pending.delete(oldest)
    }
    return attempt
  }
}

/** Whether an exchange failed on the way to something that its client reached in the end. */
export const isNegotiation = ({ attempt, row }: OpenExchange): boolean => {
  const reached = attempt?.established
  return reached !== null && reached !== undefined && reached.row.frame !== row.frame
}

/** What clients try before they have anything. A request with a session id, or an old one without, is no try. */
function isTry(exchange: OpenExchange): boolean {
  const { row, initializes } = exchange
  if (row.carried !== null) return false
  if (row.era === 'modern' || initializes || exchange.wantsStream) return true
  return row.method === 'GET' || row.method === 'HEAD' || row.method === 'OPTIONS'
}
