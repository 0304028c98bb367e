import type { CaptureFacts } from '../../src/core/exchange.ts'
import { header, type Head, mediaType, parseHead } from '../../src/core/http.ts'
import { type EndVerdict, framesOf, type WireEvent } from '../../src/core/wire.ts'
import { readBlock, readBody } from '../../src/engine/log/observe.ts'
import { answerTo, eventText, type Line, readLines, requestBody } from './storyLines.ts'
import { processEvent } from './storyProcess.ts'
import { CAPTURE } from './storyRows.ts'

/** What a story amounts to: its wire events, and by which line of the story each frame is known. */
export interface Story {
  title: string
  events: WireEvent[]
  /** When it is over: time may have passed since the last event. */
  until: number
  /** Frame → number of its line; the messages of a batch are `3`, `3.2`, `3.3`. */
  labels: Map<number, string>
  expected: string[]
  capture: CaptureFacts
}

/**
 * Reads a transcript in the notation of `tapscope show`: a title, numbered lines of what passed on the wire, and `⇒` lines
 * of what it amounts to. Frames in `⇒` lines are the numbers of the transcript's lines.
 */
export function readStory(transcript: string): Story {
  const { title, lines, expected, path } = readLines(transcript)
  const telling = new Telling()
  for (const line of lines) telling.tell(line)
  return {
    title,
    events: telling.events,
    until: telling.until,
    labels: telling.labels,
    expected,
    capture: { ...CAPTURE, ...placeOf(path) },
  }
}

/** A target is a path on the server that stories have, or a URL. */
function placeOf(target: string): Pick<CaptureFacts, 'origin' | 'path'> {
  const { origin, pathname } = new URL(target, CAPTURE.origin)
  return { origin, path: pathname }
}

/** An event without its numbers. */
type Unnumbered = WireEvent extends infer E ? (E extends WireEvent ? Omit<E, 'frame' | 'at'> : never) : never

interface Open {
  line: Line
  frame: number
  body: string
  /** Bytes of the event stream so far; undefined while it is none. */
  streamed: number | undefined
  /** When something came last. */
  at: number
}

const NOTHING_ODD = { dropped: 0, unrecorded: 0, reached: null }

const BEGIN = 1_790_000_000_000_000
const A_MILLISECOND = 1000
const A_SECOND = 1_000_000

class Telling {
  readonly events: WireEvent[] = []
  readonly labels = new Map<number, string>()
  readonly #open: Open[] = []
  #frame = 1
  /** How much time has passed beside the millisecond of each line. */
  #passed = 0
  #line = 0

  get until(): number {
    return BEGIN + this.#line * A_MILLISECOND + this.#passed
  }

  tell(line: Line): void {
    this.#line = Number(line.number)
    if (line.kind === 'request') this.#request(line)
    else if (line.kind === 'response') this.#response(line)
    else if (line.kind === 'event') this.#event(line)
    else if (line.kind === 'pass') this.#passed += Number(line.what) * A_SECOND
    else if (line.kind === 'unreachable') this.#unreachable(line)
    else if (line.kind === 'process') this.#process(line)
    else if (line.kind === 'stop') this.#stop(line)
    else
      this.#end(
        line,
        line.kind,
        this.#exchangeOf(line, () => true),
      )
  }

  #emit(line: Line, event: Unnumbered, frames = 1): number {
    const frame = this.#frame
    for (let n = 0; n < frames; n++) this.labels.set(frame + n, n === 0 ? line.number : `${line.number}.${n + 1}`)
    this.events.push({ ...event, frame, at: this.until })
    this.#frame += frames
    return frame
  }

  #process(line: Line): void {
    const event = processEvent(line)
    this.#emit(line, event, framesOf(event.kind === 'line' ? event.messages : undefined))
  }

  #request(line: Line): void {
    const { text, head } = requestBody(line)
    const parsed = parseHead(head)
    const connection = Number(line.facts.get('on') ?? 1)
    const replay = Number(line.facts.get('replay') ?? 0)
    const peer = { connection, client: `127.0.0.1:${40_000 + connection}`, ...(replay > 0 && { replay }) }
    const bytes = Buffer.from(head, 'latin1')
    const frame = this.#emit(line, { kind: 'request', exchange: this.#frame, ...peer, bytes, head: parsed })
    this.#open.push({ line, frame, body: text, streamed: undefined, at: this.until })
    this.#body(line, 'request body', frame, text, parsed)
  }

  #body(line: Line, kind: 'request body' | 'response body', exchange: number, text: string, head: Head): void {
    if (text === '') return
    const bytes = Buffer.from(text)
    const content = readBody(bytes, head)
    this.#emit(line, { kind, exchange, bytes, size: bytes.length, ...content }, framesOf(content.messages))
  }

  /** The exchange a line is about: the one it names, else the latest that fits. */
  #exchangeOf(line: Line, fits: (one: Open) => boolean): Open {
    const of = line.facts.get('of')
    const found = this.#open.findLast((one) => (of === undefined ? fits(one) : one.line.number === of))
    if (!found) throw new Error(`line ${line.number} is about no open exchange`)
    return found
  }

  #response(line: Line): void {
    const exchange = this.#exchangeOf(line, ({ streamed }) => streamed === undefined)
    const { head, text } = answerTo(line, exchange.line, exchange.body)
    const parsed = parseHead(head)
    exchange.at = this.until
    const bytes = Buffer.from(head, 'latin1')
    this.#emit(line, { kind: 'response', exchange: exchange.frame, bytes, head: parsed, remote: '127.0.0.1:3000' })
    if (mediaType(header(parsed.headers, 'content-type')) === 'text/event-stream') return void (exchange.streamed = 0)
    this.#body(line, 'response body', exchange.frame, text, parsed)
    this.#end(line, 'server-clean', exchange, Buffer.byteLength(text))
  }

  #event(line: Line): void {
    const exchange = this.#exchangeOf(line, ({ streamed }) => streamed !== undefined)
    const bytes = Buffer.from(eventText(line))
    const block = readBlock(bytes, exchange.streamed ?? 0)
    exchange.streamed = (exchange.streamed ?? 0) + bytes.length
    exchange.at = this.until
    this.#emit(line, { kind: 'sse', exchange: exchange.frame, ...block }, framesOf(block.messages))
  }

  #end(line: Line, end: EndVerdict, one: Open, responseBytes = one.streamed ?? 0, reason: string | null = null): void {
    const { frame, body } = one
    this.#open.splice(
      this.#open.findIndex((other) => other.frame === frame),
      1,
    )
    const idleMs = end === 'server-clean' ? null : (this.until - one.at) / A_MILLISECOND
    const facts = { requestBytes: Buffer.byteLength(body), responseBytes, ...NOTHING_ODD, idleMs }
    this.#emit(line, { kind: 'end', exchange: frame, end, reason, ...facts })
  }

  /** What the line says is why the server could not be reached. */
  #unreachable(line: Line): void {
    const exchange = this.#exchangeOf(line, ({ streamed }) => streamed === undefined)
    const [reason = ''] = line.says
    const { head, text } = answerTo(
      { ...line, says: [`Tapscope could not reach it: ${reason}`] },
      exchange.line,
      exchange.body,
    )
    const parsed = parseHead(head)
    this.#emit(line, {
      kind: 'response',
      exchange: exchange.frame,
      bytes: Buffer.from(head, 'latin1'),
      head: parsed,
      remote: null,
    })
    this.#body(line, 'response body', exchange.frame, text, parsed)
    this.#end(line, 'proxy', exchange, Buffer.byteLength(text), reason)
  }

  #stop(line: Line): void {
    for (let first = this.#open[0]; first; first = this.#open[0]) this.#end(line, 'proxy', first)
    this.#emit(line, { kind: 'stop', exchange: null })
  }
}
