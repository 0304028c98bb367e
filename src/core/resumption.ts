import type { OpenExchange } from './exchange.ts'
import { remember } from './recent.ts'
import type { StreamRow } from './stream.ts'

const MOST_IDS = 5000
const MOST_IDS_OF_ONE = 1000
/** A list of frames grows no longer than this. */
const MOST_FRAMES = 1000

/** What a stream and those that resume it have carried: event ids in the order in which they came first, and their frames. */
interface Trail {
  ids: Map<string, number>
  /** The exchange whose answer the first of the streams is. */
  first: OpenExchange
}

/** A stream's part in a trail. */
export interface Resumption {
  trail: Trail
  /** What the client had when it resumed, and what it had not although it was sent. */
  had: ReadonlySet<string>
  missed: Map<string, number>
}

/** Event ids of one capture: a GET that resumes a stream names the last that its client has (2025-03-26 basic/transports). */
export class EventIds {
  readonly #sent = new Map<string, { trail: Trail; stream: StreamRow }>()

  /** How many ids it holds. */
  get size(): number {
    return this.#sent.size
  }

  /** A stream opens that names an event: returns the one that it resumes, and notes what of it the client has missed. */
  resume(exchange: OpenExchange, stream: StreamRow): StreamRow | undefined {
    const { lastEventId } = exchange
    const sent = lastEventId === undefined ? undefined : this.#sent.get(keyOf(exchange, lastEventId))
    if (!sent || lastEventId === undefined) return undefined
    const ids = [...sent.trail.ids]
    const next = ids.findIndex(([id]) => id === lastEventId) + 1
    const missed = new Map(ids.slice(next))
    exchange.resumption = { trail: sent.trail, had: new Set(ids.slice(0, next).map(([id]) => id)), missed }
    exchange.cause = sent.trail.first.cause
    exchange.requests = sent.trail.first.requests
    stream.resumes = sent.stream.frame
    stream.missed = [...missed.values()]
    sent.stream.resumedBy = stream.frame
    return sent.stream
  }

  /** An event with an id came on a stream. */
  carried(exchange: OpenExchange, stream: StreamRow, id: string, frame: number): void {
    const part = (exchange.resumption ??= beginTrail(exchange))
    if (part.had.has(id)) {
      if (stream.repeated.length < MOST_FRAMES) stream.repeated.push(frame)
    } else if (part.missed.delete(id)) stream.missed = [...part.missed.values()]
    if (!part.trail.ids.has(id)) remember(part.trail.ids, id, frame, MOST_IDS_OF_ONE)
    remember(this.#sent, keyOf(exchange, id), { trail: part.trail, stream }, MOST_IDS)
  }
}

const beginTrail = (first: OpenExchange): Resumption => ({
  trail: { ids: new Map(), first },
  had: new Set(),
  missed: new Map(),
})

/** Event ids are unique within a session (2025-03-26 basic/transports, resumability). */
const keyOf = ({ row, offered }: OpenExchange, id: string): string => `${row.carried ?? offered ?? ''} ${id}`
