import type { Fold } from './fold.ts'
import type { Decoded } from './jsonrpc.ts'
import type { Session } from './ledger.ts'
import { meetClient, meetServer } from './identity.ts'
import * as mcp from './mcp.ts'
import { type Direction, messageRow, type MessageRow, pair } from './message.ts'
import type { ExitEvent, LineEvent, SpawnEvent, WireEvent } from './wire.ts'

/** A stdio tap sees one process, whose life is the session (2025-11-25 basic/transports, stdio). */
const PEER = { connection: 0, client: '' }

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
  for (const [n, message] of (event.messages ?? []).entries()) {
    const place = { captureId: fold.capture.captureId, frame: event.frame + n, exchange: null, direction, at: event.at }
    const row = messageRow(message, { ...place, size: message.to - message.from })
    row.session = session.row.key
    fold.counts.messages++
    fold.changed.messages.add(row)
    fold.said.push({ row, message, exchange: null, at: event.at })
    if (message.kind === 'request') fold.pairing.expect(session.row.key, row)
    else if (message.kind !== 'notification') answer(fold, session, message, row)
    learn(session, message, row)
  }
  fold.ledger.touch(session, event.at)
}

function answer(fold: Fold, session: Session, message: Decoded, row: MessageRow): void {
  const request = fold.pairing.answered(session.row.key, row)
  if (!request) return
  pair(request, row)
  fold.changed.messages.add(request)
  const version = mcp.negotiatedVersion(message)
  if (request.method === 'initialize' && version !== undefined) session.row.protocolVersion = version
}

/** Names of both sides and the era, as the messages tell them. */
function learn(session: Session, message: Decoded, row: MessageRow): void {
  if (row.direction === 'to-server') meetClient(session.row, message)
  else meetServer(session.row, message)
  const version = row.direction === 'to-server' ? mcp.modernVersion(message) : undefined
  if (version === undefined || session.row.protocolVersion !== null || message.method === 'server/discover') return
  session.row.era = 'modern'
  session.row.protocolVersion = version
}
