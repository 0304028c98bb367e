import { header, type Head, headParser, mediaType, statusLine } from '../../core/http.ts'
import { readMessages } from '../../core/jsonrpc.ts'
import { carriesMessage, createSseSplitter, readSseBlock, type SseSplitter } from '../../core/sse.ts'
import {
  type BodyEvent,
  type EndEvent,
  framesOf,
  type GapEvent,
  type Reached,
  type RewriteEvent,
  type WireEvent,
} from '../../core/wire.ts'
import { contentCoding, textOf, unpacked } from './bodies.ts'
import { type LogRecord, RECORD } from './records.ts'
import type { Redactor } from './secrets.ts'

/** Bodies in the making may take so many bytes in all; past that, further copies are not kept. */
const MOST_GATHERED = 128 * 1024 * 1024

interface Body {
  chunks: Buffer[]
  kept: number
  /** Something of it is missing: what comes later is not kept, or it would stand in its place. */
  cut: boolean
  sent: boolean
}

interface Watched {
  frame: number
  connection: number
  request: Head
  requestBody: Body
  responseBody: Body
  response: Head | undefined
  splitter: SseSplitter | undefined
  /** Bytes of the stream that were handed out in blocks. */
  streamed: number
}

/** The client's end of a connection. */
interface Peer {
  address: string
  /** Undefined until its first request. */
  replay?: number | null
}

/** Turns the records of one capture into numbered wire events. */
export interface Observer {
  /** Takes a record, and calls `emit` for every event that it completes. */
  observe(record: LogRecord): void
  /** Ends what is still open: the tap is gone. */
  finish(at: number): void
}

const emptyBody = (): Body => ({ chunks: [], kept: 0, cut: false, sent: false })

/** What `observe` emits: an event without its number. */
type Unnumbered = WireEvent extends infer E ? (E extends WireEvent ? Omit<E, 'frame' | 'at'> : never) : never

export interface ObserverOptions {
  emit: (event: WireEvent) => void
  secrets: Redactor
  /** A body larger than this is kept in part, in bytes. */
  keepBytes: number
  /** The number of the replay that announced the connection of a client; null if none did. */
  replayOn?: (client: string) => number | null
}

type EndFacts = Omit<EndEvent, 'kind' | 'exchange' | 'reached'>

const isGap = (kind: number): boolean => kind === RECORD.gap || kind === RECORD.pause

/** What a record says about copies that are missing. */
export function gapOf({ kind, number, extra, bytes }: LogRecord): GapEvent {
  if (kind === RECORD.gap) return { kind: 'gap', exchange: null, copies: number, bytes: extra, paused: null }
  return { kind: 'gap', exchange: null, copies: number, ...(facts(bytes) as Pick<GapEvent, 'bytes' | 'paused'>) } // a tap wrote it
}

/** Numbers events from 1 and hands them on. */
export function numbering(emit: (event: WireEvent) => void) {
  let frame = 1
  return {
    /** The number of the next event. */
    next: (): number => frame,
    /** `frames`: how many numbers the event takes. Returns its first. */
    send: (event: Unnumbered, at: number, frames = 1): number => {
      const numbered: WireEvent = { ...event, frame, at }
      frame += frames
      emit(numbered)
      return numbered.frame
    },
  }
}

export function createObserver({ emit, secrets, keepBytes, replayOn = () => null }: ObserverOptions): Observer {
  const { send, next } = numbering(emit)
  const readHead = headParser()
  let gathered = 0
  const clients = new Map<number, Peer>()
  const servers = new Map<number, { reached: Reached; isTold: boolean }>()
  const watched = new Map<number, Watched>()

  function gather(body: Body, bytes: Buffer): void {
    const room = body.cut ? 0 : Math.min(keepBytes - body.kept, MOST_GATHERED - gathered)
    body.cut = room < bytes.length
    if (room <= 0) return
    const kept = Buffer.from(bytes.subarray(0, room)) // a copy: the slab goes back
    body.chunks.push(kept)
    body.kept += kept.length
    gathered += kept.length
  }

  /** `size`: bytes on the wire, of which the tap may have reported only the first. */
  function sendBody(kind: BodyEvent['kind'], exchange: Watched, size: number, at: number): void {
    const isRequest = kind === 'request body'
    const body = isRequest ? exchange.requestBody : exchange.responseBody
    if (size === 0 || body.sent) return
    body.sent = true
    const bytes = body.chunks.length === 1 && body.chunks[0] ? body.chunks[0] : Buffer.concat(body.chunks)
    gathered -= body.kept
    const head = isRequest ? exchange.request : (exchange.response ?? noHead)
    const isWhole = size === bytes.length
    const content = readBody(bytes, head, isWhole)
    const hidden = content.messages ? bytes : secrets.redactBody(bytes, head, isRequest)
    const facts = { kind, exchange: exchange.frame, size } as const
    if (hidden === bytes) send({ ...facts, bytes, ...content }, at, framesOf(content.messages))
    else send({ ...facts, bytes: hidden, ...(isWhole && { redacted: true }), ...readBody(hidden, head, isWhole) }, at)
  }

  function sendBlocks(exchange: Watched, bytes: Buffer, at: number): void {
    if (!exchange.splitter) return
    // A copy: the splitter holds on to it, and the slab goes back.
    for (const block of exchange.splitter.push(Buffer.from(bytes))) sendBlock(exchange, block, at)
  }

  function sendBlock(exchange: Watched, bytes: Uint8Array, at: number): void {
    const event = readBlock(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), exchange.streamed)
    exchange.streamed += bytes.length
    send({ kind: 'sse', exchange: exchange.frame, ...event }, at, framesOf(event.messages))
  }

  function end(number: number, exchange: Watched, facts: EndFacts, at: number): void {
    watched.delete(number)
    const server = servers.get(exchange.connection)
    const reached = server && !server.isTold ? server.reached : null
    if (server) server.isTold = true
    sendBody('request body', exchange, facts.requestBytes, at)
    if (exchange.splitter) {
      const rest = exchange.splitter.rest()
      if (rest.length > 0) sendBlock(exchange, rest, at)
    } else if (!sendPackedStream(exchange, at)) sendBody('response body', exchange, facts.responseBytes, at)
    send({ kind: 'end', exchange: exchange.frame, ...facts, reached }, at)
  }

  /** A compressed event stream is decoded when it has ended. Returns whether it was one. */
  function sendPackedStream(exchange: Watched, at: number): boolean {
    const { response, responseBody: body } = exchange
    const plain = response && isStream(response) && unpacked(Buffer.concat(body.chunks), contentCoding(response))
    if (!plain) return false
    gathered -= body.kept
    exchange.splitter = createSseSplitter()
    sendBlocks(exchange, plain, at)
    if (exchange.splitter.rest().length > 0) sendBlock(exchange, exchange.splitter.rest(), at)
    return true
  }

  /** Of a stream, copies are missing: the event that was cut ends there, and the next one begins somewhere behind. */
  function skip(exchange: Watched, offset: number, at: number): void {
    exchange.responseBody.cut = true
    if (!exchange.splitter) return
    const rest = exchange.splitter.rest()
    if (rest.length > 0) sendBlock(exchange, rest, at)
    exchange.splitter = createSseSplitter()
    exchange.streamed = offset
  }

  /** Both addresses may carry a token. */
  function rewritten(exchange: Watched, { at, bytes }: LogRecord): void {
    const { what, original, changed } = facts(bytes) as Omit<RewriteEvent, 'kind' | 'exchange'> // the tap wrote it
    const urls = { original: secrets.redactUrls(original), changed: secrets.redactUrls(changed) }
    send({ kind: 'rewrite', exchange: exchange.frame, what, ...urls }, at)
  }

  function begin({ number, at, extra, bytes }: LogRecord): void {
    const client: Peer = clients.get(extra) ?? { address: '' }
    // A replay is announced when its connection stands, and so before its first request.
    if (client.replay === undefined) client.replay = replayOn(client.address)
    const kept = Buffer.from(secrets.redactHead(bytes)) // a copy: the slab goes back
    const head = readHead(kept.toString('latin1'))
    const from = { connection: extra, client: client.address, ...(client.replay && { replay: client.replay }) }
    const begun = send({ kind: 'request', exchange: next(), ...from, bytes: kept, head }, at)
    const bodies = { requestBody: emptyBody(), responseBody: emptyBody() }
    watched.set(number, {
      frame: begun,
      connection: extra,
      request: head,
      ...bodies,
      response: undefined,
      splitter: undefined,
      streamed: 0,
    })
  }

  function respond(exchange: Watched, { at, extra, bytes }: LogRecord): void {
    const kept = Buffer.from(secrets.redactHead(bytes)) // a copy: the slab goes back
    const head = readHead(kept.toString('latin1'))
    const remote = extra === 0 ? null : (servers.get(extra)?.reached.remote ?? null)
    send({ kind: 'response', exchange: exchange.frame, bytes: kept, head, remote }, at)
    if (statusLine(head.startLine).status < 200) return
    exchange.response = head
    if (isStream(head) && !contentCoding(head)) exchange.splitter = createSseSplitter()
  }

  return {
    observe(record) {
      const { kind, number, at, extra, bytes } = record
      if (kind === RECORD.connection) return void clients.set(number, { address: bytes.toString() })
      if (kind === RECORD.upstream) {
        return void servers.set(number, { reached: facts(bytes) as Reached, isTold: false }) // the tap wrote it
      }
      if (kind === RECORD.disconnect) return void (clients.delete(number), servers.delete(number))
      if (isGap(kind)) return void send(gapOf(record), at)
      if (kind === RECORD.requestHead) return begin(record)
      const exchange = watched.get(number)
      if (!exchange) return undefined
      switch (kind) {
        case RECORD.requestBody:
          return gather(exchange.requestBody, bytes)
        case RECORD.requestEnd:
          return sendBody('request body', exchange, extra, at)
        case RECORD.responseHead:
          return respond(exchange, record)
        case RECORD.responseBody:
          return exchange.splitter ? sendBlocks(exchange, bytes, at) : gather(exchange.responseBody, bytes)
        case RECORD.requestSkip:
          return void (exchange.requestBody.cut = true)
        case RECORD.responseSkip:
          return skip(exchange, extra, at)
        case RECORD.rewrite:
          return rewritten(exchange, record)
        case RECORD.end:
          return end(number, exchange, facts(bytes) as EndFacts, at)
        default:
          return undefined
      }
    },
    finish(at) {
      for (const [number, exchange] of watched) {
        const sizes = {
          requestBytes: exchange.requestBody.kept,
          responseBytes: exchange.responseBody.kept + exchange.streamed,
        }
        const lost = { dropped: 0, unrecorded: 0, idleMs: null }
        end(number, exchange, { end: 'proxy', reason: 'the tap was stopped', ...sizes, ...lost }, at)
      }
      send({ kind: 'stop', exchange: null }, at)
    },
  }
}

const noHead: Head = { startLine: '', headers: [] }

/** The tap wrote it a moment ago, in this process. */
const facts = (bytes: Buffer): unknown => JSON.parse(bytes.toString())

/** Most bodies that are no JSON are known by their first character, without an attempt to parse them. */
const mayBeJson = (text: string): boolean => /^\u{FEFF}?\s*[[{"\d-]/u.test(text)

const isStream = (head: Head): boolean => mediaType(header(head.headers, 'content-type')) === 'text/event-stream'

/** What an SSE event's bytes say. */
export function readBlock(bytes: Buffer, offset: number) {
  const text = bytes.toString('utf8')
  const block = readSseBlock(text, offset === 0)
  const messages = carriesMessage(block) && block.data !== null ? readMessages(block.data) : undefined
  return { bytes, text, offset, block, messages }
}

/** What a body's bytes say, given the head they came with: a part is no message. */
export function readBody(bytes: Buffer, head: Head, isWhole = true) {
  const text = textOf(unpacked(bytes, contentCoding(head)))
  const json =
    text !== null &&
    isWhole &&
    (mayBeJson(text) || mediaType(header(head.headers, 'content-type')) === 'application/json')
  return { text, messages: json ? readMessages(text) : undefined }
}
