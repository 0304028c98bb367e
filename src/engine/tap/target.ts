import { readAddress } from '../../core/address.ts'
import { isThisMachine } from './loopback.ts'
import { type Proxy, proxyFor } from './proxy.ts'

/** The server behind a tap. */
export interface Target {
  url: URL
  /** What the server gets as Host: always with a port on loopback, where servers compare it. */
  authority: string
  secure: boolean
  host: string
  port: number
  /** Whether any certificate will do. */
  insecure: boolean
  /** What the environment puts before it. */
  proxy: Proxy | null
}

/** Reads a target's address, or says what is wrong with it or with the proxy that `env` has for it. */
export function readTarget(address: string, insecure = false, env = process.env): Target | { wrong: string } {
  const read = readAddress(address)
  if ('wrong' in read) return read
  const { url } = read
  const secure = url.protocol === 'https:'
  const port = Number(url.port || (secure ? 443 : 80))
  // Not every resolver looks past the dot of the root for the one name that needs no look-up.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/^localhost\.$/, 'localhost')
  const authority = isThisMachine(url.host) ? `${url.hostname}:${port}` : url.host
  const proxy = proxyFor(url, env)
  if (proxy && 'wrong' in proxy) return proxy
  return { url, authority, secure, host, port, insecure, proxy }
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
    url.hostname === target.url.hostname || (isThisMachine(url.hostname) && isThisMachine(target.url.hostname))
  // A server behind a TLS terminator names itself http: and without a port; it still means itself.
  const samePort = port === target.port || (url.port === '' && target.url.port === '')
  return sameHost && samePort ? tapOrigin + location.replace(/^(https?:)?\/\/[^/?#]*/i, '') : undefined
}
