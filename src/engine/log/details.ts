import type { Answer, BytesInput, CaptureRow, FrameRef } from '../../core/api.ts'
import type { Shown, ShownBody, ShownExchange, ShownHead, ShownSseEvent } from '../../core/shown.ts'
import type { ExchangeRow } from '../../core/exchange.ts'
import { header } from '../../core/http.ts'
import type { MessageRow } from '../../core/message.ts'
import { iso } from '../../core/time.ts'
import type { WireEvent } from '../../core/wire.ts'
import { createDeriver, framesTaken } from './derive.ts'
import { noCapture, type Reader, readSession } from './reader.ts'
import { captureOf, frameOf, placeOf } from './schema.ts'
import type { StoredEvent } from './segment.ts'
import { Segments } from './segments.ts'
import { isOfProcess, showProcess } from './shownProcess.ts'
import type { Connection } from './sqlite.ts'
import { readRow } from './tables.ts'

/** Longer texts are shown shortened; characters. */
const SHOWN_TEXT = 256 * 1024
const MOST_EVENTS = 1000

/** What a frame was found to be in: a batch takes several frames, and is the event of the first. */
type Found = { capture: CaptureRow; event: WireEvent } & (
  | { of: 'process' }
  | { of: 'exchange'; exchange: ExchangeRow; parts: WireEvent[] }
)
type FoundExchange = Extract<Found, { of: 'exchange' }>

/** Reads single frames with all that belongs to them. */
export class Details {
  readonly #db: Connection
  readonly #reader: Reader
  readonly #segments: Segments

  constructor(db: Connection, reader: Reader) {
    this.#db = db
    this.#reader = reader
    this.#segments = new Segments(db)
  }

  show(ref: FrameRef): Answer<Shown> {
    return this.#db.transaction((): Answer<Shown> => {
      const found = this.#find(ref)
      if ('failed' in found) return found
      const { event, capture } = found.ok
      if (found.ok.of === 'exchange') return { ok: this.#shown(found.ok, ref.frame) }
      const place = placeOf(capture.captureId, event.frame)
      const from = { db: this.#db, segments: this.#segments }
      return { ok: showProcess(from, place, ref.frame, capture.stoppedAt === null) }
    })()
  }

  /** The bytes of a frame: an exchange as it went over the wire, or the one part or line that was asked for. */
  bytes({ whole = false, ...ref }: BytesInput): Answer<{ base64: string }> {
    return this.#db.transaction((): Answer<{ base64: string }> => {
      const found = this.#find(ref)
      if ('failed' in found) return found
      const { event, capture } = found.ok
      if (found.ok.of === 'process' && event.kind !== 'line') return { failed: noBytes(capture.captureId, event) }
      const bytes =
        found.ok.of === 'exchange' && event.kind === 'request'
          ? this.#wholeExchange(found.ok)
          : bytesOfFrame(event, ref.frame, whole)
      return { ok: { base64: bytes.toString('base64') } }
    })()
  }

  /** The request of an exchange as it was sent; of its answer nothing is read. */
  request({ captureId, frame }: FrameRef): Answer<{ head: string; body: string }> {
    return this.#db.transaction((): Answer<{ head: string; body: string }> => {
      const capture = this.#reader.captureOf({ captureId })
      if (capture === undefined || !this.#reader.capture(capture)) return { failed: noCapture(capture) }
      const place = placeOf(capture, frame)
      const exchange = this.#exchange(place)
      const parts = [frame, ...(exchange?.parts ?? [])].map((part) => this.#segments.at(placeOf(capture, part)))
      const head = parts.find((part) => part?.kind === 'request')
      if (head?.frame !== frame) return { failed: noFrame(capture, frame) }
      const body = parts.find((part) => part?.kind === 'request body')
      const base64 = body ? bytesOfEvent(body).toString('base64') : ''
      return { ok: { head: head.bytes.toString('latin1'), body: base64 } }
    })()
  }

  #wholeExchange({ capture, event, parts }: FoundExchange): Buffer {
    const events = this.#sseEvents(capture.captureId, event.frame, event.frame, Number.MAX_SAFE_INTEGER)
    return Buffer.concat([...parts, ...events].map(bytesOfEvent))
  }

  #find(ref: FrameRef): Answer<Found> {
    const captureId = this.#reader.captureOf(ref)
    const capture = captureId === undefined ? undefined : this.#reader.capture(captureId)
    if (captureId === undefined || !capture) return { failed: noCapture(captureId) }
    const stored = this.#segments.at(placeOf(captureId, ref.frame))
    const found = stored && (isOfProcess(stored) ? inProcess(capture, stored) : this.#inExchange(capture, stored))
    // A batch takes several frames; what lies behind the last one is nothing.
    if (!found || found.event.frame + framesTaken(found.event) <= ref.frame) {
      return { failed: noFrame(captureId, ref.frame) }
    }
    return { ok: found }
  }

  #inExchange(capture: CaptureRow, stored: StoredEvent): Found | undefined {
    const exchange = stored.exchange === null ? undefined : this.#exchange(placeOf(capture.captureId, stored.exchange))
    if (!exchange) return undefined
    const parts = this.#events([exchange.frame, ...exchange.parts].map((frame) => placeOf(capture.captureId, frame)))
    const event = parts.find((part) => part.frame === stored.frame) ?? createDeriver()(stored)
    return { of: 'exchange', capture, event, exchange, parts }
  }

  #exchange(place: number): ExchangeRow | undefined {
    const row = this.#db
      .prepare<[number], Record<string, unknown>>('SELECT * FROM told_exchange WHERE place = ?')
      .get(place)
    return row && (readRow('exchanges', row) as unknown as ExchangeRow) // the table holds rows of this kind
  }

  #events(places: number[]): WireEvent[] {
    const derive = createDeriver()
    return places.flatMap((place) => {
      const event = this.#segments.at(place)
      return event?.frame === frameOf(place) ? [derive(event)] : []
    })
  }

  #sseEvents(captureId: number, exchange: number, asked: number, most: number): WireEvent[] {
    const stream = placeOf(captureId, exchange)
    return this.#segments.around(placeOf(captureId, asked), most, { stream }).map(createDeriver())
  }

  #shown({ capture: { captureId }, event, exchange, parts }: FoundExchange, frame: number): ShownExchange {
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
      kind: 'exchange',
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
      session: exchange.session === null ? null : readSession(this.#db, exchange.session),
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

  #replays(place: number): Required<FrameRef>[] {
    const places = this.#db
      .prepare<[number], number>('SELECT place FROM replay WHERE of = ? ORDER BY at')
      .pluck()
      .all(place)
    return places.map((replay) => ({ captureId: captureOf(replay), frame: frameOf(replay) }))
  }
}

const inProcess = (capture: CaptureRow, event: StoredEvent): Found => ({
  of: 'process',
  capture,
  event: createDeriver()(event),
})

const noFrame = (captureId: number, frame: number) =>
  ({
    kind: 'not-found',
    message: `Capture ${captureId} has no frame ${frame} that belongs to an exchange or a process.`,
    advice: `List its frames with \`tapscope exchanges --capture ${captureId}\` or \`tapscope messages --capture ${captureId}\`.`,
  }) as const

const noBytes = (captureId: number, { frame, kind }: WireEvent) =>
  ({
    kind: 'not-found',
    message: `Frame ${frame} of capture ${captureId} is the ${kind} of a process, which has no bytes.`,
    advice: `See what it is with \`tapscope show ${captureId}:${frame}\`, or ask for the frame of a line.`,
  }) as const

/** Of several messages in one event the one of this frame; but the first frame of a line stands for the line. */
function bytesOfFrame(event: WireEvent, frame: number, whole: boolean): Buffer {
  const messages = 'messages' in event ? event.messages : undefined
  const one = messages && messages.length > 1 ? messages[frame - event.frame] : undefined
  const isLine = event.kind === 'line' && event.frame === frame
  if (whole || isLine || !one || !('text' in event)) return bytesOfEvent(event)
  const text = event.kind === 'sse' ? event.block.data : event.text
  return Buffer.from(text?.slice(one.from, one.to) ?? '')
}

function bytesOfEvent(event: WireEvent | StoredEvent): Buffer {
  return 'bytes' in event && typeof event.bytes !== 'number' ? Buffer.from(event.bytes) : Buffer.alloc(0)
}

function whatOf(event: WireEvent): ShownExchange['asked']['what'] {
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
    kept: body.redacted ? body.size : body.bytes.length,
    contentType: header(headers, 'content-type') ?? null,
    text: body.text?.slice(0, SHOWN_TEXT) ?? null,
    shortened: (body.text?.length ?? 0) > SHOWN_TEXT,
  }
}

function eventOf(event: Extract<WireEvent, { kind: 'sse' }>): ShownSseEvent {
  const { frame, at, text, block } = event
  return { frame, at: iso(at), text, ...block }
}
