import { isEndpoint } from './belong.ts'
import { diagnose, pass } from './diagnosis/diagnose.ts'
import type { FindingRow } from './diagnosis/finding.ts'
import { Findings } from './diagnosis/findings.ts'
import type { Said } from './diagnosis/rule.ts'
import { Seen } from './diagnosis/seen.ts'
import {
  beginExchange,
  type CaptureFacts,
  type ExchangeRow,
  MOST_LATE_MESSAGES,
  type OpenExchange,
} from './exchange.ts'
import { header, mediaType, statusLine } from './http.ts'
import type { Decoded } from './jsonrpc.ts'
import { Ledger } from './ledger.ts'
import { nameOf, SESSION_HEADER } from './mcp.ts'
import { type Direction, messageRow, type MessageRow, pair, Pairing } from './message.ts'
import { processStep } from './process.ts'
import type { SessionRow } from './session.ts'
import { answerSeen, endpointSeen, ended, headSeen, requestSeen, requestsSeen } from './sessionOf.ts'
import { announcedBy } from './sse.ts'
import { countBlock, openStream, type StreamRow } from './stream.ts'
import { iso } from './time.ts'
import type { BodyEvent, EndEvent, GapEvent, ResponseEvent, RewriteEvent, SseWireEvent, WireEvent } from './wire.ts'

/** Increase it when the fold computes other rows from the same events: the rows of older captures are then made anew. */
export const FOLD_VERSION = 2

/** Rows that are new or changed since they were last taken. */
export interface ChangedRows {
  exchanges: Set<ExchangeRow>
  messages: Set<MessageRow>
  streams: Set<StreamRow>
  sessions: Set<SessionRow>
  findings: Set<FindingRow>
  /** Keys of findings that were written and stand no longer. */
  withdrawn: Set<string>
}

/** How many rows of a kind a capture has. */
export interface Counts {
  exchanges: number
  messages: number
  sessions: number
  dropped: number
  /** Exchanges that passed while recording was paused. */
  unrecorded: number
}

/** The state of the fold: what is open, and what later events may refer to. */
export interface Fold {
  capture: CaptureFacts
  changed: ChangedRows
  counts: Counts
  open: Map<number, OpenExchange>
  ledger: Ledger
  pairing: Pairing
  /** Which stream sent which event id last: a resuming GET names it. */
  lastIds: Map<string, number>
  /** Messages of the latest event. */
  said: Said[]
  seen: Seen
  findings: Findings
  /** The whole second up to which time has passed, since 1970. */
  second: number
}

const MOST_LAST_IDS = 5000
/** So many messages of an answer are kept for rules to look at. */
const MOST_TOLD = 20

export function createFold(capture: CaptureFacts): Fold {
  const changed: ChangedRows = {
    exchanges: new Set(),
    messages: new Set(),
    streams: new Set(),
    sessions: new Set(),
    findings: new Set(),
    withdrawn: new Set(),
  }
  const open = new Map<number, OpenExchange>()
  const ledger = new Ledger(capture.captureId, changed.sessions)
  return {
    capture,
    changed,
    counts: { exchanges: 0, messages: 0, sessions: 0, dropped: 0, unrecorded: 0 },
    open,
    ledger,
    pairing: new Pairing(),
    lastIds: new Map(),
    said: [],
    seen: new Seen(capture, ledger, open),
    findings: new Findings(capture.captureId, changed.findings, changed.withdrawn),
    second: 0,
  }
}

/**
 * Takes the next event of a capture. Updates `fold` in place (copying it would cost as much as the capture is long) and
 * adds every row that is not what it was to `fold.changed`, which the caller empties when it has written them.
 */
export function step(fold: Fold, event: WireEvent): void {
  wait(fold, event.at)
  fold.said.length = 0
  const exchange = event.kind === 'request' || event.exchange === null ? undefined : fold.open.get(event.exchange)
  apply(fold, event)
  diagnose(fold, event, exchange ?? fold.open.get(event.frame))
  fold.counts.sessions = fold.ledger.count
}

/**
 * Time has passed until `now`, in microseconds since 1970, and every event before it was taken. Between events it need not be told:
 * a living capture calls it so that what only waiting shows is shown in time.
 */
export function wait(fold: Fold, now: number): void {
  const second = Math.floor(now / 1_000_000)
  if (second <= fold.second) return
  fold.second = second
  pass(fold, second * 1_000_000)
}

function apply(fold: Fold, event: WireEvent): void {
  if (event.kind === 'request') return begin(fold, event)
  if (event.kind === 'gap') return gap(fold, event)
  if (event.kind === 'stop') return fold.ledger.close(event.at)
  if (event.exchange === null) return processStep(fold, event)
  const exchange = fold.open.get(event.exchange)
  if (!exchange) return
  fold.changed.exchanges.add(exchange.row)
  if (event.kind !== 'sse') exchange.row.parts.push(event.frame)
  switch (event.kind) {
    case 'request body':
      return requestBody(fold, exchange, event)
    case 'response':
      return response(fold, exchange, event)
    case 'response body':
      return responseBody(fold, exchange, event)
    case 'sse':
      return sse(fold, exchange, event)
    case 'end':
      return end(fold, exchange, event)
    case 'rewrite':
      return rewritten(exchange, event)
    default:
      event satisfies never
  }
}

/** What went to another server than the target says so before anything else of it is known. */
function rewritten({ row }: OpenExchange, { what, changed }: RewriteEvent): void {
  if (what === 'server') row.url = changed + row.url.replace(/^[a-z]+:\/\/[^/]*/i, '')
}

/** What was not recorded on request is not what capture failed to keep. */
function gap(fold: Fold, { copies, paused }: GapEvent): void {
  if (paused) fold.counts.unrecorded += paused.exchanges
  else fold.counts.dropped += copies
}

function begin(fold: Fold, event: Extract<WireEvent, { kind: 'request' }>): void {
  const exchange = beginExchange(event, fold.capture)
  fold.open.set(event.frame, exchange)
  fold.counts.exchanges++
  fold.changed.exchanges.add(exchange.row)
  requestSeen(fold, exchange, event.at)
}

function requestBody(fold: Fold, exchange: OpenExchange, event: BodyEvent & { frame: number; at: number }): void {
  exchange.row.requestBytes = event.size
  exchange.row.sentMs = Math.round(event.at - exchange.startedAt) / 1000
  const { messages } = event
  if (!messages || (messages[0]?.kind === 'invalid' && !isMcp(fold, exchange))) return
  const [first] = messages
  exchange.asked = messages
  exchange.row.rpc = first?.method ? [first.method, nameOf(first)].filter(Boolean).join(' ') : null
  requestsSeen(fold, exchange, messages, event.at)
  for (const row of addMessages(fold, exchange, messages, event, 'to-server')) {
    if (row.kind === 'request') expectAnswer(fold, exchange, row)
    else if (row.kind === 'result' || row.kind === 'error') settle(fold, exchange, row)
  }
}

/** Whether the exchange went to an MCP endpoint: text that is no JSON-RPC is a fault there, and nothing elsewhere. */
const isMcp = (fold: Fold, exchange: OpenExchange): boolean =>
  exchange.session !== null ||
  exchange.row.carried !== null ||
  isEndpoint(fold, exchange) ||
  fold.ledger.announced(exchange.path) !== undefined

function expectAnswer(fold: Fold, exchange: OpenExchange, row: MessageRow): void {
  const scope = scopeOf(exchange)
  exchange.requests.push({ row, scope })
  fold.pairing.expect(scope, row)
}

/** Answers are looked for within the session; without one, within the connection. */
const scopeOf = (exchange: OpenExchange): string =>
  exchange.session?.row.key ?? `connection ${exchange.peer.connection}`

/** Finds the request that an answer belongs to: in its own exchange first, else anywhere in the session. */
function settle(fold: Fold, exchange: OpenExchange, answer: MessageRow): void {
  const mine = answer.direction === 'to-client' ? takeOwn(exchange, answer) : undefined
  if (mine) fold.pairing.settled(mine.scope, mine.row)
  const request = mine?.row ?? fold.pairing.answered(scopeOf(exchange), answer)
  if (!request) return
  pair(request, answer)
  fold.changed.messages.add(request)
}

/** An error that names no id, or one of the server's making, answers the only request of its exchange. */
function takeOwn(exchange: OpenExchange, answer: MessageRow): OpenExchange['requests'][number] | undefined {
  const { requests, stream } = exchange
  const own = requests.findIndex(({ row }) => row.id === answer.id)
  if (own < 0 && (answer.kind !== 'error' || stream || requests.length !== 1)) return undefined
  return requests.splice(Math.max(own, 0), 1)[0]
}

function addMessages(
  fold: Fold,
  exchange: OpenExchange,
  messages: readonly Decoded[],
  event: { frame: number; at: number },
  direction: Direction,
): MessageRow[] {
  const { captureId } = fold.capture
  return messages.map((message, n) => {
    const place = { captureId, frame: event.frame + n, exchange: exchange.row.frame, direction, at: event.at }
    const row = messageRow(message, { ...place, size: message.to - message.from })
    row.session = exchange.session?.row.key ?? null
    if (exchange.messages.length < MOST_LATE_MESSAGES) exchange.messages.push(row)
    fold.counts.messages++
    fold.changed.messages.add(row)
    fold.said.push({ row, message, exchange, at: event.at })
    if (direction === 'to-client' && exchange.told.length < MOST_TOLD) exchange.told.push(message)
    return row
  })
}

function response(fold: Fold, exchange: OpenExchange, event: ResponseEvent & { frame: number; at: number }): void {
  const { startLine, headers } = event.head
  const { status } = statusLine(startLine)
  const { row } = exchange
  if (status < 200 && status !== 101) return
  exchange.answerHead = event.head
  exchange.answerFrame = event.frame
  row.status = status
  row.remote = event.remote
  row.contentType = header(headers, 'content-type') ?? null
  row.firstByteMs = Math.round(event.at - exchange.startedAt) / 1000
  exchange.offered = header(headers, SESSION_HEADER) ?? null
  row.offered = exchange.offered === row.carried ? null : exchange.offered
  headSeen(fold, exchange, event.at)
  if (mediaType(row.contentType ?? undefined) !== 'text/event-stream') return
  const resumes =
    exchange.lastEventId === undefined ? null : (fold.lastIds.get(idOf(exchange, exchange.lastEventId)) ?? null)
  exchange.stream = openStream(exchange, event.at, resumes)
  fold.changed.streams.add(exchange.stream)
}

function responseBody(fold: Fold, exchange: OpenExchange, event: BodyEvent & { frame: number; at: number }): void {
  exchange.row.responseBytes = event.size
  if (event.text === null) return
  const type = mediaType(exchange.row.contentType ?? undefined)
  const messages = type === 'text/html' ? undefined : event.messages
  const invalid = messages?.[0]?.kind === 'invalid'
  if (invalid || !messages) exchange.refusal = event.text.slice(0, 2000)
  if (!messages || (invalid && !(type === 'application/json' && isMcp(fold, exchange)))) return
  answersSeen(fold, exchange, messages, event)
}

function answersSeen(
  fold: Fold,
  exchange: OpenExchange,
  messages: readonly Decoded[],
  event: { frame: number; at: number },
): void {
  const rows = addMessages(fold, exchange, messages, event, 'to-client')
  for (const [n, message] of messages.entries()) {
    const row = rows[n]
    if (!row) continue
    if (message.error) {
      exchange.refusal ??= message.error.message
      exchange.errorCode ??= message.error.code
    }
    if (message.kind === 'request') fold.pairing.expect(scopeOf(exchange), row)
    if (message.kind === 'result' || message.kind === 'error') settle(fold, exchange, row)
    answerSeen(fold, exchange, message, row.method, event.at)
  }
}

function sse(fold: Fold, exchange: OpenExchange, event: SseWireEvent & { frame: number; at: number }): void {
  const { stream } = exchange
  if (!stream) return
  const { block, messages } = event
  exchange.row.responseBytes = event.offset + event.bytes.length
  countBlock(stream, block, event.at)
  fold.changed.streams.add(stream)
  if (block.complete && block.id !== null && block.id !== '')
    rememberId(fold, idOf(exchange, block.id), exchange.row.frame)
  const announced = exchange.row.method === 'GET' ? announcedBy(block) : null
  if (announced !== null) {
    stream.kind = 'endpoint'
    stream.resumes = null // EventSource sends the last id of its own accord, and no server heeds it
    endpointSeen(fold, exchange, announced, event.at)
  } else if (messages) {
    answersSeen(fold, exchange, messages, event)
  }
}

/** Event ids are unique within a session (2025-03-26 basic/transports, resumability). */
const idOf = (exchange: OpenExchange, id: string): string => `${exchange.session?.row.key ?? ''} ${id}`

function rememberId(fold: Fold, id: string, frame: number): void {
  fold.lastIds.set(id, frame)
  if (fold.lastIds.size <= MOST_LAST_IDS) return
  const [oldest] = fold.lastIds.keys()
  if (oldest !== undefined) fold.lastIds.delete(oldest)
}

function end(fold: Fold, exchange: OpenExchange, event: EndEvent & { at: number }): void {
  const { row, stream } = exchange
  row.endedAt = iso(event.at)
  row.end = event.end
  row.reason = event.reason
  row.requestBytes = event.requestBytes
  row.responseBytes = event.responseBytes
  row.dropped = event.dropped
  row.unrecorded = event.unrecorded
  row.idleMs = event.idleMs
  if (event.reached && event.end !== 'proxy') Object.assign(row, event.reached)
  if (stream) {
    stream.endedAt = row.endedAt
    stream.end = event.end
    fold.changed.streams.add(stream)
  }
  ended(fold, exchange, event.at)
  fold.open.delete(row.frame)
}
