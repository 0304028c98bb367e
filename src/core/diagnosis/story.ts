import type { OpenExchange } from '../exchange.ts'
import type { Fate } from './fate.ts'

/** What is remembered of a session beside its row. */
export interface SessionStory {
  /** The first exchanges with it, and the last ones, by their beginning. */
  exchanges: OpenExchange[]
  /** How many with its id were accepted (2xx and no refusal), and how many refused because of it. */
  accepted: number
  refused: number
  /** When its issue was seen, in microseconds since 1970. */
  issuedAt: number
  /** How many POSTs with a method it has had beside its handshake. */
  calls: number
  /** The last that was accepted. */
  lastAccepted: OpenExchange | null
  /** The first that was refused because of its id, the last that was accepted before it, and the last that began after it and was. */
  firstRefused: OpenExchange | null
  acceptedBefore: OpenExchange | null
  acceptedAfter: OpenExchange | null
  /** What became of it, if it was lost. */
  fate: Fate | undefined
  /** How often it was looked at anew because of what happened to others. */
  relit: number
}

/** Of a session that nothing is known of yet. */
export const beginStory = (): SessionStory => ({
  exchanges: [],
  accepted: 0,
  refused: 0,
  issuedAt: 0,
  calls: 0,
  lastAccepted: null,
  firstRefused: null,
  acceptedBefore: null,
  acceptedAfter: null,
  fate: undefined,
  relit: 0,
})
