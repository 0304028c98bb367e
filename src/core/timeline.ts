import type { ExchangeRow } from './exchange.ts'
import type { MessageKind, MessageRow } from './message.ts'
import type { SessionRow } from './session.ts'
import type { StreamRow } from './stream.ts'

/** Who stands in a session's diagram: its client, the tap (where replays begin, and what never reached the server ends), its server. */
export type Lane = 'client' | 'tap' | 'server'

/** What happened to the session's id in an exchange. `minted`: its answer bore the id and established nothing. */
export type IdMark =
  | 'issued'
  | 'minted'
  | 'carried'
  | 'missing'
  | 'foreign'
  | 'refused'
  | 'after its end'
  | 'ended the session'

/** Something that passed between two lanes, in the order of the wire. */
export type Arrow = ExchangeArrow | MessageArrow

/** An HTTP request and its answer; what their bodies say has arrows of its own. */
export interface ExchangeArrow {
  kind: 'exchange'
  frame: number
  at: string
  from: Lane
  to: Lane
  /** `POST`, and the status of the answer. */
  method: string
  status: number | null
  /** When it was over, and who ended it; null while it is open. */
  until: string | null
  end: ExchangeRow['end']
  id: IdMark[]
}

export interface MessageArrow {
  kind: 'message'
  frame: number
  at: string
  from: Lane
  to: Lane
  what: MessageKind
  /** Method and name, of the request for an answer. */
  label: string
  exchange: number | null
  /** The stream that it came on. */
  stream: number | null
  /** The other half of request and answer. */
  pair: number | null
  relatesTo: number | null
}

/** A stream, from its opening to its end; null while it is open. */
export interface Bar {
  frame: number
  kind: StreamRow['kind']
  from: string
  until: string | null
  end: StreamRow['end']
  events: number
  resumes: number | null
}

/** A part of a session's life. */
export interface Timeline {
  session: SessionRow
  arrows: Arrow[]
  /** Streams that carried any of the arrows, or were open meanwhile. */
  bars: Bar[]
  /** How many arrows there are in all, and where the first of these stands among them. */
  total: number
  offset: number
  /** Hand it back as `since`. */
  revision: string
}

export interface TimelineInput {
  /** Key of a session. */
  session: string
  /** Skip so many arrows. Negative: counted from the end. */
  offset?: number | undefined
  /** At most so many; default 200. */
  limit?: number | undefined
  /** As of `rows`: waits for something newer than an earlier answer. */
  since?: string | undefined
  waitMs?: number | undefined
}

/** Rows of one part of a session, in the order of the wire. */
export interface TimelineRows {
  session: SessionRow
  /** Those that begin in this part. */
  exchanges: readonly ExchangeRow[]
  messages: readonly MessageRow[]
  /** Exchanges that began earlier, of which messages are in this part. */
  earlier: readonly ExchangeRow[]
  streams: readonly StreamRow[]
}

/** Arrows and bars of a part of a session's life. */
export function timelineOf({ session, exchanges, messages, earlier, streams }: TimelineRows): {
  arrows: Arrow[]
  bars: Bar[]
} {
  const known = new Map([...earlier, ...exchanges].map((row) => [row.frame, row]))
  const streamed = new Set(streams.map(({ frame }) => frame))
  const arrows: Arrow[] = [
    ...exchanges.map((row) => exchangeArrow(row, session)),
    ...messages.map((row) => messageArrow(row, known.get(row.exchange ?? 0), streamed)),
  ]
  return { arrows: arrows.sort((a, b) => a.frame - b.frame), bars: streams.map(barOf) }
}

function exchangeArrow(row: ExchangeRow, session: SessionRow): ExchangeArrow {
  const { frame, startedAt: at, method, status, endedAt: until, end } = row
  const [from, to] = lanesOf(row)
  return { kind: 'exchange', frame, at, from, to, method, status, until, end, id: marksOf(row, session) }
}

function messageArrow(row: MessageRow, exchange: ExchangeRow | undefined, streamed: ReadonlySet<number>): MessageArrow {
  const [near, far] = exchange ? lanesOf(exchange) : (['client', 'server'] as const)
  const [from, to] = row.direction === 'to-server' ? [near, far] : [far, near]
  const { frame, at, kind: what, relatesTo } = row
  return {
    kind: 'message',
    frame,
    at,
    from,
    to,
    what,
    label: [row.method, row.name].filter(Boolean).join(' '),
    exchange: row.exchange,
    stream: row.direction === 'to-client' && row.exchange !== null && streamed.has(row.exchange) ? row.exchange : null,
    pair: row.answers ?? row.answeredBy,
    relatesTo,
  }
}

/** From where to where the request of an exchange went. An end without a remote side means that it never reached the server. */
function lanesOf({ replay, remote, endedAt }: ExchangeRow): [Lane, Lane] {
  return [replay === null ? 'client' : 'tap', remote === null && endedAt !== null ? 'tap' : 'server']
}

function marksOf({ frame, carried }: ExchangeRow, session: SessionRow): IdMark[] {
  const { sessionId, issuedBy, mintedBy, missingOn, foreignOn, refusedOn, afterEndOn, end } = session
  const marks: [IdMark, boolean][] = [
    ['carried', sessionId !== null && carried === sessionId],
    ['missing', missingOn.includes(frame)],
    ['foreign', foreignOn.includes(frame)],
    ['after its end', afterEndOn.includes(frame)],
    ['refused', refusedOn.includes(frame)],
    ['issued', sessionId !== null && issuedBy === frame],
    ['minted', mintedBy === frame],
    ['ended the session', end?.frame === frame && end.confidence === 'seen'],
  ]
  return marks.flatMap(([mark, holds]) => (holds ? [mark] : []))
}

const barOf = ({ frame, kind, openedAt: from, endedAt: until, end, events, resumes }: StreamRow): Bar => ({
  frame,
  kind,
  from,
  until,
  end,
  events,
  resumes,
})
