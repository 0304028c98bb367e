import net from 'node:net'
import { type Head, mediaType, header, parseHead, statusLine } from '../../core/http.ts'
import { type Decoded, readMessages } from '../../core/jsonrpc.ts'
import { carriesMessage, createSseSplitter, readSseBlock } from '../../core/sse.ts'
import { contentCoding, textOf, unpacked } from '../log/bodies.ts'
import { type BodyCursor, createCursor } from '../tap/framing.ts'
import { endOfHead, readHead, responseFraming } from '../tap/heads.ts'

/** What is looked at of a body that is no stream: enough for every handshake. */
const MOST_READ = 1024 * 1024

/** Is told of a connection, as its other end names it, before anything is sent on it. */
export type Announce = (client: string) => Promise<void>

/** Opens a connection to a tap and sends one request on it; null if nobody listens there. */
export async function send(
  port: number,
  request: Uint8Array,
  method: string,
  announce: Announce = () => Promise.resolve(),
): Promise<Sending | null> {
  const socket = net.connect({ host: '127.0.0.1', port, noDelay: true })
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  if (!connected) return null
  await announce(addressOf(socket))
  return socket.destroyed ? null : new Sending(socket, request, method)
}

const addressOf = (socket: net.Socket): string => `${socket.localAddress}:${socket.localPort}`

/** A request on a connection of its own, and what has come back so far. */
export class Sending {
  /** Our end of the connection, as the tap names it in the exchange. */
  readonly client: string
  /** Of the final response; null until it comes. */
  head: Head | null = null
  /** JSON-RPC messages of the answer. */
  readonly messages: Decoded[] = []
  /** Data of the `endpoint` event of HTTP+SSE. */
  endpoint: string | null = null
  /** The answer is complete, or the connection is gone. */
  ended = false

  readonly #socket: net.Socket
  readonly #method: string
  readonly #watchers = new Set<() => void>()
  readonly #splitter = createSseSplitter()
  #held: Buffer = Buffer.alloc(0)
  #cursor: BodyCursor | undefined
  #body: Buffer[] = []
  #read = 0

  constructor(socket: net.Socket, request: Uint8Array, method: string) {
    this.client = addressOf(socket)
    this.#socket = socket
    this.#method = method
    socket.on('data', (bytes) => this.#take(bytes))
    // What the connection came to is in the capture, which knows both of its sides.
    socket.on('error', () => this.#end())
    socket.on('close', () => this.#end())
    socket.write(request)
  }

  get status(): number | null {
    return this.head && statusLine(this.head.startLine).status
  }

  get isStream(): boolean {
    return this.head !== null && mediaType(header(this.head.headers, 'content-type')) === 'text/event-stream'
  }

  /** Resolves with true once `enough` says so or the answer has ended, with false at `deadline` (`performance.now`). */
  until(enough: (sending: Sending) => boolean, deadline: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (done: boolean): void => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        resolve(done)
      }
      const look = (): void => {
        if (this.ended || enough(this)) finish(true)
      }
      const timer = setTimeout(() => finish(false), Math.max(0, deadline - performance.now()))
      this.#watchers.add(look)
      look()
    })
  }

  /** Hangs up. */
  close(): void {
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    if (this.ended) return
    if (this.#cursor) this.#takeBody(bytes, 0)
    else this.#takeHead(Buffer.concat([this.#held, bytes]))
    for (const look of this.#watchers) look()
  }

  #takeHead(bytes: Buffer): void {
    const end = endOfHead(bytes, 0)
    this.#held = bytes
    if (end < 0) return
    const read = readHead(bytes, 0, end)
    const { status } = statusLine(read.startLine)
    // Interim answers (1xx) come before the one that is waited for.
    if (status >= 100 && status < 200 && status !== 101) return this.#takeHead(bytes.subarray(end))
    this.head = parseHead(read.text)
    this.#cursor = createCursor(responseFraming(read, this.#method, status))
    this.#takeBody(bytes, end)
  }

  #takeBody(bytes: Buffer, from: number): void {
    this.#cursor?.advance(bytes, from, (start, end) => this.#keep(Buffer.from(bytes.subarray(start, end))))
    if (this.#cursor?.done) this.#end()
  }

  #keep(bytes: Buffer): void {
    const coded = this.head === null || contentCoding(this.head) !== undefined
    if (this.isStream && !coded) return this.#readStream(bytes)
    this.#read += bytes.length
    if (this.#read <= MOST_READ) this.#body.push(bytes)
  }

  #readStream(bytes: Buffer): void {
    for (const bytesOfBlock of this.#splitter.push(bytes)) {
      const block = readSseBlock(Buffer.from(bytesOfBlock).toString('utf8'))
      if (block.event === 'endpoint') this.endpoint ??= block.data
      else if (carriesMessage(block) && block.data !== null) this.#addMessages(block.data)
    }
  }

  #addMessages(text: string): void {
    for (const message of readMessages(text) ?? []) this.messages.push(message)
  }

  #end(): void {
    if (this.ended) return
    this.ended = true
    if (this.head && this.#body.length > 0) {
      const plain = unpacked(Buffer.concat(this.#body), contentCoding(this.head))
      this.#body = []
      if (this.isStream && plain) this.#readStream(plain)
      else this.#addMessages(textOf(plain) ?? '')
    }
    for (const look of this.#watchers) look()
  }
}
