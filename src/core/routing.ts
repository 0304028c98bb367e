import { belong, isEndpoint } from './belong.ts'
import { MOST_LATE_MESSAGES, type OpenExchange } from './exchange.ts'
import type { Fold } from './fold.ts'
import type { Decoded } from './jsonrpc.ts'
import type { Session } from './ledger.ts'
import { type Direction, messageRow, type MessageRow, pair } from './message.ts'
import type { Waiting } from './pairing.ts'
import { isId } from './relation.ts'
import { answerSeen } from './sessionOf.ts'
import { fromIso } from './time.ts'

/** The event that messages came in. `text`: what their places count in. */
export interface Carrier {
  frame: number
  at: number
  text: string
  /** Whether every character of it is one byte. */
  plain: boolean
}

/** So many messages of an answer are kept for rules to look at. */
const MOST_TOLD = 20

/** Whether an exchange went to an MCP endpoint: text that is no JSON-RPC is a fault there, and nothing elsewhere. */
export const isMcp = (fold: Fold, exchange: OpenExchange): boolean =>
  exchange.session !== null ||
  exchange.row.carried !== null ||
  isEndpoint(fold, exchange) ||
  fold.ledger.announced(exchange.path) !== undefined

/** Adds the messages of a request body, and ties each to what it belongs to. */
export function routeAsked(fold: Fold, exchange: OpenExchange, messages: readonly Decoded[], carrier: Carrier): void {
  const scope = scopeOf(exchange)
  const rows = messages.map((message, n) => {
    const row = add(fold, exchange, message, 'to-server', carrier, n)
    if (message.kind === 'request') exchange.requests.push(expectAnswer(fold, exchange.session, scope, row, message))
    else if (isAnswer(message)) settle(fold, exchange, scope, row)
    else relate(fold, scope, row, message)
    return row
  })
  const [only] = exchange.requests
  if (rows.length === 1 && only) exchange.cause = only.row.frame
}

/** Adds messages that came from the server in an answer or on a stream, and ties each to what it belongs to. */
export function routeTold(fold: Fold, exchange: OpenExchange, messages: readonly Decoded[], carrier: Carrier): void {
  const scope = scopeOf(exchange)
  const rows = messages.map((message, n) => add(fold, exchange, message, 'to-client', carrier, n))
  for (const [n, message] of messages.entries()) {
    const row = rows[n]
    if (!row) continue
    if (exchange.told.length < MOST_TOLD) exchange.told.push(message)
    if (message.error) {
      exchange.refusal ??= message.error.message
      exchange.errorCode ??= message.error.code
    }
    if (message.kind === 'request') expectAnswer(fold, exchange.session, scope, row, message)
    else if (message.kind === 'notification') relate(fold, scope, row, message)
    if (message.kind === 'request' || message.kind === 'notification') row.relatesTo ??= exchange.cause
    const request = isAnswer(message) ? settle(fold, exchange, scope, row) : undefined
    answerSeen(fold, exchange, message, row.method, carrier.at)
    if (request) fold.relations.answered(scopeOf(exchange), request, message)
  }
}

/** Adds the messages of a line of a process. Returns their rows. */
export function routeLine(
  fold: Fold,
  session: Session,
  messages: readonly Decoded[],
  direction: Direction,
  carrier: Carrier,
): MessageRow[] {
  const { key: scope } = session.row
  return messages.map((message, n) => {
    const row = add(fold, null, message, direction, carrier, n)
    row.session = scope
    if (message.kind === 'request') expectAnswer(fold, session, scope, row, message)
    else if (message.kind === 'notification') relate(fold, scope, row, message)
    const request = isAnswer(message) ? settle(fold, null, scope, row) : undefined
    if (request) fold.relations.answered(scope, request, message)
    return row
  })
}

const isAnswer = ({ kind }: Decoded): boolean => kind === 'result' || kind === 'error'

/** Answers are looked for within the session; without one, within the connection. */
const scopeOf = (exchange: OpenExchange): string =>
  exchange.session?.row.key ?? `connection ${exchange.peer.connection}`

function add(
  fold: Fold,
  exchange: OpenExchange | null,
  message: Decoded,
  direction: Direction,
  { frame, at, text, plain }: Carrier,
  n: number,
): MessageRow {
  const { captureId } = fold.capture
  const { from, to } = message
  const row = messageRow(message, {
    captureId,
    frame: frame + n,
    exchange: exchange?.row.frame ?? null,
    direction,
    session: exchange?.session?.row.key ?? null,
    at,
    size: plain ? to - from : bytesOf(text, from, to),
  })
  if (exchange && exchange.messages.length < MOST_LATE_MESSAGES) exchange.messages.push(row)
  fold.counts.messages++
  fold.changed.messages.add(row)
  fold.said.push({ row, message, exchange, at })
  return row
}

function expectAnswer(fold: Fold, session: Session | null, scope: string, row: MessageRow, message: Decoded): Waiting {
  const { pairing, relations } = fold
  const request = { row, scope, message: relations.keep(message) }
  const earlier = pairing.expect(request)
  // In a lane stand the requests of several clients, each of which counts its own ids.
  if (earlier && session?.row.kind !== 'lane') row.collidesWith = earlier.row.frame
  row.relatesTo = relations.of(scope, row.direction, message, pairing)
  relations.asked(scope, row, message)
  return request
}

/** Ties a notification to the request that it names. */
function relate(fold: Fold, scope: string, row: MessageRow, message: Decoded): void {
  if (message.method !== 'notifications/cancelled') {
    row.relatesTo = fold.relations.of(scope, row.direction, message, fold.pairing)
    return
  }
  const id = message.params?.requestId
  const request = isId(id) ? fold.pairing.find(scope, row.direction, id) : undefined
  if (!request) return
  row.relatesTo = request.frame
  request.cancelledBy ??= row.frame
  fold.changed.messages.add(request)
}

/** Finds the request that an answer belongs to: in its own exchange first, else anywhere in the session. */
function settle(fold: Fold, exchange: OpenExchange | null, scope: string, answer: MessageRow): Waiting | undefined {
  const mine = exchange && answer.direction === 'to-client' ? takeOwn(exchange, answer) : undefined
  if (mine) fold.pairing.settled(mine)
  const request = mine ?? fold.pairing.answered(scope, answer) ?? (exchange && adrift(fold, exchange, answer))
  if (!request) return undefined
  pair(request.row, answer)
  fold.changed.messages.add(request.row)
  return request
}

/**
 * An answer on a stream of HTTP+SSE may tell whose session an open POST is of, whose URL does not: a proxy on the way may have changed
 * the one that was announced.
 */
function adrift(fold: Fold, { session, peer, stream }: OpenExchange, answer: MessageRow): Waiting | undefined {
  if (!session || stream?.kind !== 'endpoint') return undefined
  for (const other of fold.open.values()) {
    if (other.session || other.peer.client !== peer.client || other.row.era === 'modern') continue
    if (!other.requests.some(({ row }) => row.id === answer.id)) continue
    belong(fold, other, session, fromIso(answer.at))
    return takeOwn(other, answer)
  }
  return undefined
}

/** An error that names no id, or one of the server's making, answers the only request of its exchange. */
function takeOwn({ requests, stream }: OpenExchange, answer: MessageRow): Waiting | undefined {
  const own = requests.findIndex(({ row }) => row.id === answer.id)
  if (own < 0 && (answer.kind !== 'error' || stream || requests.length !== 1)) return undefined
  return requests.splice(Math.max(own, 0), 1)[0]
}

/** How many bytes of UTF-8 a part of a text is. */
function bytesOf(text: string, from: number, to: number): number {
  let bytes = to - from
  for (let n = from; n < to; n++) {
    const code = text.charCodeAt(n)
    // Each half of a surrogate pair counts for two.
    if (code > 0x7f) bytes += code < 0x8_00 || (code >= 0xd8_00 && code < 0xe0_00) ? 1 : 2
  }
  return bytes
}
