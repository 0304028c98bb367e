import net from 'node:net'
import tls from 'node:tls'
import { readAddress } from '../../core/address.ts'
import { isLoopbackHost } from './loopback.ts'

/** The server behind a tap. */
export interface Target {
  url: URL
  /** What the server gets as Host: always with a port on loopback, where servers compare it. */
  authority: string
  secure: boolean
  host: string
  port: number
}

/** Reads a target's address, or says what is wrong with it. */
export function readTarget(address: string): Target | { wrong: string } {
  const read = readAddress(address)
  if ('wrong' in read) return read
  const { url } = read
  const secure = url.protocol === 'https:'
  const port = Number(url.port || (secure ? 443 : 80))
  const authority = isLoopbackHost(url.host) ? `${url.hostname}:${port}` : url.host
  return { url, authority, secure, host: url.hostname.replace(/^\[|\]$/g, ''), port }
}

/** A connection to a target. */
export interface Upstream {
  socket: net.Socket
  /** The event of `socket` after which bytes go through. */
  ready: 'connect' | 'secureConnect'
  /** Ends it with a reset, which tells the server that this is no orderly end. */
  reset(): void
}

/** Opens a connection to a target. Half-open, so that each side's end reaches the other as it happened. */
export function connect(target: Target): Upstream {
  const raw = net.connect({ host: target.host, port: target.port, allowHalfOpen: true, noDelay: true })
  const reset = (): void => void (raw.connecting ? raw.destroy() : raw.resetAndDestroy())
  if (!target.secure) return { socket: raw, ready: 'connect', reset }
  raw.on('error', () => {}) // the socket around it reports the same
  // A name for the certificate; addresses have none (RFC 6066 §3).
  const servername = net.isIP(target.host) === 0 ? target.host : ''
  const options = { socket: raw, host: target.host, servername, allowHalfOpen: true, ALPNProtocols: ['http/1.1'] }
  return { socket: tls.connect(options), ready: 'secureConnect', reset }
}

/**
 * Where a redirect points when it goes through the tap: targets on the server's own origin, in any equivalent spelling, get
 * the tap's; undefined for all that need no change.
 */
export function throughTap(location: string, target: Target, tapOrigin: string): string | undefined {
  if (!/^(https?:)?\/\//i.test(location) || !URL.canParse(location, target.url.href)) return undefined
  const url = new URL(location, target.url)
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const sameHost =
    url.hostname === target.url.hostname || (isLoopbackHost(url.hostname) && isLoopbackHost(target.url.hostname))
  // A server behind a TLS terminator names itself http: and without a port; it still means itself.
  const samePort = port === target.port || (url.port === '' && target.url.port === '')
  return sameHost && samePort ? tapOrigin + location.replace(/^(https?:)?\/\/[^/?#]*/i, '') : undefined
}
