import type { OpenExchange } from '../exchange.ts'
import type { StreamEvent } from './rule.ts'

/** What is remembered of an event stream. */
export interface StreamSeen {
  /** When its first block came, in microseconds since 1970. */
  firstAt: number
  /** When its last block came. */
  lastAt: number
  lastFrame: number
  /** What in its last block is legal and seldom used: a reader that knows only some fields stumbles over it. */
  unusual: string[]
  /** How many progress notifications and log messages it has brought. */
  reports: number
  /** Frame of an event that never got its blank line. */
  unfinished: number | null
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
    let seen = this.#seen.get(exchange)
    if (!seen) {
      seen = { firstAt: at, lastAt: at, lastFrame: frame, unusual: [], reports: 0, unfinished: null }
      this.#seen.set(exchange, seen)
    }
    seen.lastAt = at
    seen.lastFrame = frame
    seen.unusual = unusual(event)
    if (!block.complete && block.data !== null) seen.unfinished = frame
    const method = messages?.[0]?.method
    if (method === 'notifications/progress' || method === 'notifications/message') seen.reports++
  }

  /** The same message on another stream of this session, a moment ago; this one is remembered for the next. */
  twin({ exchange, frame, at, block: { data } }: StreamEvent): Sent | undefined {
    const { session } = exchange
    if (!session || data === null || data.length > LONGEST_COMPARED) return undefined
    const { key } = session.row
    let sent = this.#sent.get(key)
    if (!sent) {
      sent = []
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

/** What a block has beside `event: message` and one line of data. */
function unusual({ block, text }: StreamEvent): string[] {
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
