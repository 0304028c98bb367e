import type { Era, Transport } from './api.ts'

/** What a server established for a client, and what became of it. */
export interface SessionRow {
  captureId: number
  /** `capture-number`, unique in a database. */
  key: string
  /** As on the wire; null for stateless and modern traffic, and for requests that should have carried an id. */
  sessionId: string | null
  transport: Transport
  era: Era
  protocolVersion: string | null
  /** `name version` of the client, from `initialize` or `_meta`. */
  client: string | null
  server: string | null
  /** Frame of the exchange whose answer issued the id; null if no captured answer did. */
  issuedBy: number | null
  /** How many exchanges carried the id. */
  carriedBy: number
  /** Exchanges that should have carried the id and did not. */
  missingOn: number[]
  /** Exchanges that carried an id which this server never issued in this capture, and were refused. */
  foreignOn: number[]
  /** Exchanges that carried the id after it had ended; none if it turned out to work again. */
  afterEndOn: number[]
  /** Exchanges with this id, issued or not, that the server refused because of it. */
  refusedOn: number[]
  openedAt: string
  lastSeenAt: string
  end: SessionEnd | null
  /** Key of the session that took its place. */
  successor: string | null
}

export type SessionEndKind = 'delete' | 'not-found' | 'stream-closed' | 'superseded' | 'process-exit' | 'abandoned'

export interface SessionEnd {
  kind: SessionEndKind
  /** The exchange that shows it. */
  frame: number | null
  confidence: 'certain' | 'likely' | 'possible'
}

/** Where a session stands. `unknown`: its id was met, but no captured answer issued it or accepted it yet. */
export type SessionState = 'unknown' | 'open' | 'ended'

/** What can happen to a session, as exchanges show it. */
export type SessionMove =
  | 'issued'
  | 'id accepted'
  | 'id refused'
  | 'delete accepted'
  | 'stream ended'
  | 'process ended'
  | 'client began another'
  | 'capture stopped'

type Moves = Record<SessionState, Partial<Record<SessionMove, { to: SessionState; end?: SessionEndKind }>>>

/**
 * Moves of a session named by `Mcp-Session-Id` (2025-03-26 basic/transports, session management). A move that is not here
 * changes nothing, and is for a rule to explain.
 */
const byHeader: Moves = {
  // Some servers answer 200 to any DELETE, so that it proves nothing about an id that was not seen to work.
  unknown: { issued: { to: 'open' }, 'id accepted': { to: 'open' } },
  open: {
    'id refused': { to: 'ended', end: 'not-found' },
    'delete accepted': { to: 'ended', end: 'delete' },
    'client began another': { to: 'ended', end: 'superseded' },
    'capture stopped': { to: 'ended', end: 'abandoned' },
  },
  // An instance behind a balancer may still know what another one refused, and some servers keep no sessions to end.
  ended: { issued: { to: 'open' }, 'id accepted': { to: 'open' } },
}

/** Moves of a session named by its `endpoint` URI: it lives exactly as long as its stream (2024-11-05). */
const byEndpoint: Moves = {
  unknown: { issued: { to: 'open' }, 'id accepted': { to: 'open' } },
  open: {
    'stream ended': { to: 'ended', end: 'stream-closed' },
    'capture stopped': { to: 'ended', end: 'abandoned' },
  },
  ended: {},
}

/** A stdio session is its process. */
const byProcess: Moves = {
  unknown: { issued: { to: 'open' } },
  open: {
    'process ended': { to: 'ended', end: 'process-exit' },
    'capture stopped': { to: 'ended', end: 'abandoned' },
  },
  ended: {},
}

const moves: Record<Transport, Moves> = { 'streamable-http': byHeader, 'http+sse': byEndpoint, stdio: byProcess }

/** What a move does to a session: its next state and, if the move ends it, how; undefined if the move is not foreseen. */
export function moveOf(session: SessionRow, state: SessionState, move: SessionMove) {
  return moves[session.transport][state][move]
}
