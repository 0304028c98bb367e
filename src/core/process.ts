import { answeredIn } from './belong.ts'
import type { Fold } from './fold.ts'
import type { Decoded } from './jsonrpc.ts'
import type { Session } from './ledger.ts'
import { meetClient, meetServer } from './identity.ts'
import * as mcp from './mcp.ts'
import type { Direction } from './message.ts'
import { routeLine } from './routing.ts'
import type { ExitEvent, LineEvent, SpawnEvent, WireEvent } from './wire.ts'

/** A stdio tap sees one process, whose life is the session (2025-11-25 basic/transports, stdio). */
const PEER = { connection: 0, client: '', replay: null }

type ProcessEvent = Extract<WireEvent, { kind: 'spawn' | 'line' | 'closed' | 'exit' }>

/** What an event of a process changes. */
export function processStep(fold: Fold, event: ProcessEvent): void {
  switch (event.kind) {
    case 'spawn':
      return spawned(fold, event)
    case 'line':
      return line(fold, event)
    case 'closed':
      return undefined
    case 'exit':
      return exited(fold, event)
  }
}

function spawned(fold: Fold, event: SpawnEvent & { frame: number; at: number }): void {
  if (event.failure !== null) return
  const session = fold.ledger.open(event.at, PEER, null, 'stdio', 'legacy')
  session.row.issuedBy = event.frame
  fold.ledger.move(session, 'issued', event.frame)
  fold.ledger.bind(PEER, session)
}

function exited(fold: Fold, event: ExitEvent & { frame: number; at: number }): void {
  const session = fold.ledger.of(PEER)
  if (!session) return
  fold.ledger.touch(session, event.at)
  fold.ledger.move(session, 'process ended', event.frame)
}

function line(fold: Fold, event: LineEvent & { frame: number; at: number }): void {
  const session = fold.ledger.of(PEER)
  if (event.stream === 'stderr' || !session) return
  const direction: Direction = event.stream === 'stdin' ? 'to-server' : 'to-client'
  const { frame, at, text, bytes, messages = [] } = event
  const carrier = { frame, at, text, plain: bytes.length === text.length }
  const rows = routeLine(fold, session, messages, direction, carrier)
  for (const [n, message] of messages.entries()) learn(fold, session, message, direction, rows[n]?.method)
  fold.ledger.touch(session, event.at)
}

/** Names of both sides, version and era, as the messages tell them. `method`: of a request or of what an answer answers. */
function learn(
  fold: Fold,
  session: Session,
  message: Decoded,
  direction: Direction,
  method: string | null = null,
): void {
  if (direction === 'to-server') meetClient(session.row, message)
  else meetServer(session.row, message)
  if (message.kind === 'result' && (method === 'server/discover' || session.row.era === 'modern')) {
    const era = mcp.isLegacyDiscovery(message) ? 'legacy' : 'modern'
    answeredIn(fold, era)
    // A process that was started to be asked for its era may do nothing else.
    if (session.row.protocolVersion === null) session.row.era = era
  }
  const negotiated = method === 'initialize' ? mcp.negotiatedVersion(message) : undefined
  if (negotiated !== undefined) {
    session.row.protocolVersion = negotiated
    session.row.era = 'legacy'
    answeredIn(fold, 'legacy')
  }
  const version = direction === 'to-server' ? mcp.modernVersion(message) : undefined
  if (version === undefined || session.row.protocolVersion !== null || message.method === 'server/discover') return
  session.row.era = 'modern'
  session.row.protocolVersion = version
}
