import type { Socket } from 'node:net'
import type { Recorder } from '../log/recorder.ts'
import { RECORD } from '../log/records.ts'
import { ReportedExchange } from './exchanges.ts'
import { type BodyCursor, createCursor } from './framing.ts'
import { endOfHead, readHead, type RelayedHead, requestFraming, responseFraming, withValue } from './heads.ts'
import { refusal } from './loopback.ts'
import { connect, type Target, throughTap } from './target.ts'

/** What the connections of one tap share. */
export interface TapContext {
  target: Target
  /** `http://127.0.0.1:PORT` of the tap. */
  origin: string
  recorder: Recorder
  keepBytes: number
  /** Numbers connections and exchanges of the tap, from 1. */
  counters: { connection: number; exchange: number }
}

/** A head longer than this is no head. */
const LONGEST_HEAD = 192 * 1024

const NOTHING = Buffer.alloc(0)

/**
 * Passes one client connection to one connection of the server: bytes go on as they came, and as soon as they came. Only
 * three things are looked at on the way: `Host`, which becomes the server's; `Location`, which stays on the tap; and where
 * heads and bodies end, so that a copy of each can be reported.
 */
export class Relay {
  readonly #context: TapContext
  readonly #client: Socket
  readonly #server: Socket
  readonly #connection: number
  /** Requests that were passed on and are not answered, the oldest first. */
  readonly #pending: ReportedExchange[] = []
  /** The request whose body is on its way, and what follows it through the bytes. */
  #sending: ReportedExchange | undefined
  #requestCursor: BodyCursor | undefined
  #responseCursor: BodyCursor | undefined
  #heldRequest: Buffer = NOTHING
  #heldResponse: Buffer = NOTHING
  /** After a 101, or bytes that are no HTTP: nothing is looked at any more. */
  #blind = false
  #connected = false
  #clientEnded = false

  constructor(context: TapContext, client: Socket) {
    this.#context = context
    this.#client = client
    this.#connection = ++context.counters.connection
    this.#server = connect(context.target)
    this.#report(RECORD.connection, `${client.remoteAddress}:${client.remotePort}`)
    this.#watchClient()
    this.#watchServer()
  }

  /** Ends both connections at once: the tap is stopped. */
  stop(): void {
    for (const exchange of this.#pending) exchange.end('proxy', 'the tap was stopped')
    this.#client.destroy()
    this.#server.destroy()
  }

  #report(kind: typeof RECORD.connection | typeof RECORD.upstream | typeof RECORD.disconnect, text = ''): void {
    this.#context.recorder.record(kind, this.#connection, 0, Buffer.from(text))
  }

  #watchClient(): void {
    const client = this.#client
    const server = this.#server
    client.on('data', (bytes) => this.#fromClient(bytes))
    client.on('drain', () => server.resume())
    client.on('end', () => {
      this.#clientEnded = true
      server.end()
    })
    client.on('error', () => {
      this.#endAll('client-abort', null)
      this.#clientEnded = true
      if (this.#connected && !server.destroyed) server.resetAndDestroy()
      else server.destroy()
    })
    client.on('close', () => {
      this.#report(RECORD.disconnect)
      if (!server.destroyed) server.destroy()
      this.#endAll(this.#clientEnded ? 'client-abort' : 'server-abort', null)
    })
  }

  #watchServer(): void {
    const client = this.#client
    const server = this.#server
    const ready = this.#context.target.secure ? 'secureConnect' : 'connect'
    server.on(ready, () => {
      this.#connected = true
      this.#report(RECORD.upstream, `${server.remoteAddress}:${server.remotePort}`)
    })
    server.on('data', (bytes) => this.#fromServer(bytes))
    server.on('drain', () => client.resume())
    server.on('end', () => {
      const untilClose = this.#responseCursor && !this.#responseCursor.done && this.#endsWithConnection
      if (untilClose) this.#pending.shift()?.end('server-clean')
      this.#endAll(this.#clientEnded ? 'client-abort' : 'server-abort', 'the server closed the connection')
      if (this.#heldResponse.length > 0) client.write(this.#heldResponse)
      client.end()
    })
    server.on('error', (error) => this.#serverFailed(error))
    server.on('close', () => {
      if (this.#connected && !client.writableEnded) client.end()
    })
  }

  #endsWithConnection = false

  #endAll(end: 'client-abort' | 'server-abort', reason: string | null): void {
    for (const exchange of this.#pending.splice(0)) exchange.end(end, end === 'client-abort' ? null : reason)
  }

  #fromClient(bytes: Buffer): void {
    if (this.#blind) return this.#toServer(bytes)
    let at = 0
    while (at < bytes.length) {
      if (this.#requestCursor) {
        const from = at
        at = this.#requestBody(bytes, from)
        this.#toServer(from === 0 && at === bytes.length ? bytes : bytes.subarray(from, at))
      } else {
        const whole = this.#heldRequest.length === 0 ? bytes : Buffer.concat([this.#heldRequest, bytes.subarray(at)])
        const from = whole === bytes ? at : 0
        const end = endOfHead(whole, from)
        if (end < 0) return this.#holdRequest(whole.subarray(from))
        this.#heldRequest = NOTHING
        const next = this.#request(whole, from, end)
        if (next < 0) return
        bytes = whole
        at = next
      }
    }
  }

  /** Passes a request's head on, with as much of its body as came with it; returns what is done, -1 if it was refused. */
  #request(bytes: Buffer, from: number, end: number): number {
    const { context, connection } = { context: this.#context, connection: this.#connection }
    const head = readHead(bytes, from, end)
    const method = head.startLine.slice(0, head.startLine.indexOf(' '))
    const exchange = new ReportedExchange(context.recorder, ++context.counters.exchange, method, context.keepBytes)
    exchange.requestHead(connection, bytes, from, end)
    const why = refusal(head.host?.value, head.origin?.value)
    if (why !== undefined || !head.host) {
      this.#answer(exchange, 403, 'Forbidden', `Tapscope did not pass this request on: ${why}.\n`)
      return -1
    }
    this.#pending.push(exchange)
    this.#sending = exchange
    this.#requestCursor = createCursor(requestFraming(head))
    const next = this.#requestBody(bytes, end)
    const { authority } = context.target
    if (head.host.value.length === authority.length) {
      bytes.write(authority, from + head.host.at, 'latin1')
      this.#toServer(from === 0 && next === bytes.length ? bytes : bytes.subarray(from, next))
    } else {
      const changed = withValue(head, head.host, authority)
      this.#toServer(next === end ? changed : Buffer.concat([changed, bytes.subarray(end, next)]))
    }
    return next
  }

  /** Reports the body's part of these bytes; returns where it ends. */
  #requestBody(bytes: Buffer, from: number): number {
    const { requestCursor: cursor, sending } = { requestCursor: this.#requestCursor, sending: this.#sending }
    if (!cursor || !sending) return from
    const end = cursor.advance(bytes, from, (start, stop) => sending.requestBody(bytes, start, stop))
    if (cursor.done) {
      sending.requestEnd()
      this.#requestCursor = undefined
    }
    return end
  }

  #holdRequest(bytes: Buffer): void {
    this.#heldRequest = bytes
    if (bytes.length <= LONGEST_HEAD) return
    this.#heldRequest = NOTHING
    this.#client.end('HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  }

  #toServer(bytes: Buffer): void {
    if (!this.#server.write(bytes)) this.#client.pause()
  }

  #toClient(bytes: Buffer): void {
    if (!this.#client.write(bytes)) this.#server.pause()
  }

  #fromServer(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length && !this.#blind) {
      // With one request under way all the bytes are its answer's: they are forwarded before they are looked at.
      const alone = this.#pending.length <= 1
      if (this.#responseCursor) {
        const from = at
        if (alone) this.#toClient(from === 0 ? bytes : bytes.subarray(from))
        at = this.#responseBody(bytes, from)
        if (!alone) this.#toClient(bytes.subarray(from, at))
        else return this.#expectNothing(bytes, at)
      } else {
        if (this.#heldResponse.length > 0) {
          bytes = Buffer.concat([this.#heldResponse, bytes.subarray(at)])
          at = 0
          this.#heldResponse = NOTHING
        }
        const end = endOfHead(bytes, at)
        if (end < 0) return this.#holdResponse(bytes.subarray(at))
        const head = readHead(bytes, at, end)
        const final = alone && !/^HTTP\/1\.\d 1/.test(head.startLine)
        const stop = final ? bytes.length : end
        const changed = this.#changedHead(head)
        if (changed) this.#toClient(Buffer.concat([changed, bytes.subarray(end, stop)]))
        else this.#toClient(at === 0 && stop === bytes.length ? bytes : bytes.subarray(at, stop))
        this.#response(head, bytes, at, end)
        at = final ? this.#responseBody(bytes, end) : end
        if (final) return this.#expectNothing(bytes, at)
      }
    }
    if (at < bytes.length) this.#toClientBlindly(bytes.subarray(at))
  }

  /** Bytes behind the only answer that was due are forwarded already, and no head of ours. */
  #expectNothing(bytes: Buffer, at: number): void {
    if (at < bytes.length) this.#blind = true
  }

  #toClientBlindly(bytes: Buffer): void {
    this.#toClient(bytes)
    this.#pending[0]?.responseBody(bytes, 0, bytes.length)
  }

  /** Reports a response head and prepares for its body. */
  #response(head: RelayedHead, bytes: Buffer, from: number, end: number): void {
    const [exchange] = this.#pending
    const status = Number.parseInt(head.startLine.slice(9, 12), 10)
    if (!exchange || !head.startLine.startsWith('HTTP/1.') || Number.isNaN(status)) {
      this.#blind = true
      return
    }
    const isStream = /^text\/event-stream\b/i.test(head.contentType?.value ?? '')
    exchange.responseHead(this.#connection, bytes, from, end, isStream)
    if (status === 101) this.#blind = true
    if (status < 200) return
    const framing = responseFraming(head, exchange.method, status)
    this.#endsWithConnection = framing.kind === 'until close'
    this.#responseCursor = createCursor(framing)
    if (this.#responseCursor.done) this.#responseBody(bytes, end)
  }

  #responseBody(bytes: Buffer, from: number): number {
    const [exchange] = this.#pending
    const cursor = this.#responseCursor
    if (!cursor) return from
    const end = cursor.advance(bytes, from, (start, stop) => exchange?.responseBody(bytes, start, stop))
    if (cursor.done) {
      this.#responseCursor = undefined
      this.#pending.shift()?.end('server-clean')
    }
    return end
  }

  /** The head with a redirect kept on the tap; undefined if there is nothing to change. */
  #changedHead(head: RelayedHead): Buffer | undefined {
    const { location, startLine } = head
    if (!location || startLine[9] !== '3') return undefined
    const changed = throughTap(location.value, this.#context.target, this.#context.origin)
    if (changed === undefined) return undefined
    this.#pending[0]?.rewrite({ what: 'location', original: location.value, changed })
    return withValue(head, location, changed)
  }

  #holdResponse(bytes: Buffer): void {
    if (bytes.length <= LONGEST_HEAD) {
      this.#heldResponse = bytes
      return
    }
    this.#blind = true
    this.#toClientBlindly(bytes)
  }

  #serverFailed(error: Error): void {
    const reason = reasonOf(error)
    if (!this.#connected) return this.#unreachable(reason)
    this.#endAll(this.#clientEnded ? 'client-abort' : 'server-abort', reason)
    if (!this.#client.destroyed) this.#client.resetAndDestroy()
  }

  /** The server cannot be reached: the client is told so with its first request, and the connection ends. */
  #unreachable(reason: string): void {
    const text = `Tapscope could not reach ${this.#context.target.url.origin}: ${reason}. Is the server running?\n`
    const fail = (): void => {
      for (const exchange of this.#pending.splice(0)) this.#answer(exchange, 502, 'Bad Gateway', text, reason)
    }
    if (this.#pending.length > 0) return fail()
    this.#client.once('data', fail) // runs behind the handler that reads the request
    if (this.#clientEnded) this.#client.destroy()
  }

  /** Answers in the server's place, says so in the capture, and closes. */
  #answer(exchange: ReportedExchange, status: number, phrase: string, text: string, reason = text.trim()): void {
    const body = Buffer.from(text)
    const length = `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`
    const head = Buffer.from(`HTTP/1.1 ${status} ${phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n${length}`)
    exchange.responseHead(0, head, 0, head.length, false)
    exchange.responseBody(body, 0, body.length)
    exchange.end('proxy', reason)
    if (!this.#client.writable) return
    this.#client.end(Buffer.concat([head, body]))
    this.#server.destroy()
  }
}

/** What went wrong, in the system's words: `connect ECONNREFUSED 127.0.0.1:9`. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : error.message || String(error)
}
