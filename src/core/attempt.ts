import type { ExchangeRow, OpenExchange } from './exchange.ts'
import type { Ledger } from './ledger.ts'
import { remember } from './recent.ts'

/**
 * What an exchange is to the attempt that it is part of. `trying`: nothing is decided yet. `handshake`: it led to what the attempt
 * established. `probe`: it failed or led elsewhere, and its client reached in another way what it wanted, so that it is
 * negotiation and no failure (2026-07-28 basic/versioning). `failed`: nothing came of the attempt.
 */
export type AttemptRole = 'trying' | 'handshake' | 'probe' | 'failed'

/** What a client tries until it has a session, or is answered in the modern era: discover, initialize, GET, metadata. */
export interface Attempt {
  /** In the order in which they began; the first ones if there are too many. */
  exchanges: OpenExchange[]
  /** The exchange that established what was tried for; null until then. */
  established: OpenExchange | null
  /** When its last exchange began, in microseconds since 1970. */
  at: number
  /** Whether any of it asks for a session or for an answer in the modern era; metadata alone does not. */
  connects: boolean
}

const MOST_EXCHANGES = 40
const MOST_CLIENTS = 1000
/** A client that pauses longer than this has given up, and what follows is another attempt. */
const LONGEST_PAUSE = 30_000_000

/** The attempts of the clients of one capture, by their User-Agent. */
export class Attempts {
  readonly #pending = new Map<string, Attempt>()
  readonly #changed: Set<ExchangeRow>
  readonly #ledger: Ledger

  /** `changed` receives the rows whose part in an attempt is not what it was. */
  constructor(ledger: Ledger, changed: Set<ExchangeRow>) {
    this.#ledger = ledger
    this.#changed = changed
  }

  /** How many are pending. */
  get size(): number {
    return this.#pending.size
  }

  /** A request is known as far as it tells its kind: it joins its client's attempt if it is one of the things that clients try. */
  join(exchange: OpenExchange): void {
    if (!this.#isTry(exchange)) return
    const attempt = this.#of(exchange)
    attempt.at = exchange.startedAt
    if (attempt.exchanges.length < MOST_EXCHANGES) attempt.exchanges.push(exchange)
    exchange.attempt = attempt
    if (attempt.connects) return this.#mark(exchange, attempt, 'trying')
    attempt.connects = connects(exchange)
    if (attempt.connects) for (const step of attempt.exchanges) this.#mark(step, attempt, 'trying')
  }

  /** This exchange has brought the client what it tried for. Returns the attempt that ends with it. */
  establish(exchange: OpenExchange): Attempt | undefined {
    const { client } = exchange.peer
    const attempt = exchange.attempt ?? this.#pending.get(client)
    if (!attempt || attempt.established) return undefined
    if (this.#pending.get(client) === attempt) this.#pending.delete(client)
    attempt.established = exchange
    for (const step of attempt.exchanges)
      this.#mark(step, attempt, step.session === exchange.session ? 'handshake' : 'probe')
    return attempt
  }

  /** The capture is over: nothing will come of what is pending. */
  close(): void {
    for (const attempt of this.#pending.values()) this.#fail(attempt)
  }

  #of(exchange: OpenExchange): Attempt {
    const { client } = exchange.peer
    const pending = this.#pending.get(client)
    const isOver = pending && exchange.startedAt - pending.at > LONGEST_PAUSE
    if (pending && !isOver && isAnswered(pending)) return pending
    if (pending && isOver) this.#fail(pending)
    const attempt: Attempt = { exchanges: [], established: null, at: exchange.startedAt, connects: false }
    remember(this.#pending, client, attempt, MOST_CLIENTS)
    return attempt
  }

  #fail(attempt: Attempt): void {
    if (attempt.connects) for (const step of attempt.exchanges) this.#mark(step, attempt, 'failed')
  }

  #mark({ row }: OpenExchange, { exchanges: [first] }: Attempt, role: AttemptRole): void {
    row.attempt = first?.row.frame ?? null
    row.role = role
    this.#changed.add(row)
  }

  /** What clients try before they have anything. What carries a session id, or comes in a session that is known, is no try. */
  #isTry({ row, initializes, wantsStream, session, peer }: OpenExchange): boolean {
    if (initializes) return true
    if (row.carried !== null || session) return false
    if (row.era === 'modern') return true
    if (row.method !== 'GET' && row.method !== 'HEAD' && row.method !== 'OPTIONS') return false
    const last = this.#ledger.of(peer)
    const has = last?.state === 'open' && last.row.transport === 'streamable-http'
    return !(wantsStream && has && (last.row.sessionId === null || this.#ledger.on(peer.connection) === last))
  }
}

const connects = ({ row, initializes, wantsStream }: OpenExchange): boolean =>
  row.era === 'modern' || initializes || wantsStream

/** While the last step waits for its head, another one is of another client with the same name. */
function isAnswered({ exchanges }: Attempt): boolean {
  const last = exchanges.at(-1)?.row
  return !last || last.status !== null || last.endedAt !== null
}

/** Whether an exchange failed on the way to something that its client reached in the end. */
export const isNegotiation = ({ attempt, row }: OpenExchange): boolean => {
  const reached = attempt?.established
  return reached !== null && reached !== undefined && reached.row.frame !== row.frame
}
