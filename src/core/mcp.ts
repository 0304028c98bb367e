import type { Era } from './api.ts'
import { type Decoded, isObject, type JsonObject } from './jsonrpc.ts'

/** Header names of the protocol, in small letters: both spellings of the session header are one header. */
export const SESSION_HEADER = 'mcp-session-id'
export const VERSION_HEADER = 'mcp-protocol-version'
export const METHOD_HEADER = 'mcp-method'

/** Versions from here on have no handshake and no sessions. Versions compare as strings. */
const FIRST_MODERN = '2026-07-28'

export const eraOf = (version: string): Era => (version >= FIRST_MODERN ? 'modern' : 'legacy')

const META = 'io.modelcontextprotocol/'

/** `_meta` of a request, an answer or a notification. */
export function metaOf(message: Decoded): JsonObject | null {
  const owner = message.params ?? (isObject(message.result) ? message.result : null)
  return owner && isObject(owner._meta) ? owner._meta : null
}

/** The version that a modern request names in its `_meta` (2026-07-28 basic/index); undefined for others. */
export function modernVersion(message: Decoded): string | undefined {
  const version = metaOf(message)?.[`${META}protocolVersion`]
  return typeof version === 'string' ? version : undefined
}

/** Whether only a modern peer sends this: by its `_meta`, or by a method that no earlier revision knows. */
export const isModern = (message: Decoded): boolean =>
  modernVersion(message) !== undefined ||
  message.method === 'server/discover' ||
  message.method === 'subscriptions/listen'

function nameAndVersion(value: unknown): string | null {
  if (!isObject(value) || typeof value.name !== 'string') return null
  return typeof value.version === 'string' ? `${value.name} ${value.version}` : value.name
}

/** `name version` of the client as `initialize` or a modern request tells it. */
export const clientOf = (message: Decoded): string | null =>
  nameAndVersion(message.params?.clientInfo) ?? nameAndVersion(metaOf(message)?.[`${META}clientInfo`])

/** `name version` of the server as its InitializeResult or a modern result tells it. */
export const serverOf = (message: Decoded): string | null =>
  (isObject(message.result) ? nameAndVersion(message.result.serverInfo) : null) ??
  nameAndVersion(metaOf(message)?.[`${META}serverInfo`])

/** What a client declares in `initialize`, or in each modern request: `sampling`, `roots.listChanged`. */
export const clientCapabilitiesOf = (message: Decoded): string[] =>
  namesIn(message.params?.capabilities ?? metaOf(message)?.[`${META}clientCapabilities`])

/** What a server declares in its InitializeResult or DiscoverResult. */
export const serverCapabilitiesOf = ({ result }: Decoded): string[] =>
  isObject(result) ? namesIn(result.capabilities) : []

/** Capabilities by name, each with those it consists of; one that is declared `false` is none. */
function namesIn(value: unknown, prefix = '', depth = 2): string[] {
  if (!isObject(value) || depth === 0) return []
  return Object.entries(value).flatMap(([name, of]) => {
    const whole = prefix + name
    return of === false || of === null ? [] : [whole, ...namesIn(of, `${whole}.`, depth - 1)]
  })
}

/** The version of an InitializeResult; undefined for any other result. */
export function negotiatedVersion(message: Decoded): string | undefined {
  const { result } = message
  return isObject(result) && typeof result.protocolVersion === 'string' ? result.protocolVersion : undefined
}

/** The tool, prompt, resource or task that a request is about. */
export function nameOf(message: Decoded): string | null {
  const value = message.params?.name ?? message.params?.uri ?? message.params?.taskId
  return typeof value === 'string' ? value : null
}

/** The session parameter in the query of a message URL: each SDK spells it its own way (2024-11-05 names none). */
export function sessionParameter(path: string): string | null {
  const query = path.split('?', 2)[1] ?? ''
  for (const pair of query.split('&')) {
    const [name = '', value = ''] = pair.split('=', 2)
    if (/^session[-_]?id$/i.test(name)) return safelyDecoded(value)
  }
  return null
}

function safelyDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Whether a legacy server answers `server/discover`: it names no version of the modern era (go-sdk, stateful). */
export function isLegacyDiscovery({ result }: Decoded): boolean {
  if (!isObject(result) || !Array.isArray(result.supportedVersions)) return false
  return !result.supportedVersions.some((version) => typeof version === 'string' && eraOf(version) === 'modern')
}
