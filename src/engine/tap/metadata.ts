import type { RewriteEvent } from '../../core/wire.ts'
import { isObject } from '../../core/jsonrpc.ts'

/** Members that hold an address clients go to, or compare, when they sign in. All else of a document stays as it is. */
const OF_SERVER = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'pushed_authorization_request_endpoint',
  'device_authorization_endpoint',
]

/** One change of the tap, for the capture. */
export type Rewrite = Omit<RewriteEvent, 'kind' | 'exchange'>

/** Addresses in a document that may have to lead through the tap, and where their members stand in its text. */
export interface Metadata {
  text: string
  addresses: { name: string; value: string | string[]; span: Span }[]
}

interface Span {
  start: number
  end: number
}

/**
 * Reads protected-resource metadata (RFC 9728), metadata of an authorization server (RFC 8414) or an OpenID configuration.
 * `isOwn` tells whether an address is that of the server that sent it: where a document is about another one, clients refuse it
 * without a tap as well, and are to do so with it. Undefined for all that is no such document, or is ambiguous.
 */
export function readMetadata(text: string, isOwn: (address: string) => boolean): Metadata | undefined {
  const value = parsed(text)
  const spans = isObject(value) ? membersOf(text) : undefined
  if (!isObject(value) || !spans) return undefined
  const isAbout = (name: string): boolean => typeof value[name] === 'string' && isOwn(value[name])
  const names = [
    ...(isAbout('resource') ? ['resource', 'authorization_servers'] : []),
    ...(isAbout('issuer') ? OF_SERVER : []),
  ]
  const addresses = names.flatMap((name) => {
    const span = spans.get(name)
    const found = addressesIn(value[name])
    return span && found ? [{ name, value: found, span }] : []
  })
  return addresses.length === 0 ? undefined : { text, addresses }
}

/** The document with its addresses mapped, every other byte as it was; undefined if no address changes. */
export function mapMetadata(
  { text, addresses }: Metadata,
  map: (address: string, name: string) => string | undefined,
): { text: string; rewrites: Rewrite[] } | undefined {
  const rewrites: Rewrite[] = []
  let mapped = text
  for (const { name, value, span } of addresses.toSorted((a, b) => b.span.start - a.span.start)) {
    const mapOne = (address: string): string => map(address, name) ?? address
    const changed = typeof value === 'string' ? mapOne(value) : value.map(mapOne)
    if (String(changed) === String(value)) continue
    const json = JSON.stringify(changed)
    rewrites.unshift({
      what: 'metadata',
      original: `${name} ${text.slice(span.start, span.end)}`,
      changed: `${name} ${json}`,
    })
    mapped = mapped.slice(0, span.start) + json + mapped.slice(span.end)
  }
  return rewrites.length === 0 ? undefined : { text: mapped, rewrites }
}

function addressesIn(value: unknown): string | string[] | undefined {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g

/** Where the values of an object's members stand in its text; undefined if a name occurs twice. The text is valid JSON. */
function membersOf(text: string): Map<string, Span> | undefined {
  const members = new Map<string, Span>()
  let depth = 0
  let name: string | undefined
  let start = -1
  let end = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const ends = depth === 1 && (token === ',' || token === '}')
    if (ends && name !== undefined) {
      if (members.has(name)) return undefined
      members.set(name, { start, end })
      name = undefined
      start = -1
    } else if (depth === 1 && name === undefined) name = String(JSON.parse(token))
    else if (name !== undefined && start < 0 && token !== ':') start = index
    if (token === '{' || token === '[') depth++
    if (token === '}' || token === ']') depth--
    end = index + token.length
  }
  return members
}
