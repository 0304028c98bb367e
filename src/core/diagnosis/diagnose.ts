import type { OpenExchange } from '../exchange.ts'
import type { Fold } from '../fold.ts'
import type { Session } from '../ledger.ts'
import type { WireEvent } from '../wire.ts'
import type { Call } from './calls.ts'
import { ask, askOfMessage } from './ask.ts'
import { fateOf } from './fate.ts'
import { beginProcess, noteProcess, type ProcessEvent } from './processSeen.ts'
import type { StreamEvent } from './rule.ts'
import { LISTEN_METHOD } from './listens.ts'
import { forgetBodies } from './seen.ts'

/**
 * Asks the rules about what an event has changed. `exchange`: the one that the event belongs to, ended or not. Called behind the
 * fold's own step, so that everything the event tells is known.
 */
export function diagnose(fold: Fold, event: WireEvent, exchange: OpenExchange | undefined): void {
  fold.seen.now = event.at
  switch (event.kind) {
    case 'request':
      if (exchange) fold.seen.began(exchange)
      break
    case 'sse':
      if (exchange) streamed(fold, event, exchange)
      break
    case 'end':
      if (exchange) end(fold, exchange, event.at)
      break
    case 'spawn':
    case 'line':
    case 'closed':
    case 'exit':
      process(fold, event)
      break
    case 'stop':
      over(fold, event.at)
      break
    case 'request body':
    case 'response':
    case 'response body':
    case 'rewrite':
    case 'gap':
      break
    default:
      event satisfies never
  }
  said(fold, event.at)
  if (fold.ledger.stirred.size > 0) judgeSessions(fold)
}

/**
 * Time has passed: asks what only waiting can tell. `now`, in microseconds since 1970, is a whole second, and all events before it
 * have been folded: so an old capture gives the same findings as a living one.
 */
export function pass(fold: Fold, now: number): void {
  const { seen } = fold
  const before = seen.passed
  seen.passed = now
  seen.now = now
  for (const exchange of seen.due(now)) {
    judge(fold, exchange)
    ask(fold, 'afterwards', exchange)
  }
  for (const exchange of fold.open.values()) if (isTime(exchange.startedAt, before, now)) ask(fold, 'waiting', exchange)
  for (const call of seen.calls.waiting.values()) if (isTime(call.at, before, now)) watch(fold, call)
  if (seen.process?.stdinClosed && !seen.process.exit) ask(fold, 'process', seen.process)
  ask(fold, 'second', seen)
}

/** What waits is looked at each second at first, and then at each tenth: in microseconds. */
const YOUNG = 70_000_000
const TENTH = 10_000_000

const isTime = (since: number, before: number, now: number): boolean =>
  now - since < YOUNG || Math.floor((now - since) / TENTH) > Math.floor((before - since) / TENTH)

/** Asks about an exchange that has ended. */
function judge(fold: Fold, exchange: OpenExchange): void {
  ask(fold, 'exchange', exchange)
  if (isRefusal(exchange)) ask(fold, 'refusal', exchange)
}

/** Bodies larger than this are not kept for rules to look back at. */
const MOST_KEPT = 32 * 1024

/** Whether an exchange went otherwise than one hopes. */
const isRefusal = ({ row, errorCode }: OpenExchange): boolean =>
  errorCode !== null ||
  (row.status === null ? row.endedAt !== null : row.status < 200 || row.status >= 300) ||
  (row.end !== null && row.end !== 'server-clean')

function end(fold: Fold, exchange: OpenExchange, at: number): void {
  const { seen } = fold
  if (seen.ended(exchange)) for (const lost of seen.relit()) fold.ledger.stirred.add(lost)
  judge(fold, exchange)
  if (isRefusal(exchange)) seen.later(exchange, at)
  if (exchange.row.requestBytes + exchange.row.responseBytes > MOST_KEPT) forgetBodies(exchange)
  ask(fold, 'waiting', exchange)
  if (seen.calls.waiting.size > 0) watchOrphans(fold, exchange)
  if (isClosed(exchange)) seen.calls.closed(exchange)
  const { session } = exchange
  if (session && (isTroubled(session) || exchange.row.status === FORBIDDEN)) fold.ledger.stirred.add(session)
}

/** Whether no answer can come any more: in the older protocol another stream may bring it. */
const isClosed = ({ row }: OpenExchange): boolean => row.era === 'modern' || row.status === null || row.status >= 300

const FORBIDDEN = 403

/** Once something went wrong with a session, each of its exchanges may tell more. */
const isTroubled = ({ row }: Session): boolean =>
  row.refusedOn.length > 0 || row.missingOn.length > 0 || row.afterEndOn.length > 0 || row.end !== null

/** Asks about the messages of the last event; one that brings a client what it tried for settles its earlier steps. */
function said(fold: Fold, at: number): void {
  for (const one of fold.said) {
    const { row, exchange } = one
    const call = fold.seen.heard(one)
    askOfMessage(fold, one)
    if (call && (call.isWatched || call.cancelled || row.method === LISTEN_METHOD)) watch(fold, call)
    if (exchange && row.kind === 'result' && isEstablished(row.method, exchange)) settle(fold, exchange, at)
  }
}

/** An InitializeResult, or any result in the modern era from a server that speaks it. */
const isEstablished = (method: string | null, { row, session }: OpenExchange): boolean =>
  method === 'initialize' || (row.era === 'modern' && session !== null)

function settle(fold: Fold, exchange: OpenExchange, at: number): void {
  const attempt = fold.attempts.establish(exchange)
  for (const step of attempt?.exchanges ?? []) {
    if (step.row.endedAt === null) continue
    judge(fold, step)
    sayAgain(fold, step, at)
  }
}

/** Asks again about what an exchange brought, now that it is known what it was for. */
function sayAgain(fold: Fold, exchange: OpenExchange, at: number): void {
  const rows = exchange.messages.filter(({ direction }) => direction === 'to-client')
  for (const [n, message] of exchange.told.entries()) {
    const row = rows[n]
    if (!row) continue
    askOfMessage(fold, { row, message, exchange, at })
  }
}

function streamed(fold: Fold, { frame, at, text, block, messages }: SseEvent, exchange: OpenExchange): void {
  const event: StreamEvent = { exchange, frame, at, text, block, messages }
  fold.seen.streams.heard(event)
  ask(fold, 'event', event)
}

type SseEvent = Extract<WireEvent, { kind: 'sse' }>

/** Asks about a request that is not simply answered. */
function watch(fold: Fold, call: Call): void {
  call.isWatched = true
  ask(fold, 'call', call)
}

/** Asks about requests whose exchange has ended, or the stream that their answer may have come on. */
function watchOrphans(fold: Fold, exchange: OpenExchange): void {
  for (const call of fold.seen.calls.waiting.values()) {
    const isOnStream =
      exchange.stream !== null && exchange.session !== null && call.exchange?.session === exchange.session
    if (call.exchange === exchange || isOnStream) watch(fold, call)
  }
}

function process(fold: Fold, event: ProcessEvent): void {
  const { seen } = fold
  if (event.kind === 'spawn') seen.process = beginProcess(event)
  if (!seen.process || !noteProcess(seen.process, event)) return
  if (event.kind === 'exit') for (const call of seen.calls.waiting.values()) watch(fold, call)
  ask(fold, 'process', seen.process)
}

/** Finds out what became of a session. Returns whether others that were lost must be looked at in a new light. */
function shedsLight({ seen }: Fold, session: Session): boolean {
  const isNew = seen.stirred(session)
  const story = seen.story(session)
  const before = story.fate
  story.fate = fateOf(session, seen)
  return isNew || before?.id !== story.fate?.id || before?.evidence.confidence !== story.fate?.evidence.confidence
}

function judgeSessions(fold: Fold): void {
  const { stirred } = fold.ledger
  // A set is walked to its end, also over what is added on the way.
  for (const session of stirred) {
    stirred.delete(session)
    if (shedsLight(fold, session)) for (const other of fold.seen.relit()) stirred.add(other)
    ask(fold, 'session', session)
  }
}

function over(fold: Fold, at: number): void {
  fold.seen.isOver = true
  pass(fold, at)
  for (const session of fold.ledger.sessions) fold.ledger.stirred.add(session)
}
