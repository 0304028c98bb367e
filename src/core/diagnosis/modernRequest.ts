import type { OpenExchange } from '../exchange.ts'
import { type Decoded, isObject, type JsonObject } from '../jsonrpc.ts'
import { eraOf, metaOf, nameOf } from '../mcp.ts'
import { requestHeader } from './seen.ts'

const META = 'io.modelcontextprotocol/'

/** A field that the protocol reserves in `_meta`. */
export const metaField = (message: Decoded, name: string): unknown => metaOf(message)?.[META + name]

/** The message of a POST, if there is just one and it is a request or a notification. */
export function sent({ row, asked }: OpenExchange): Decoded | undefined {
  const [message] = asked
  return row.method === 'POST' && asked.length === 1 && message?.method !== null ? message : undefined
}

/** Whether a head says that its request is of the modern era. */
export function hasModernHead(exchange: OpenExchange): boolean {
  const { version } = exchange
  return version === undefined ? requestHeader(exchange, 'mcp-method') !== undefined : eraOf(version) === 'modern'
}

/** All values of a header of the request. */
export function headerValues({ head }: OpenExchange, name: string): string[] {
  const values: string[] = []
  for (const pair of head.headers)
    if (pair[0].length === name.length && pair[0].toLowerCase() === name) values.push(pair[1])
  return values
}

/** Methods whose name is mirrored in `Mcp-Name` (2026-07-28 basic/transports/streamable-http, request metadata; SEP-2663). */
const NAMED: ReadonlySet<string> = new Set([
  'tools/call',
  'prompts/get',
  'resources/read',
  'tasks/get',
  'tasks/update',
  'tasks/cancel',
])

/** What `Mcp-Name` has to say of a message; null if it has to say nothing. */
export const mirroredName = (message: Decoded): string | null =>
  message.method !== null && NAMED.has(message.method) ? nameOf(message) : null

/** Whether a value cannot stand in a header as it is: beyond visible ASCII, blanks at its ends, or like an encoded one. */
export const needsEncoding = (value: string): boolean =>
  !/^[\x20-\x7E]*$/.test(value) || value !== value.trim() || /^=\?base64\?.*\?=$/.test(value)

/** The value that a header mirrors; null if it is encoded in another way than the specification's. */
export function decodeMirrored(value: string): string | null {
  const [, encoded] = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(value) ?? []
  if (encoded === undefined) return /^=\?.*\?=$/.test(value) ? null : value
  return decodeBase64(encoded)
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function decodeBase64(text: string): string | null {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const digit of text.replace(/=+$/, '')) {
    held = (held << 6) | DIGITS.indexOf(digit)
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))
  } catch {
    return null
  }
}

/** The first JSON-RPC error of an answer. */
export const errorOf = ({ told }: OpenExchange): Decoded['error'] => told.find(({ error }) => error)?.error ?? null

/** `data` of an error, if it is an object. */
export const dataOf = (error: Decoded['error']): JsonObject => (isObject(error?.data) ? error.data : {})

/** Texts of a list; nothing if it is none. */
export const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
