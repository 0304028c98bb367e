import { belong, isAccepted, isEndpoint, pathname, answeredIn } from './belong.ts'
import type { ExchangeRow, OpenExchange } from './exchange.ts'
import type { Fold } from './fold.ts'
import { meetClient, meetServer } from './identity.ts'
import type { Decoded } from './jsonrpc.ts'
import { laneAnswered, laneAsked, laneHead } from './lane.ts'
import type { FrameList, Session } from './ledger.ts'
import * as mcp from './mcp.ts'
import { remember } from './recent.ts'
import { refusalOf, refusesEndpoint, refusesKnown, refusesMissing, refusesUnknown } from './refusal.ts'
import type { StreamRow } from './stream.ts'

/**
 * Which session an exchange belongs to, step by step as the wire tells it. An id in a header or a message URL decides;
 * without one, the peer's last session does, and the request counts as one that should have carried its id.
 */
export function requestSeen(fold: Fold, exchange: OpenExchange, at: number): void {
  // A POST waits for its body, which tells the era.
  if (exchange.row.method !== 'POST') claim(fold, exchange, at, false)
}

/** Looks for the session that the request names. `speaks`: its body is JSON-RPC. */
function claim(fold: Fold, exchange: OpenExchange, at: number, speaks: boolean): void {
  const { ledger } = fold
  const { row, peer, path } = exchange
  // In the modern era a leftover session header names nothing.
  if (exchange.claimed || row.era === 'modern') return
  exchange.claimed = true
  if (row.carried !== null) return carry(fold, exchange, ledger.meet(at, peer, row.carried, 'streamable-http'), at)
  if (row.method !== 'POST') return
  const session = ledger.announced(path) ?? byParameter(fold, exchange, at, speaks)
  if (session) carry(fold, exchange, session, at)
}

/** A message URL that no captured stream announced as it stands is known by its session parameter. */
function byParameter(fold: Fold, exchange: OpenExchange, at: number, speaks: boolean): Session | undefined {
  const { ledger } = fold
  const { path, peer } = exchange
  const parameter = speaks ? mcp.sessionParameter(path) : null
  if (parameter === null) return undefined
  const known = ledger.known(parameter, 'http+sse')
  if (known) return known
  // Some servers of Streamable HTTP have such a parameter of their own.
  const transport = ledger.of(peer)?.row.transport ?? (exchange.initializes ? 'streamable-http' : 'http+sse')
  return transport === 'http+sse' ? ledger.meet(at, peer, parameter, 'http+sse') : undefined
}

function carry(fold: Fold, exchange: OpenExchange, session: Session, at: number): void {
  const { row, peer } = exchange
  row.carried ??= mcp.sessionParameter(exchange.path) ?? session.row.sessionId
  if (isOfStory(exchange, session)) session.row.carriedBy++
  exchange.afterEnd = session.state === 'ended'
  if (exchange.afterEnd) note(fold, exchange, session, 'afterEndOn')
  if (session.state !== 'unknown') fold.ledger.tie(peer.connection, session)
  belong(fold, exchange, session, at)
}

const MOST_PATHS = 1000

/** A replay in a session of a client's is no part of that client's story, though it may end the session. */
const isOfStory = ({ row }: OpenExchange, session: Session): boolean => row.replay === session.row.replay

function note(fold: Fold, exchange: OpenExchange, session: Session, list: FrameList): void {
  if (isOfStory(exchange, session)) fold.ledger.note(session, list, exchange.row.frame)
}

/** The messages of a request body are known: they tell the era, and the client. */
export function requestsSeen(fold: Fold, exchange: OpenExchange, messages: readonly Decoded[], at: number): void {
  const { row } = exchange
  const initialize = messages.find(({ method }) => method === 'initialize')
  const modern = messages.find(mcp.isModern)
  if ((modern || row.era === 'modern') && !initialize) return laneAsked(fold, exchange, modern, at)
  row.era = 'legacy'
  exchange.initializes = initialize !== undefined
  claim(fold, exchange, at, true)
  row.transport ??= 'streamable-http'
  if (row.transport === 'streamable-http') remember(fold.posted, pathname(exchange), true, MOST_PATHS)
  if (!initialize) return exchange.session ? undefined : belongByPeer(fold, exchange, at)
  exchange.initialize = initialize
  if (!exchange.session) lacksParameter(fold, exchange, at)
  if (row.transport !== 'http+sse' || !exchange.session) return
  // In HTTP+SSE the answer comes on another exchange, so the client is noted here.
  meetClient(exchange.session.row, initialize)
  fold.ledger.touch(exchange.session, at)
}

/** An initialize that was posted to the message URL of its peer's stream, but for the parameter. */
function lacksParameter(fold: Fold, exchange: OpenExchange, at: number): void {
  const last = fold.ledger.of(exchange.peer)
  if (last?.row.transport === 'http+sse' && last.state === 'open' && last.path === pathname(exchange))
    belong(fold, exchange, last, at)
}

/** A request without id: its peer's open session should have been named, or is one that has no name. */
function belongByPeer(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { row, peer } = exchange
  const last = ledger.of(peer)
  if (!last || last.state !== 'open' || last.row.era !== 'legacy') return
  if (last.row.transport === 'http+sse') {
    if (row.method === 'POST' && last.path === pathname(exchange)) belong(fold, exchange, last, at)
    return
  }
  if (last.row.sessionId === null) last.row.carriedBy++
  // Many a client begins with a GET, so that one is known by its connection only.
  else if (row.method === 'POST' || ledger.on(peer.connection) === last) note(fold, exchange, last, 'missingOn')
  else return
  belong(fold, exchange, last, at)
}

/** A response head came: what it accepts by its status alone. Refusals wait for the body, which says why. */
export function headSeen(fold: Fold, exchange: OpenExchange, at: number): void {
  claim(fold, exchange, at, false)
  const { row, session } = exchange
  if (row.era === 'modern') return laneHead(fold, exchange, at)
  if (!session && isEndpoint(fold, exchange) && (exchange.wantsStream || row.method === 'DELETE')) {
    row.era ??= 'legacy'
    if (fold.posted.has(pathname(exchange))) row.transport ??= 'streamable-http'
    return belongByPeer(fold, exchange, at)
  }
  if (!session || row.carried === null || !isAccepted(exchange)) return
  if (row.method !== 'DELETE') return exchange.requests.length === 0 ? accepted(fold, exchange, at) : undefined
  fold.ledger.move(session, 'delete accepted', row.frame)
  fold.ledger.touch(session, at)
}

/** The server took the id that the request carried. */
function accepted(fold: Fold, exchange: OpenExchange, at: number): void {
  const { session, row } = exchange
  if (!session || row.carried === null || exchange.initializes || session.state === 'open') return
  // What was on its way when the session ended does not bring it back.
  if (session.state === 'ended' && !exchange.afterEnd) return
  if (session.state === 'unknown') live(fold, exchange, session)
  answeredIn(fold, 'legacy')
  fold.ledger.move(session, 'id accepted', row.frame)
  fold.ledger.touch(session, at)
}

/** From now on the session is this peer's, at this path. */
function live(fold: Fold, exchange: OpenExchange, session: Session): void {
  session.path = pathname(exchange)
  fold.ledger.bind(exchange.peer, session)
}

/** The `endpoint` event of HTTP+SSE: it issues the session that lives as long as this stream (2024-11-05). */
export function endpointSeen(fold: Fold, exchange: OpenExchange, data: string, at: number): void {
  const { ledger } = fold
  const { row, peer } = exchange
  const path = resolve(data, row.url)
  const id = mcp.sessionParameter(path) ?? path
  if (exchange.session?.row.issuedBy === row.frame && exchange.session.row.sessionId === id) return
  const known = ledger.known(id, 'http+sse')
  // Each stream has a session of its own, even if the server announces one path to all.
  const session = known?.state === 'unknown' ? known : ledger.open(at, peer, id, 'http+sse', 'legacy')
  session.row.issuedBy = row.frame
  session.path = path.split('?', 1)[0] ?? ''
  ledger.succeed(peer, session)
  ledger.announce(path, session)
  ledger.move(session, 'issued', row.frame)
  ledger.bind(peer, session)
  answeredIn(fold, 'legacy')
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

/** A message came from the server. `method`: of the request that it answers. An InitializeResult establishes a session. */
export function answerSeen(fold: Fold, exchange: OpenExchange, message: Decoded, method: string | null, at: number) {
  if (exchange.lane) laneAnswered(fold, exchange, message, at)
  const version = method === 'initialize' ? mcp.negotiatedVersion(message) : undefined
  if (version !== undefined) establish(fold, exchange, at)
  const { session } = exchange
  if (!session) return
  const isRefused = message.kind === 'error' && isForeign(fold, exchange)
  if (isAccepted(exchange) && !isRefused) accepted(fold, exchange, at)
  if (version !== undefined) {
    session.row.protocolVersion = version
    answeredIn(fold, 'legacy')
  }
  meetServer(session.row, message, version !== undefined)
  fold.ledger.touch(session, at)
}

function establish(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { peer, row, offered } = exchange
  if (row.transport === 'http+sse') return
  // The stream of an initialize may break off, and the result come where it is resumed, with the id that its head bore.
  const id = exchange.resumption ? (offered ?? row.carried) : offered
  const known = id === null ? undefined : ledger.known(id, 'streamable-http')
  const session = known ?? ledger.open(at, peer, id, 'streamable-http', 'legacy')
  session.row.issuedBy ??= row.frame
  if (exchange.initialize) meetClient(session.row, exchange.initialize, true)
  ledger.succeed(peer, session)
  ledger.move(session, 'issued', row.frame)
  live(fold, exchange, session)
  belong(fold, exchange, session, at)
}

/** The exchange is over: now a refusal can be told from any other error. */
export function ended(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  claim(fold, exchange, at, false)
  const { row, stream, session, offered } = exchange
  if (session && isCut(row)) session.cutFrame = row.frame
  if (stream && session) streamEnded(fold, exchange, stream, session)
  if (row.status === null || row.era === 'modern') return
  if (offered !== null) ledger.mint(offered, row.frame)
  if (!session && row.rpc !== null) belongToNobody(fold, exchange, at)
  if (!session) return
  if (row.carried !== null) return refused(fold, exchange, session)
  // In Streamable HTTP, what lacks the id of an open session is known from its request.
  const isNoted = session.row.transport === 'streamable-http' && session.row.sessionId !== null
  const opens = exchange.initializes && session.row.transport === 'streamable-http'
  if (isNoted || opens || !refusesMissing(refusalOf(exchange))) return
  note(fold, exchange, session, 'missingOn')
}

/** Whether the tap's end broke it off; an answer of the tap's own has no remote side. */
const isCut = ({ end, status, remote }: ExchangeRow): boolean => end === 'proxy' && (status === null || remote !== null)

const CLOSING = {
  'server-clean': 'server closed its stream',
  'server-abort': 'server closed its stream',
  'client-abort': 'client closed its stream',
  proxy: 'capture stopped',
} as const

/** The stream of HTTP+SSE is its session; a GET of Streamable HTTP that is left may be all that shows that its client went. */
function streamEnded({ ledger }: Fold, { row }: OpenExchange, { kind }: StreamRow, session: Session): void {
  if (kind === 'endpoint' && row.end) ledger.move(session, CLOSING[row.end], row.frame)
  else if (row.method === 'GET' && row.end === 'client-abort') session.leftFrame = row.frame
}

/** Whether the answer says so of an id that nobody issued. */
const isForeign = (fold: Fold, exchange: OpenExchange): boolean =>
  refusesUnknown(refusalOf(exchange), fold.ledger.wasMinted(exchange.row.carried ?? ''))

function refused(fold: Fold, exchange: OpenExchange, session: Session): void {
  const { ledger } = fold
  const { row } = exchange
  if (session.state === 'unknown' && session.row.issuedBy === null) {
    const speaks = isEndpoint(fold, exchange) || row.rpc !== null
    if (!speaks || !isForeign(fold, exchange)) return
    note(fold, exchange, session, 'refusedOn')
    return note(fold, exchange, session, 'foreignOn')
  }
  const refusal = refusalOf(exchange)
  const isHere = session.path === pathname(exchange)
  if (!(session.row.transport === 'http+sse' ? refusesEndpoint(refusal) : refusesKnown(refusal, isHere))) return
  note(fold, exchange, session, 'refusedOn')
  ledger.move(session, 'id refused', row.frame, row.status === 404)
}

/** A request without id from a peer without session: stateless if it was answered, else one that lacks its id. */
function belongToNobody(fold: Fold, exchange: OpenExchange, at: number): void {
  const { ledger } = fold
  const { row, peer } = exchange
  const missing = refusesMissing(refusalOf(exchange))
  const last = ledger.of(peer)
  // A request that is only taken note of, is answered on a stream of HTTP+SSE.
  const onStream = last?.row.transport === 'http+sse' && last.state === 'open'
  if (onStream && row.status === 202 && exchange.requests.length > 0) return belong(fold, exchange, last, at)
  if (exchange.initializes || !(missing || isAccepted(exchange))) return
  const fits = last?.row.transport === 'streamable-http' && last.row.era === 'legacy' && last.row.sessionId === null
  const session = fits ? last : ledger.open(at, peer, null, 'streamable-http', 'legacy')
  if (missing) note(fold, exchange, session, 'missingOn')
  else {
    session.row.carriedBy++
    ledger.move(session, 'id accepted', row.frame)
    answeredIn(fold, 'legacy')
  }
  ledger.bind(peer, session)
  belong(fold, exchange, session, at)
}
