import type { Socket } from 'node:net'
import type { EndVerdict } from '../../core/wire.ts'
import type { Recorder } from '../log/recorder.ts'
import type { Authorization } from './authorization.ts'
import type { ReportedExchange } from './exchanges.ts'
import type { Recording } from './recording.ts'
import type { Target } from './target.ts'
import type { Unreachable } from './unreachable.ts'
import type { Upstream } from './upstream.ts'

/** What the connections of one tap share. */
export interface TapContext {
  target: Target
  /** `http://127.0.0.1:PORT` of the tap. */
  origin: string
  recorder: Recorder
  recording: Recording
  keepBytes: number
  /** Numbers connections and exchanges of the tap, from 1. */
  counters: { connection: number; exchange: number }
  /** Whether this leads to another server than the capture's target: one that authorizes. */
  isFront: boolean
  /** Undefined where authorization is passed on as it is. */
  authorization: Authorization | undefined
}

/** What the tap says in the server's place. */
export interface OwnAnswer {
  status:
    | '302 Found'
    | '400 Bad Request'
    | '403 Forbidden'
    | '431 Request Header Fields Too Large'
    | '501 Not Implemented'
    | '502 Bad Gateway'
  text: string
  /** Of a redirect. */
  location?: string
  /** For the capture; the text itself if absent. */
  reason?: string
}

/** One client connection and the one connection of the server that belongs to it: what both directions share. */
export class Line {
  readonly context: TapContext
  /** `http://HOST:PORT` of the tap, in the spelling of the client's last request. */
  origin: string
  /** Number of the connection within its tap. */
  readonly number: number
  /** Requests that were passed on and are not answered, the oldest first. */
  readonly pending: ReportedExchange[] = []
  /** After a 101 the bytes are no HTTP any more. */
  upgraded = false
  connected = false
  clientEnded = false
  /** Set when no more requests are taken. */
  closing = false
  readonly #client: Socket
  readonly #upstream: Upstream
  #parting: { exchange: ReportedExchange | undefined; answer: OwnAnswer } | undefined
  #unreachable: (OwnAnswer & { reason: string }) | undefined

  constructor(context: TapContext, client: Socket, upstream: Upstream) {
    this.context = context
    this.origin = context.origin
    this.number = ++context.counters.connection
    this.#client = client
    this.#upstream = upstream
  }

  /** Whether it is known that there is no server. */
  get isUnreachable(): boolean {
    return this.#unreachable !== undefined
  }

  toServer(bytes: Buffer): void {
    const { socket } = this.#upstream
    if (!socket.destroyed && !socket.write(bytes)) this.#client.pause()
  }

  toClient(bytes: Buffer): void {
    if (!this.#client.destroyed && !this.#client.write(bytes)) this.#upstream.socket.pause()
  }

  /** Notes a request that is about to be passed on. */
  expect(exchange: ReportedExchange): void {
    this.pending.push(exchange)
  }

  /**
   * The client has ended its side. Who does so with its request may just be brief, and reads on; who does so under an event stream
   * that had begun has left it, whether the server notices or not.
   */
  leave(): void {
    this.clientEnded = true
    for (const exchange of this.pending) if (exchange.isStream) exchange.end('client-abort')
  }

  /** The answer to the oldest request is complete. */
  answered(): void {
    this.pending.shift()?.end('server-clean')
    // Its last bytes may still be on their way to the client, in the same turn.
    if (this.#parting && this.pending.length === 0) queueMicrotask(() => this.#part())
  }

  /** Answers in the server's place, behind the answers that are still due, and closes. */
  answer(exchange: ReportedExchange | undefined, answer: OwnAnswer): void {
    this.#parting = { exchange, answer }
    this.closing = true
    if (this.pending.length === 0) this.#part()
  }

  /** There is no server: the oldest request is told so, or else the next one. */
  giveUp({ reason, text }: Unreachable): void {
    this.#unreachable = { status: '502 Bad Gateway', text, reason }
    if (this.tellUnreachable()) return
    if (this.clientEnded) this.#client.destroy()
    else this.#client.resume()
  }

  /** Tells the oldest request that there is no server; false if that is not so, or nobody asks. */
  tellUnreachable(): boolean {
    const [exchange, ...others] = this.#unreachable ? this.pending.splice(0) : []
    if (!exchange || !this.#unreachable) return false
    for (const other of others) other.end('proxy', this.#unreachable.reason)
    this.#parting?.exchange?.end('proxy', this.#unreachable.reason)
    this.answer(exchange, this.#unreachable)
    return true
  }

  /** Ends all that is open, in the capture. */
  endAll(end: EndVerdict, reason: string | null): void {
    for (const exchange of this.pending.splice(0)) exchange.end(end, reason)
    this.#parting?.exchange?.end('proxy', this.#parting.answer.text.trim())
  }

  /** Ends both connections in a way that nobody takes for an orderly end. */
  cut(reason: string): void {
    this.endAll('proxy', reason)
    this.closing = true
    this.#upstream.reset()
    this.resetClient()
  }

  resetClient(): void {
    if (!this.#client.destroyed) this.#client.resetAndDestroy()
  }

  #part(): void {
    if (!this.#parting) return
    const { exchange, answer } = this.#parting
    const body = Buffer.from(answer.text)
    const location = answer.location === undefined ? '' : `Location: ${answer.location}\r\n`
    const fields = `${location}Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\nConnection: close`
    const head = Buffer.from(`HTTP/1.1 ${answer.status}\r\n${fields}\r\n\r\n`)
    const sent = exchange?.method === 'HEAD' ? body.subarray(0, 0) : body
    exchange?.responseHead(0, head, 0, head.length, false)
    exchange?.responseBody(sent, 0, sent.length)
    exchange?.end('proxy', answer.reason ?? answer.text.trim())
    this.#upstream.socket.destroy()
    if (this.#client.writable) this.#client.end(Buffer.concat([head, sent]))
    // What the client still sends is read and dropped: left unread, it would turn the end into a reset.
    this.#client.resume()
  }
}
