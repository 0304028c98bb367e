import type { OpenExchange } from '../exchange.ts'
import { carriesMessage } from '../sse.ts'
import type { StreamEvent } from './rule.ts'

/** What is remembered of an event stream. */
export interface StreamSeen {
  /** When its first block came, in microseconds since 1970. */
  firstAt: number
  /** When its last block came. */
  lastAt: number
  lastFrame: number
  /** Its first event, which in HTTP+SSE must be `endpoint`; comments are none. */
  opening: { frame: number; name: string; data: string; id: string | null } | null
  /** Its last block. */
  last: Pick<StreamEvent, 'block' | 'text'>
  /** How many progress notifications and log messages it has brought. */
  reports: number
  /** The first event that is no message where one should be. */
  bad: { frame: number; how: string; data: string } | null
  /** Frame of an event that never got its blank line. */
  unfinished: number | null
  /** Where else its last message went. */
  twin: Sent | undefined
}

/** A message that went out on a stream of a session. */
export interface Sent {
  data: string
  frame: number
  at: number
  exchange: OpenExchange
}

/** In microseconds: the same message on two streams within this time was sent to both. */
const AT_ONCE = 1_000_000
const MOST_SENT = 16
const MOST_SESSIONS = 500
/** Longer messages are not compared. */
const LONGEST_COMPARED = 16 * 1024

/** What went through the event streams of a capture. */
export class Streams {
  readonly #seen = new WeakMap<OpenExchange, StreamSeen>()
  readonly #sent = new Map<string, Sent[]>()

  of(exchange: OpenExchange): StreamSeen | undefined {
    return this.#seen.get(exchange)
  }

  /** A block came. */
  heard(event: StreamEvent): void {
    const { exchange, at, frame, block, messages } = event
    const known = this.#seen.get(exchange)
    const seen = known ?? begin(event)
    if (!known) this.#seen.set(exchange, seen)
    if (block.data !== null && !seen.opening)
      seen.opening = { frame, name: block.event ?? 'message', data: block.data.slice(0, 200), id: block.id }
    seen.lastAt = at
    seen.lastFrame = frame
    seen.last = event
    if (!block.complete && block.data !== null) seen.unfinished = frame
    const method = messages?.[0]?.method
    if (method === 'notifications/progress' || method === 'notifications/message') seen.reports++
    const how = seen.bad ? undefined : wrong(event, !known)
    if (how) seen.bad = { frame, how, data: block.data ?? '' }
    seen.twin = messages && !how ? this.#twin(event) : undefined
  }

  /** The same message on another stream of this session, a moment ago; this one is remembered for the next. */
  #twin({ exchange, frame, at, block: { data } }: StreamEvent): Sent | undefined {
    const key = exchange.session?.row.sessionId
    if (typeof key !== 'string' || data === null || data.length > LONGEST_COMPARED) return undefined
    const sent = this.#sent.get(key) ?? []
    if (sent.length === 0) {
      this.#sent.set(key, sent)
      const [oldest] = this.#sent.keys()
      if (this.#sent.size > MOST_SESSIONS && oldest !== undefined) this.#sent.delete(oldest)
    }
    const twin = sent.findLast((one) => one.data === data && one.exchange !== exchange && at - one.at <= AT_ONCE)
    if (sent.length >= MOST_SENT) sent.shift()
    sent.push({ data, frame, at, exchange })
    return twin
  }
}

const begin = (event: StreamEvent): StreamSeen => ({
  firstAt: event.at,
  lastAt: event.at,
  lastFrame: event.frame,
  opening: null,
  last: event,
  reports: 0,
  bad: null,
  unfinished: null,
  twin: undefined,
})

/** What is wrong with an event; undefined if nothing is. */
function wrong({ block, messages, text }: StreamEvent, isFirst: boolean): string | undefined {
  if (isFirst && text.includes('\0')) return 'is not UTF-8'
  if (!carriesMessage(block)) return undefined
  if (messages?.some(({ kind }) => kind === 'invalid')) return 'is no JSON'
  return messages && block.data?.includes('"jsonrpc"') ? undefined : 'is no JSON-RPC message'
}

/** What in a block is legal and seldom used: a reader that knows only `event: message` and one line of data stumbles over it. */
export function unusualIn({ block, text }: StreamSeen['last']): string[] {
  const { event, id, retry, data, comments } = block
  return [
    ...(retry === null ? [] : ['a retry: field']),
    ...(id === null ? [] : ['an id: field']),
    ...(data === '' ? ['empty data'] : []),
    ...(comments.length > 0 ? ['a comment'] : []),
    ...(event === null || event === 'message' || event === 'endpoint' ? [] : [`an event named ${event}`]),
    ...(data?.includes('\n') ? ['several data: lines'] : []),
    ...(text.startsWith('\u{FEFF}') ? ['a byte order mark'] : []),
    ...(text.includes('\r') ? ['line ends with CR'] : []),
  ]
}
