import type { Era, Transport } from './api.ts'

/**
 * `session`: what a server established for a client. `stray`: an id that no captured answer issued or accepted, so that nothing
 * shows that it names a session. `lane`: what one client sent where nothing on the wire names a session; it is shown together,
 * and is no fact of the protocol.
 */
export type SessionKind = 'session' | 'stray' | 'lane'

/** What a server established for a client, and what became of it. */
export interface SessionRow {
  captureId: number
  /** `capture-number`, unique in a database. */
  key: string
  kind: SessionKind
  /** The replay that began it; null if a client did. */
  replay: number | null
  /** As on the wire; null for stateless and modern traffic, and for requests that should have carried an id. */
  sessionId: string | null
  transport: Transport
  era: Era
  protocolVersion: string | null
  /** `name version` of the client, from `initialize` or `_meta`. */
  client: string | null
  server: string | null
  /** What each side declared, by name: `tools`, `tools.listChanged`. Empty as long as it has declared nothing. */
  clientCapabilities: string[]
  serverCapabilities: string[]
  /** Frame of the exchange whose answer issued the id; null if no captured answer did. */
  issuedBy: number | null
  /** Frame of the exchange whose answer bore the id and established nothing, a refusal as a rule. */
  mintedBy: number | null
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
  /** Key of the session whose place it took. */
  predecessor: string | null
  /** Key of the session that took its place. */
  successor: string | null
}

/** `expired`: the server refused an id that was good before. `abandoned`: its client went away and did not end it. */
export type SessionEndKind =
  | 'deleted'
  | 'expired'
  | 'closed-by-client'
  | 'closed-by-server'
  | 'superseded'
  | 'process-exit'
  | 'abandoned'
  | 'capture-stopped'

export interface SessionEnd {
  kind: SessionEndKind
  /** The exchange that shows it. */
  frame: number | null
  /** `seen`: that exchange leaves no other reading. `inferred`: it is the likeliest one. */
  confidence: 'seen' | 'inferred'
}

/** Where a session stands. `unknown`: its id was met, but no captured answer issued it or accepted it yet. */
export type SessionState = 'unknown' | 'open' | 'ended'

/** What can happen to a session, as exchanges show it. */
export type SessionMove =
  | 'issued'
  | 'id accepted'
  | 'id refused'
  | 'delete accepted'
  | 'client closed its stream'
  | 'server closed its stream'
  | 'process ended'
  | 'client began another'
  | 'client went away'
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
    'id refused': { to: 'ended', end: 'expired' },
    'delete accepted': { to: 'ended', end: 'deleted' },
    'client began another': { to: 'ended', end: 'superseded' },
    'client went away': { to: 'ended', end: 'abandoned' },
    'capture stopped': { to: 'ended', end: 'capture-stopped' },
  },
  // An instance behind a balancer may still know what another one refused, and some servers keep no sessions to end.
  ended: { issued: { to: 'open' }, 'id accepted': { to: 'open' } },
}

/** Moves of a session named by its `endpoint` URI: it lives exactly as long as its stream (2024-11-05). */
const byEndpoint: Moves = {
  unknown: { issued: { to: 'open' }, 'id accepted': { to: 'open' } },
  open: {
    'client closed its stream': { to: 'ended', end: 'closed-by-client' },
    'server closed its stream': { to: 'ended', end: 'closed-by-server' },
    'capture stopped': { to: 'ended', end: 'capture-stopped' },
  },
  ended: {},
}

/** A stdio session is its process. */
const byProcess: Moves = {
  unknown: { issued: { to: 'open' } },
  open: {
    'process ended': { to: 'ended', end: 'process-exit' },
    'capture stopped': { to: 'ended', end: 'capture-stopped' },
  },
  ended: {},
}

const moves: Record<Transport, Moves> = { 'streamable-http': byHeader, 'http+sse': byEndpoint, stdio: byProcess }

/** What a move does to a session: its next state and, if the move ends it, how; undefined if the move is not foreseen. */
export function moveOf(session: SessionRow, state: SessionState, move: SessionMove) {
  return moves[session.transport][state][move]
}
