import net from 'node:net'
import { Duplex } from 'node:stream'
import tls from 'node:tls'
import { endOfHead } from './heads.ts'
import { credentialsOf, nameOf, type Proxy } from './proxy.ts'
import { describeTls, secured } from './tls.ts'

/** What a tunnel leads to. */
interface TunnelTarget {
  host: string
  port: number
  secure: boolean
  insecure: boolean
}

/** The answer of a proxy is no longer than this. */
const LONGEST_ANSWER = 64 * 1024

/** A proxy that cannot be reached, or does not let the tap through. `status`: what it answered, if it did. */
export class ProxyFailure extends Error {
  readonly status: number | null
  /** Name of the variable that puts the proxy there. */
  readonly from: string

  constructor(proxy: Proxy, message: string, status: number | null = null) {
    super(`${nameOf(proxy)}: ${message}`)
    this.status = status
    this.from = proxy.from
  }
}

/**
 * A connection to a server through a proxy (CONNECT, RFC 9110 §9.3.6): bytes go as they are, to http: servers, too. It is there
 * at once; what is written waits until it stands, which `connect` tells.
 */
export class Tunnel extends Duplex {
  /** When the proxy had let the tap through; as `performance.now`. */
  openedAt = 0
  readonly #proxy: Proxy
  readonly #target: TunnelTarget
  /** The connection to the proxy, without and with the proxy's own TLS. */
  readonly #raw: net.Socket
  readonly #outer: net.Socket
  /** The connection to the server. */
  #inner: net.Socket | undefined

  constructor(proxy: Proxy, target: TunnelTarget) {
    super()
    this.#proxy = proxy
    this.#target = target
    const host = proxy.url.hostname.replace(/^\[|\]$/g, '')
    const isSecure = proxy.url.protocol === 'https:'
    const port = Number(proxy.url.port || (isSecure ? 443 : 80))
    this.#raw = net.connect({ host, port, allowHalfOpen: true, noDelay: true })
    this.#outer = isSecure ? secured(this.#raw, { host, insecure: false }) : this.#raw
  }

  /** The proxy's address: what is behind it is not seen from here. */
  get remote(): string {
    return `${this.#raw.remoteAddress}:${this.#raw.remotePort}`
  }

  /** TLS with the server, in words; null without. */
  get tls(): string | null {
    return this.#inner instanceof tls.TLSSocket && this.#target.secure ? describeTls(this.#inner) : null
  }

  reset(): void {
    if (this.#raw.connecting) this.#raw.destroy()
    else this.#raw.resetAndDestroy()
    this.destroy()
  }

  /** While it is under construction `_destroy` has to wait, and the proxy must not. */
  override destroy(error?: Error): this {
    if (!this.#inner) this.#raw.destroy()
    return super.destroy(error)
  }

  override _construct(done: (error?: Error | null) => void): void {
    let isDone = false
    const finish = (error?: Error): void => {
      if (isDone) return
      isDone = true
      done(error)
      if (!error) this.emit('connect')
    }
    const outer = this.#outer
    const fail = (error?: Error): void => {
      finish(new ProxyFailure(this.#proxy, error instanceof Error ? wordsOf(error) : 'it closed the connection'))
    }
    outer.on('error', fail).on('close', fail).on('end', fail)
    outer.once(outer === this.#raw ? 'connect' : 'secureConnect', () => {
      outer.write(this.#request())
      readAnswer(outer, (status, reason) => {
        if (status < 200 || status > 299) {
          const says = status ? `${status} ${reason}`.trim() : 'it does not speak HTTP'
          return finish(new ProxyFailure(this.#proxy, says, status))
        }
        this.openedAt = performance.now()
        outer.off('error', fail).off('close', fail).off('end', fail)
        this.#reach(outer, finish)
      })
    })
  }

  override _read(): void {
    this.#inner?.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#inner?.write(chunk, done)
  }

  override _final(done: () => void): void {
    if (this.#inner?.destroyed) done()
    else this.#inner?.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner?.destroy()
    this.#raw.destroy()
    done(error)
  }

  #request(): string {
    const host = net.isIPv6(this.#target.host) ? `[${this.#target.host}]` : this.#target.host
    const authority = `${host}:${this.#target.port}`
    const credentials = credentialsOf(this.#proxy)
    const authorization = credentials === null ? '' : `Proxy-Authorization: ${credentials}\r\n`
    return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`
  }

  /** The proxy lets bytes through: from here on errors are the server's. */
  #reach(outer: net.Socket, finish: (error?: Error) => void): void {
    const inner = this.#target.secure ? secured(outer, this.#target) : outer
    this.#inner = inner
    inner.on('error', (error) => {
      finish(error)
      this.destroy(error)
    })
    inner.on('close', () => this.destroy())
    inner.on('end', () => this.push(null))
    const stand = (): void => {
      inner.on('data', (bytes) => {
        if (!this.push(bytes)) inner.pause()
      })
      finish()
    }
    if (inner === outer) stand()
    else inner.once('secureConnect', stand)
  }
}

/** Of several addresses that were tried, what the first one said. */
const wordsOf = (error: Error): string =>
  error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0].message : error.message

/** Reads the head of a proxy's answer; what comes behind it is left to be read. Status 0: it is none. */
function readAnswer(socket: net.Socket, answered: (status: number, reason: string) => void): void {
  let held: Buffer = Buffer.alloc(0)
  const look = (): void => {
    for (let bytes = socket.read() as Buffer | null; bytes !== null; bytes = socket.read() as Buffer | null) {
      // no encoding is set
      held = Buffer.concat([held, bytes])
      const end = endOfHead(held, 0)
      if (end < 0 && held.length < LONGEST_ANSWER) continue
      socket.off('readable', look)
      if (end >= 0 && end < held.length) socket.unshift(held.subarray(end))
      const [, status = '0', reason = ''] =
        /^HTTP\/1\.\d (\d{3}) ?(.*)\r\n/.exec(held.toString('latin1', 0, Math.max(end, 0))) ?? []
      return answered(Number(status), reason)
    }
  }
  socket.on('readable', look)
}
