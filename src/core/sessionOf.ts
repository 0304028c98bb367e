import type { OpenExchange } from './exchange.ts'
import type { Fold } from './fold.ts'
import type { Decoded } from './jsonrpc.ts'
import type { Session } from './ledger.ts'
import * as mcp from './mcp.ts'

/**
 * Which session an exchange belongs to, step by step as the wire tells it. An id in a header or a message URL decides;
 * without one, the peer's last session does, and the request counts as one that should have carried its id.
 */
export function requestSeen(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { row, peer, path } = exchange
  if (row.era === 'modern') return // a leftover session header names nothing there
  if (row.carried !== null) {
    row.transport = 'streamable-http'
    return carry(fold, exchange, ledger.meet(at, peer, row.carried, 'streamable-http'), at)
  }
  const announced = ledger.announced(path)
  const parameter = row.method === 'POST' ? mcp.sessionParameter(path) : null
  if (!announced && parameter === null) return
  row.transport = 'http+sse'
  row.era = 'legacy'
  row.carried = announced?.row.sessionId ?? parameter
  carry(fold, exchange, announced ?? ledger.meet(at, peer, parameter ?? path, 'http+sse'), at)
}

function carry(fold: Fold, exchange: OpenExchange, session: Session, at: number): void {
  session.row.carriedBy++
  if (session.state === 'ended') fold.ledger.note(session, 'afterEndOn', exchange.row.frame)
  belong(fold, exchange, session, at)
}

function belong(fold: Fold, exchange: OpenExchange, session: Session, at: number): void {
  if (exchange.session !== session) {
    exchange.session = session
    exchange.row.session = session.row.key
    exchange.row.transport = session.row.transport
    exchange.row.era = session.row.era
    for (const message of exchange.messages) {
      message.session = session.row.key
      fold.changed.messages.add(message)
    }
    if (exchange.stream) exchange.stream.session = session.row.key
  }
  fold.ledger.touch(session, at)
}

/** The messages of a request body are known: they tell the era, and the client. */
export function requestsSeen(fold: Fold, exchange: OpenExchange, messages: readonly Decoded[], at: number): void {
  const { row } = exchange
  const modern = messages.find(mcp.isModern)
  if (modern) row.era = 'modern'
  row.transport ??= 'streamable-http'
  const initialize = messages.find(({ method }) => method === 'initialize')
  if (row.era === 'modern' && !initialize) return belongToModern(fold, exchange, modern, at)
  row.era = 'legacy'
  if (initialize) {
    exchange.initializes = true
    exchange.initializedBy = mcp.clientOf(initialize)
    // In HTTP+SSE the answer comes on another exchange, so the name is noted here.
    if (row.transport === 'http+sse' && exchange.session) exchange.session.row.client ??= exchange.initializedBy
  } else if (!exchange.session) belongByPeer(fold, exchange, at)
}

/** A request without id: its peer's open session should have been named, or is one that has no name. */
function belongByPeer(fold: Fold, exchange: OpenExchange, at: number): void {
  const last = fold.ledger.of(exchange.peer)
  if (last?.row.transport !== 'streamable-http' || last.row.era !== 'legacy' || last.state !== 'open') return
  if (last.row.sessionId === null) last.row.carriedBy++
  else fold.ledger.note(last, 'missingOn', exchange.row.frame)
  belong(fold, exchange, last, at)
}

/** Modern traffic has no sessions; its exchanges are grouped by the client that names itself. */
function belongToModern(fold: Fold, exchange: OpenExchange, message: Decoded | undefined, at: number): void {
  const client = (message && mcp.clientOf(message)) ?? exchange.peer.client
  const peer = { connection: exchange.peer.connection, client: `modern ${client}` }
  const last = fold.ledger.of({ connection: -1, client: peer.client })
  const session = last ?? fold.ledger.open(at, peer, null, 'streamable-http', 'modern')
  if (!last) {
    session.state = 'open'
    fold.ledger.bind({ connection: -1, client: peer.client }, session)
  }
  session.row.client ??= client
  session.row.protocolVersion ??= (message && mcp.modernVersion(message)) ?? exchange.version ?? null
  session.row.carriedBy++
  belong(fold, exchange, session, at)
}

/** A response head came: what it accepts by its status alone. Refusals wait for the body, which says why. */
export function headSeen(fold: Fold, exchange: OpenExchange, at: number): void {
  const { session, row } = exchange
  const status = row.status ?? 0
  if (!session && isEndpoint(fold, exchange) && (exchange.wantsStream || row.method === 'DELETE')) {
    row.era ??= 'legacy'
    row.transport ??= 'streamable-http'
    return belongByPeer(fold, exchange, at)
  }
  if (!session || row.carried === null || exchange.initializes || status < 200 || status > 299) return
  const wasUnknown = session.state === 'unknown'
  const deletes = row.method === 'DELETE' && exchange.byHeader
  if (deletes && wasUnknown) return // some servers answer 200 to any DELETE, so it proves nothing about the id
  fold.ledger.move(session, deletes ? 'delete accepted' : 'id accepted', row.frame)
  if (wasUnknown) fold.ledger.bind(exchange.peer, session)
  fold.ledger.touch(session, at)
}

/** Whether the exchange went to the path of the target itself. */
const isEndpoint = (fold: Fold, exchange: OpenExchange): boolean => exchange.path.split('?', 1)[0] === fold.capture.path

/** The `endpoint` event of HTTP+SSE: it issues the session that lives as long as this stream (2024-11-05). */
export function endpointSeen(fold: Fold, exchange: OpenExchange, data: string, at: number): void {
  const path = resolve(data, exchange.row.url)
  const id = mcp.sessionParameter(path) ?? path
  const known = fold.ledger.known(id, 'http+sse')
  const session = known ?? fold.ledger.open(at, exchange.peer, id, 'http+sse', 'legacy')
  session.row.issuedBy = exchange.row.frame
  fold.ledger.succeed(exchange.peer, session)
  fold.ledger.announce(path, session)
  fold.ledger.move(session, 'issued', exchange.row.frame)
  fold.ledger.bind(exchange.peer, session)
  belong(fold, exchange, session, at)
}

/** Path and query of an announced message URL, resolved as RFC 3986 §5 says; the data itself if it is no URL. */
function resolve(data: string, base: string): string {
  try {
    const url = new URL(data.trim(), base)
    return url.pathname + url.search
  } catch {
    return data
  }
}

/** An answer came. An InitializeResult establishes: with the id its response offered, or without any. */
export function answerSeen(fold: Fold, exchange: OpenExchange, message: Decoded, method: string | null, at: number) {
  const version = mcp.negotiatedVersion(message)
  const server = mcp.serverOf(message)
  if (method === 'initialize' && version !== undefined) establish(fold, exchange, at)
  const { session } = exchange
  if (!session) return
  if (method === 'initialize' && version !== undefined) {
    session.row.protocolVersion = version
    session.row.server = server
  }
  session.row.server ??= server
  fold.ledger.touch(session, at)
}

function establish(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { peer, row, offered } = exchange
  if (row.transport === 'http+sse') return
  const known = offered === null ? undefined : ledger.known(offered, 'streamable-http')
  const session = known ?? ledger.open(at, peer, offered, 'streamable-http', 'legacy')
  if (offered !== null) session.row.issuedBy ??= row.frame
  ledger.succeed(peer, session)
  ledger.move(session, 'issued', row.frame)
  ledger.bind(peer, session)
  belong(fold, exchange, session, at)
  session.row.client = exchange.initializedBy
}

/** The exchange is over: now a refusal can be told from any other error. */
export function ended(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { row, stream } = exchange
  if (stream?.kind === 'endpoint' && exchange.session) ledger.move(exchange.session, 'stream ended', row.frame)
  if (!exchange.session && row.rpc !== null && row.era === 'legacy') belongToNobody(fold, exchange, at)
  const { session } = exchange
  if (!session || row.carried === null || row.status === null || session.row.era === 'modern') return
  const refused = mcp.refusesSession(row.status, exchange.refusal, exchange.errorCode, session.row.transport)
  const neverIssued = session.row.issuedBy === null && session.state === 'unknown'
  if (!refused && !(neverIssued && refusesUnknown(exchange))) return
  ledger.note(session, 'refusedOn', row.frame)
  if (neverIssued) ledger.note(session, 'foreignOn', row.frame)
  else ledger.move(session, 'id refused', row.frame, row.status === 404)
}

/**
 * For an id that nobody issued, set membership decides and not the words (a server may refuse in any): every client
 * error but those of authorization counts, and so does a 200 with an error that talks about sessions or initialization.
 */
function refusesUnknown(exchange: OpenExchange): boolean {
  const status = exchange.row.status ?? 0
  if (status >= 400 && status < 500) return status !== 401 && status !== 403
  return status === 200 && exchange.errorCode !== null && /session|initializ/i.test(exchange.refusal ?? '')
}

/** A request without id from a peer without session: stateless if it was answered, else one that lacks its id. */
function belongToNobody(fold: Fold, exchange: OpenExchange, at: number): void {
  const { row, peer } = exchange
  if (exchange.initializes || row.status === null) return
  const accepted = row.status < 300
  if (!accepted && !mcp.refusesSession(row.status, exchange.refusal, exchange.errorCode, 'streamable-http')) return
  const last = fold.ledger.of(peer)
  const mine = last?.row.transport === 'streamable-http' && last.row.era === 'legacy'
  const fits = mine && (last.row.sessionId === null || !accepted)
  const session = fits ? last : fold.ledger.open(at, peer, null, 'streamable-http', 'legacy')
  if (accepted) fold.ledger.move(session, 'id accepted', row.frame)
  else fold.ledger.note(session, 'missingOn', row.frame)
  fold.ledger.bind(peer, session)
  belong(fold, exchange, session, at)
}
