import type { MessageKind } from './message.ts'

/** One JSON-RPC message read from a text, with the place it has there. */
export interface Decoded {
  kind: MessageKind
  /** Undefined if the message has no id; `null` is an id that some servers send. */
  id: string | number | null | undefined
  method: string | null
  params: JsonObject | null
  result: unknown
  error: { code: number | null; message: string; data?: unknown } | null
  /** Characters in the text: from, up to but not including. */
  from: number
  to: number
}

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The JSON-RPC messages of a body or of an SSE event: one, or several if it is a batch (2025-03-26).
 * Returns undefined if the text is JSON but no JSON-RPC; a single `invalid` message if it is no JSON at all.
 */
export function readMessages(text: string): Decoded[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [invalidMessage(text)]
  }
  if (!Array.isArray(value)) {
    const message = classify(value, 0, text.length)
    return message && [message]
  }
  const places = elements(text)
  const messages = value.map((element: unknown, n) => classify(element, ...(places[n] ?? NOWHERE)))
  if (messages.every((message) => message === undefined)) return undefined
  // One element that is no message does not make the others none (JSON-RPC 2.0 §6).
  return messages.map((message, n) => message ?? invalidMessage(text, ...(places[n] ?? NOWHERE)))
}

const NOWHERE: [from: number, to: number] = [0, 0]

const blank = { id: undefined, method: null, params: null, result: undefined, error: null }

/** What stands for a text that should have been a message and is none. */
export const invalidMessage = (text: string, from = 0, to = text.length): Decoded => ({
  ...blank,
  kind: 'invalid',
  from,
  to,
})

function classify(value: unknown, from: number, to: number): Decoded | undefined {
  if (!isObject(value)) return undefined
  const id = readId(value.id)
  const place = { from, to }
  if (typeof value.method === 'string') {
    const params = isObject(value.params) ? value.params : null
    return { ...blank, ...place, kind: id === undefined ? 'notification' : 'request', id, method: value.method, params }
  }
  const error = readError(value)
  if (error) return { ...blank, ...place, kind: 'error', id, error }
  if ('result' in value && ('jsonrpc' in value || 'id' in value)) {
    return { ...blank, ...place, kind: 'result', id, result: value.result }
  }
  return 'jsonrpc' in value ? { ...blank, ...place, kind: 'invalid', id } : undefined
}

const readId = (id: unknown): Decoded['id'] =>
  typeof id === 'string' || typeof id === 'number' || id === null ? id : undefined

/**
 * `error` of JSON-RPC, or `jsonRpcError` of the Java SDK's serialised exceptions. An OAuth `error` is a string, and that of
 * other web interfaces is an object without `jsonrpc` or `id` beside it.
 */
function readError(value: JsonObject): Decoded['error'] {
  const isRpc = 'jsonrpc' in value || 'id' in value
  const error = value.jsonRpcError ?? (isRpc ? value.error : undefined)
  if (!isObject(error)) return null
  const message = typeof error.message === 'string' ? error.message : ''
  const data = 'data' in error && { data: error.data }
  return { code: typeof error.code === 'number' ? error.code : null, message, ...data }
}

/** Where the elements of a top-level JSON array stand in its text. The text is known to be valid JSON. */
function elements(text: string): [from: number, to: number][] {
  const places: [number, number][] = []
  let depth = 0
  let from = -1
  for (let at = 0; at < text.length; at++) {
    const c = text[at]
    if (c === '"') {
      if (depth === 1 && from < 0) from = at
      at = endOfString(text, at)
    } else if (c === '{' || c === '[') {
      if (depth === 1 && from < 0) from = at
      depth++
    } else if (c === '}' || c === ']' || (c === ',' && depth === 1)) {
      if (c !== ',') depth--
      if (c === ',' || depth === 0) {
        if (from >= 0) places.push([from, text.slice(from, at).trimEnd().length + from])
        from = -1
      }
    } else if (depth === 1 && from < 0 && c !== ' ' && c !== '\n' && c !== '\r' && c !== '\t') from = at
  }
  return places
}

function endOfString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return text.length
}
