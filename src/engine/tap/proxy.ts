import net from 'node:net'
import { isThisMachine } from './loopback.ts'

/** A proxy that the environment puts before a server. */
export interface Proxy {
  url: URL
  /** Name of the variable that says so. */
  from: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Small letters first, as curl reads them. */
const spellings = (name: string): string[] => [name.toLowerCase(), name]

/** The variables that name a proxy, by the scheme of the server's address; the first that is set counts. */
const VARIABLES: Record<string, readonly string[]> = {
  'http:': ['HTTP_PROXY', 'ALL_PROXY'].flatMap(spellings),
  'https:': ['HTTPS_PROXY', 'ALL_PROXY'].flatMap(spellings),
}

/**
 * The proxy for a server, as the environment has it; null for none, and always for servers on this machine. `wrong`: what is the
 * matter with the variable.
 */
export function proxyFor(server: URL, env: Environment): Proxy | { wrong: string } | null {
  const from = VARIABLES[server.protocol]?.find((name) => env[name])
  const value = from === undefined ? undefined : env[from]
  if (from === undefined || value === undefined || isThisMachine(server.host) || isExcepted(server, env)) return null
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (!URL.canParse(address)) return { wrong: `${from} is no address of a proxy` }
  const url = new URL(address)
  if (url.protocol === 'http:' || url.protocol === 'https:') return { url, from }
  return { wrong: `${from} names a proxy of the kind ${url.protocol}, and taps use http: and https:` }
}

/** How a proxy is named to people: without its password. */
export const nameOf = ({ url, from }: Proxy): string => `proxy ${url.protocol}//${url.host} (${from})`

/** The value of Proxy-Authorization; null if the proxy's address has no user. */
export function credentialsOf({ url }: Proxy): string | null {
  if (!url.username && !url.password) return null
  const [user, password] = [url.username, url.password].map(decoded)
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** A per cent sign that encodes nothing stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether `NO_PROXY` lists a server: names with what is below them, addresses, blocks of addresses, `*`; each may have a port. */
function isExcepted(server: URL, env: Environment): boolean {
  const list = spellings('NO_PROXY')
    .map((name) => env[name])
    .find(Boolean)
  const host = plain(server.hostname)
  const port = server.port || (server.protocol === 'https:' ? '443' : '80')
  return (list ?? '').split(/[\s,]+/).some((entry) => entry !== '' && covers(entry, host, port))
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const [, bracketed, bare = '', only] =
    /^(?:\[(.*)\]|(.*?))(?::(\d+))?$/.exec(looksLikeIpv6(entry) ? `[${entry}]` : entry) ?? []
  if (only !== undefined && only !== port) return false
  const named = plain(bracketed ?? bare)
  if (net.isIP(host) !== 0) return holds(named, host)
  const name = named.replace(/^\*?\./, '')
  return host === name || host.endsWith(`.${name}`)
}

const looksLikeIpv6 = (entry: string): boolean => net.isIPv6(entry.replace(/\/\d+$/, ''))

/** Whether an address, or a block such as `10.0.0.0/8`, holds an address. */
function holds(block: string, address: string): boolean {
  const [first = '', bits] = block.split('/')
  const kind = net.isIPv6(first) ? 'ipv6' : 'ipv4'
  const widest = kind === 'ipv6' ? 128 : 32
  const width = bits === undefined ? widest : Number(bits)
  if (net.isIP(first) !== net.isIP(address) || !(Number.isInteger(width) && width >= 0 && width <= widest)) return false
  const list = new net.BlockList()
  list.addSubnet(first, width, kind)
  return list.check(address, kind)
}

/** Without brackets, without the dot of the root, in small letters. */
const plain = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
