import { belong, isAccepted, answeredIn } from './belong.ts'
import type { OpenExchange } from './exchange.ts'
import type { Fold } from './fold.ts'
import { meetClient } from './identity.ts'
import type { Decoded } from './jsonrpc.ts'
import * as mcp from './mcp.ts'
import { isModernRefusal, refusalOf } from './refusal.ts'

/**
 * The modern era has no sessions (2026-07-28); what one client sends is shown together, in a lane. A lane begins when a server
 * answers in this era, so that the probe of a client that goes on with `initialize` makes none.
 */
export function laneAsked(fold: Fold, exchange: OpenExchange, request: Decoded | undefined, at: number): void {
  const { row, peer, version } = exchange
  row.era = 'modern'
  row.transport = 'streamable-http'
  const name = request && row.replay === null ? mcp.clientOf(request) : null
  exchange.lane = { name, request, version: (request && mcp.modernVersion(request)) ?? version ?? null }
  if (isAccepted(exchange) || fold.ledger.lane(peer, name)) join(fold, exchange, at)
}

/** A response head came. Legacy servers may accept the probe too: its result tells. */
export function laneHead(fold: Fold, exchange: OpenExchange, at: number): void {
  if (isAccepted(exchange) && exchange.row.rpc !== 'server/discover') join(fold, exchange, at)
}

/** A message came from the server. */
export function laneAnswered(fold: Fold, exchange: OpenExchange, message: Decoded, at: number): void {
  if (mcp.isLegacyDiscovery(message)) answeredIn(fold, 'legacy')
  const isModern = isAccepted(exchange) ? !mcp.isLegacyDiscovery(message) : isModernRefusal(refusalOf(exchange))
  if (isModern) join(fold, exchange, at)
}

function join(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { lane, peer } = exchange
  if (!lane || exchange.session) return
  const session = ledger.lane(peer, lane.name) ?? ledger.open(at, peer, null, 'streamable-http', 'modern')
  session.state = 'open'
  answeredIn(fold, 'modern')
  ledger.stay(session, peer, lane.name)
  session.row.client ??= lane.name ?? (peer.client || null)
  if (lane.request && session.row.clientCapabilities.length === 0) meetClient(session.row, lane.request)
  session.row.protocolVersion ??= lane.version
  session.row.carriedBy++
  belong(fold, exchange, session, at)
}
