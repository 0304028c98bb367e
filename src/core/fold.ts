import type { CaptureRow } from './api.ts'
import { Attempts } from './attempt.ts'
import { diagnose, pass } from './diagnosis/diagnose.ts'
import type { FindingRow } from './diagnosis/finding.ts'
import { Findings } from './diagnosis/findings.ts'
import type { Said } from './diagnosis/rule.ts'
import { Seen } from './diagnosis/seen.ts'
import {
  beginExchange,
  type CaptureFacts,
  type ExchangeRow,
  type OpenExchange,
  HAD_ANSWER,
  hasAnswer,
} from './exchange.ts'
import { header, mediaType, statusLine } from './http.ts'
import { Ledger } from './ledger.ts'
import { nameOf, SESSION_HEADER } from './mcp.ts'
import type { MessageRow } from './message.ts'
import { Pairing } from './pairing.ts'
import { processStep } from './process.ts'
import { Relations } from './relation.ts'
import { EventIds } from './resumption.ts'
import { type Carrier, isMcp, routeAsked, routeTold } from './routing.ts'
import type { SessionRow } from './session.ts'
import { endpointSeen, ended, headSeen, requestSeen, requestsSeen } from './sessionOf.ts'
import { announcedBy } from './sse.ts'
import { countBlock, endStream, openStream, type StreamRow } from './stream.ts'
import { iso } from './time.ts'
import type { BodyEvent, EndEvent, GapEvent, ResponseEvent, RewriteEvent, SseWireEvent, WireEvent } from './wire.ts'

/** Increase it when the fold computes other rows from the same events: the rows of older captures are then made anew. */
export const FOLD_VERSION = 3

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

/** What stands with the capture itself: how many rows of a kind it has, and the like. */
export interface Counts {
  exchanges: number
  messages: number
  sessions: number
  dropped: number
  /** Exchanges that passed while recording was paused. */
  unrecorded: number
  /** What the server has shown that it speaks. */
  era: CaptureRow['era']
}

/** The state of the fold: what is open, and what later events may refer to. */
export interface Fold {
  capture: CaptureFacts
  changed: ChangedRows
  counts: Counts
  open: Map<number, OpenExchange>
  ledger: Ledger
  attempts: Attempts
  pairing: Pairing
  relations: Relations
  eventIds: EventIds
  /** Paths to which Streamable HTTP was posted. */
  posted: Map<string, true>
  /** Messages of the latest event. */
  said: Said[]
  seen: Seen
  findings: Findings
  /** The whole second up to which time has passed, since 1970. */
  second: number
}

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
    counts: { exchanges: 0, messages: 0, sessions: 0, dropped: 0, unrecorded: 0, era: null },
    open,
    ledger,
    attempts: new Attempts(ledger, changed.exchanges),
    pairing: new Pairing(),
    relations: new Relations(),
    eventIds: new EventIds(),
    posted: new Map(),
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
  if (event.kind === 'stop') return stop(fold, event.at)
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

function stop({ ledger, attempts }: Fold, at: number): void {
  ledger.close(at)
  attempts.close()
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
  if (exchange.row.method !== 'POST') fold.attempts.join(exchange)
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
  fold.attempts.join(exchange)
  routeAsked(fold, exchange, messages, carrierOf(event, event.text))
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
  const stream = openStream(exchange, event.at)
  const resumed = fold.eventIds.resume(exchange, stream)
  exchange.stream = stream
  fold.changed.streams.add(stream)
  if (resumed) fold.changed.streams.add(resumed)
}

function responseBody(fold: Fold, exchange: OpenExchange, event: BodyEvent & { frame: number; at: number }): void {
  exchange.row.responseBytes = event.size
  if (event.text === null) return
  const type = mediaType(exchange.row.contentType ?? undefined)
  const messages = type === 'text/html' ? undefined : event.messages
  const invalid = messages?.[0]?.kind === 'invalid'
  if (invalid || !messages) exchange.refusal = event.text.slice(0, 2000)
  if (!messages || (invalid && !(type === 'application/json' && isMcp(fold, exchange)))) return
  routeTold(fold, exchange, messages, carrierOf(event, event.text))
}

/** `said`: the part of its text that the messages' places count in. */
function carrierOf(event: Sent, text: string | null, said = text): Carrier {
  return { frame: event.frame, at: event.at, text: said ?? '', plain: event.bytes.length === text?.length }
}

interface Sent {
  frame: number
  at: number
  bytes: Uint8Array
}

function sse(fold: Fold, exchange: OpenExchange, event: SseWireEvent & { frame: number; at: number }): void {
  const { stream } = exchange
  if (!stream) return
  const { block, messages } = event
  exchange.row.responseBytes = event.offset + event.bytes.length
  countBlock(exchange, stream, block, { at: event.at, size: event.bytes.length })
  fold.changed.streams.add(stream)
  const announced = exchange.row.method === 'GET' ? announcedBy(block) : null
  if (announced !== null) {
    stream.kind = 'endpoint'
    endpointSeen(fold, exchange, announced, event.at)
  } else if (messages) {
    routeTold(fold, exchange, messages, carrierOf(event, event.text, block.data))
  }
  // EventSource sends the last id of its own accord to the servers of HTTP+SSE, and none heeds it.
  if (block.complete && block.id && stream.kind !== 'endpoint')
    fold.eventIds.carried(exchange, stream, block.id, event.frame)
}

function end(fold: Fold, exchange: OpenExchange, event: EndEvent & { at: number }): void {
  const { row, stream } = exchange
  exchange.endedAt = event.at
  row.endedAt = iso(event.at)
  row.end = event.end
  row.reason = event.end === 'client-abort' && hasAnswer(exchange) ? HAD_ANSWER : event.reason
  row.requestBytes = event.requestBytes
  row.responseBytes = event.responseBytes
  row.dropped = event.dropped
  row.unrecorded = event.unrecorded
  row.idleMs = event.idleMs
  if (event.reached && event.end !== 'proxy') Object.assign(row, event.reached)
  if (stream) {
    endStream(exchange, stream, event.end, event.at)
    fold.changed.streams.add(stream)
  }
  ended(fold, exchange, event.at)
  if (!exchange.attempt && exchange.asked.length === 0 && row.method === 'POST') fold.attempts.join(exchange)
  fold.open.delete(row.frame)
}
