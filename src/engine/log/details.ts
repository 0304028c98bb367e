import type { Answer, FrameRef, Shown, ShownBody, ShownHead, ShownSseEvent } from '../../core/api.ts'
import type { ExchangeRow } from '../../core/exchange.ts'
import { header } from '../../core/http.ts'
import type { MessageRow } from '../../core/message.ts'
import type { SessionRow } from '../../core/session.ts'
import { iso } from '../../core/time.ts'
import type { WireEvent } from '../../core/wire.ts'
import { createDecoder, type EventRow, framesTaken } from './encode.ts'
import { noCapture, type Reader } from './reader.ts'
import { captureOf, frameOf, placeOf } from './schema.ts'
import type { Connection } from './sqlite.ts'
import { readRow } from './tables.ts'

/** Longer texts are shown shortened; characters. */
const SHOWN_TEXT = 256 * 1024
const MOST_EVENTS = 1000

type Found = { captureId: number; event: WireEvent; exchange: ExchangeRow; parts: WireEvent[] }

/** Reads single frames with all that belongs to them. */
export class Details {
  readonly #db: Connection
  readonly #reader: Reader

  constructor(db: Connection, reader: Reader) {
    this.#db = db
    this.#reader = reader
  }

  show(ref: FrameRef): Answer<Shown> {
    return this.#db.transaction(() => {
      const found = this.#find(ref)
      return 'failed' in found ? found : { ok: this.#shown(found.ok, ref.frame) }
    })()
  }

  /** The bytes of a frame: an exchange as it went over the wire, or the one part that was asked for. */
  bytes(ref: FrameRef): Answer<{ base64: string }> {
    return this.#db.transaction((): Answer<{ base64: string }> => {
      const found = this.#find(ref)
      if ('failed' in found) return found
      return { ok: { base64: this.#bytesOf(found.ok, ref.frame).toString('base64') } }
    })()
  }

  /** The request of an exchange as it was sent; of its answer nothing is read. */
  request({ captureId, frame }: FrameRef): Answer<{ head: string; body: string }> {
    return this.#db.transaction((): Answer<{ head: string; body: string }> => {
      const capture = this.#reader.captureOf({ captureId })
      if (capture === undefined || !this.#reader.capture(capture)) return { failed: noCapture(capture) }
      const place = placeOf(capture, frame)
      const exchange = this.#exchange(place)
      const [head, body] = this.#requestParts(place, exchange?.parts ?? [])
      if (!head) return { failed: noFrame(capture, frame) }
      return { ok: { head: head.toString('latin1'), body: (body ?? Buffer.alloc(0)).toString('base64') } }
    })()
  }

  /** The bytes of the head and, if there is one, of the body. */
  #requestParts(exchange: number, parts: readonly number[]): Buffer[] {
    const select = this.#db
      .prepare<[number], Buffer>("SELECT bytes FROM event WHERE place = ? AND kind IN ('request', 'request body')")
      .pluck()
    const places = [exchange, ...parts.map((frame) => placeOf(captureOf(exchange), frame))]
    return places.map((place) => select.get(place)).filter((bytes) => bytes !== undefined)
  }

  #bytesOf(found: Found, frame: number): Buffer {
    const { event, parts } = found
    if (event.kind === 'request') {
      const events = this.#sseEvents(found.captureId, event.frame, event.frame, Number.MAX_SAFE_INTEGER)
      return Buffer.concat([...parts, ...events].map(bytesOfEvent))
    }
    const messages = 'messages' in event ? event.messages : undefined
    const one = messages && messages.length > 1 ? messages[frame - event.frame] : undefined
    if (!one || !('text' in event)) return bytesOfEvent(event)
    const text = event.kind === 'sse' ? event.block.data : event.text
    return Buffer.from(text?.slice(one.from, one.to) ?? '')
  }

  #find(ref: FrameRef): Answer<Found> {
    const captureId = this.#reader.captureOf(ref)
    if (captureId === undefined || !this.#reader.capture(captureId)) return { failed: noCapture(captureId) }
    const place = placeOf(captureId, ref.frame)
    // A batch takes several frames and is stored at the first.
    const row = this.#db
      .prepare<[number, number], EventRow>(
        'SELECT * FROM event WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1',
      )
      .get(placeOf(captureId, 0), place)
    if (!row || row.exchange === null) return { failed: noFrame(captureId, ref.frame) }
    const exchange = this.#exchange(row.exchange)
    if (!exchange) return { failed: noFrame(captureId, ref.frame) }
    const parts = this.#events([frameOf(row.exchange), ...exchange.parts].map((frame) => placeOf(captureId, frame)))
    const event = parts.find((part) => part.frame === frameOf(row.place)) ?? createDecoder()(row)
    if (event.frame + framesTaken(event) <= ref.frame) return { failed: noFrame(captureId, ref.frame) }
    return { ok: { captureId, event, exchange, parts } }
  }

  #exchange(place: number): ExchangeRow | undefined {
    const row = this.#db
      .prepare<[number], Record<string, unknown>>('SELECT * FROM told_exchange WHERE place = ?')
      .get(place)
    return row && (readRow('exchanges', row) as unknown as ExchangeRow) // the table holds rows of this kind
  }

  #events(places: number[]): WireEvent[] {
    const decode = createDecoder()
    const select = this.#db.prepare<[number], EventRow>('SELECT * FROM event WHERE place = ?')
    return places.flatMap((place) => {
      const row = select.get(place)
      return row ? [decode(row)] : []
    })
  }

  #sseEvents(captureId: number, exchange: number, around: number, most: number): WireEvent[] {
    const select = (comparison: string, order: string) =>
      this.#db.prepare<[number, number, number], EventRow>(
        `SELECT * FROM event WHERE kind = 'sse' AND exchange = ? AND place ${comparison} ? ORDER BY place ${order} LIMIT ?`,
      )
    const at = placeOf(captureId, around)
    const place = placeOf(captureId, exchange)
    const before = select('<', 'DESC')
      .all(place, at, Math.floor(most / 2))
      .reverse()
    const after = select('>=', 'ASC').all(place, at, most - before.length)
    const decode = createDecoder()
    return [...before, ...after].map(decode)
  }

  #shown({ captureId, event, exchange, parts }: Found, frame: number): Shown {
    const events = this.#sseEvents(
      captureId,
      exchange.frame,
      event.kind === 'sse' ? event.frame : exchange.frame,
      MOST_EVENTS,
    )
    const responses = parts.filter((part) => part.kind === 'response')
    const final = responses.findLast((part) => !/^\S+ 1(?!01)\d\d/.test(part.head.startLine)) ?? null
    const request = parts.find((part) => part.kind === 'request')
    return {
      exchange,
      asked: { frame, what: whatOf(event) },
      request: request
        ? headOf(request)
        : { frame: exchange.frame, at: exchange.startedAt, startLine: '', headers: [] },
      requestBody: bodyOf(parts, 'request body', request?.head.headers ?? []),
      response: final && headOf(final),
      interim: responses.filter((part) => part !== final).map(headOf),
      responseBody: bodyOf(parts, 'response body', final?.head.headers ?? []),
      events: events.flatMap((part) => (part.kind === 'sse' ? [eventOf(part)] : [])),
      messages: this.#messages(captureId, [...parts, ...events]),
      session: exchange.session === null ? null : this.#session(exchange.session),
      rewrites: parts.flatMap((part) =>
        part.kind === 'rewrite' ? [{ what: part.what, original: part.original, changed: part.changed }] : [],
      ),
      replays: this.#replays(placeOf(captureId, exchange.frame)),
    }
  }

  #messages(captureId: number, events: WireEvent[]): MessageRow[] {
    const select = this.#db.prepare<[number], Record<string, unknown>>('SELECT * FROM message WHERE place = ?')
    return events
      .flatMap((event) => ('messages' in event ? (event.messages ?? []).map((_message, n) => event.frame + n) : []))
      .toSorted((a, b) => a - b)
      .flatMap((frame) => {
        const row = select.get(placeOf(captureId, frame))
        return row ? [readRow('messages', row) as unknown as MessageRow] : [] // the table holds rows of this kind
      })
  }

  #session(key: string): SessionRow | null {
    const [capture = 0, number = 0] = key.split('-').map(Number)
    const row = this.#db.prepare('SELECT * FROM session WHERE place = ?').get(placeOf(capture, number))
    // The table holds rows of this kind.
    return row ? (readRow('sessions', row as Record<string, unknown>) as unknown as SessionRow) : null
  }

  #replays(place: number): Required<FrameRef>[] {
    const places = this.#db
      .prepare<[number], number>('SELECT place FROM replay WHERE of = ? ORDER BY at')
      .pluck()
      .all(place)
    return places.map((replay) => ({ captureId: captureOf(replay), frame: frameOf(replay) }))
  }
}

const noFrame = (captureId: number, frame: number) =>
  ({
    kind: 'not-found',
    message: `Capture ${captureId} has no frame ${frame} that belongs to an exchange.`,
    advice: `List its frames with \`tapscope exchanges --capture ${captureId}\`.`,
  }) as const

function bytesOfEvent(event: WireEvent): Buffer {
  return 'bytes' in event && typeof event.bytes !== 'number' ? Buffer.from(event.bytes) : Buffer.alloc(0)
}

function whatOf(event: WireEvent): Shown['asked']['what'] {
  switch (event.kind) {
    case 'request':
      return 'exchange'
    case 'sse':
      return event.messages ? 'message' : 'sse'
    case 'request body':
    case 'response body':
      return event.messages ? 'message' : 'body'
    case 'end':
      return 'end'
    case 'response':
    case 'rewrite':
    case 'gap':
    case 'stop':
    case 'spawn':
    case 'line':
    case 'closed':
    case 'exit':
      return 'head'
  }
}

function headOf(event: Extract<WireEvent, { kind: 'request' | 'response' }>): ShownHead {
  const headers = event.head.headers.map(([name, value]): [string, string] => [name, value])
  return { frame: event.frame, at: iso(event.at), startLine: event.head.startLine, headers }
}

function bodyOf(
  parts: WireEvent[],
  kind: 'request body' | 'response body',
  headers: ShownHead['headers'] | readonly (readonly [string, string])[],
): ShownBody | null {
  const body = parts.find((part) => part.kind === kind)
  if (!body || (body.kind !== 'request body' && body.kind !== 'response body')) return null
  return {
    frame: body.frame,
    at: iso(body.at),
    size: body.size,
    kept: body.bytes.length,
    contentType: header(headers, 'content-type') ?? null,
    text: body.text?.slice(0, SHOWN_TEXT) ?? null,
    shortened: (body.text?.length ?? 0) > SHOWN_TEXT,
  }
}

function eventOf(event: Extract<WireEvent, { kind: 'sse' }>): ShownSseEvent {
  const { frame, at, text, block } = event
  return { frame, at: iso(at), text, ...block }
}
