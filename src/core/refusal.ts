import type { OpenExchange } from './exchange.ts'
import { recognised, type Saying } from './wording.ts'

/**
 * Which refusals are about the session and not about the request. Servers word them in many ways, so that only a refusal of
 * an id that was good before must say what it is about; for an id that nobody issued, set membership decides.
 */
export interface Refusal {
  status: number
  /** The message of a JSON-RPC error, or the body's plain text. */
  text: string
  /** Code of a JSON-RPC error. */
  code: number | null
  /** What the user's own wordings make of it, which then decides. */
  says?: Saying | undefined
}

/** What an exchange was told, whether it is a refusal or not. */
export function refusalOf({ row, refusal, errorCode, ownWords }: OpenExchange): Refusal {
  const told: Refusal = { status: row.status ?? 0, text: refusal ?? '', code: errorCode }
  if (ownWords.length > 0) told.says = recognised(told, ownWords)?.says
  return told
}

/** What a refusal of an id says; `missing` refuses a request that has none. */
const OF_AN_ID: ReadonlySet<Saying> = new Set([
  'unknown',
  'ended',
  'malformed',
  'not initialized',
  'stateless',
  'not started',
])

const NOT_FOUND = 404
const PARSE_ERROR = -32_700
const METHOD_NOT_FOUND = -32_601
const INVALID_PARAMS = -32_602

const NAMES_SESSION = /session|not initialized/i
const NAMES_HANDSHAKE = /session|initializ/i
/** A second `initialize` is refused for itself. */
const NAMES_DOUBLE = /already/i
/** C# refuses a second GET in these words, and the session goes on. */
const SECOND_STREAM = /multiple GET requests/i
/** What else servers refuse with 400, as they word it. */
const NAMES_ANOTHER_GATE = /accept|content.type|protocol.version|parse|json|batch|host\b|origin|authoriz/i
/** Python answers so in a session that exists and was never initialized, and to bad parameters at any time. */
const UNINITIALIZED = 'Invalid request parameters'

/** Statuses that servers use for sessions; the others name a reason of their own (401, 403, 405, 406, 409, 415, 429, …). */
const OF_SESSIONS: ReadonlySet<number> = new Set([400, NOT_FOUND, 410, 422])

/** In the legacy era no method has a status of its own; a modern server answers 404 to one that it does not know. */
const isUnknownMethod = ({ status, code }: Refusal): boolean => status === NOT_FOUND && code === METHOD_NOT_FOUND

/**
 * Refusal of an id that was issued or accepted before, in `Mcp-Session-Id`. `here`: the request went where the session lives,
 * so that a 404 means the session by itself (2025-03-26 basic/transports, session management).
 */
export function refusesKnown(refusal: Refusal, here: boolean): boolean {
  const { status, text, code, says } = refusal
  if (says !== undefined) return OF_AN_ID.has(says)
  if (!OF_SESSIONS.has(status) || isUnknownMethod(refusal)) return false
  if (status === NOT_FOUND && here) return true
  return code !== PARSE_ERROR && code !== INVALID_PARAMS && NAMES_SESSION.test(text) && !SECOND_STREAM.test(text)
}

/** How frameworks say that a URL does not exist, in whatever form; a page says it in any language. */
const NAMES_NO_PATH = /not found|cannot post|no route|no resource|no such|^\s*(<|$)/i

/** Transports of HTTP+SSE that are there and have no stream. */
const NAMES_STREAM = /SSE connection|AsyncContext/i

/**
 * Refusal of an id that is known from an `endpoint` event: a bare 404 means that the message URL does not exist. Any other 404 says
 * something of its own, which can only be about the session.
 */
export function refusesEndpoint({ status, text, code, says }: Refusal): boolean {
  if (says !== undefined) return OF_AN_ID.has(says)
  if (code === PARSE_ERROR || !(OF_SESSIONS.has(status) || status === 500)) return false
  if (NAMES_SESSION.test(text) || NAMES_STREAM.test(text)) return true
  return status === NOT_FOUND && code === null && !NAMES_NO_PATH.test(text)
}

/** Refusal of an id that no captured answer issued. `minted`: it stood on a refusal, so that it was never initialized. */
export function refusesUnknown(refusal: Refusal, minted: boolean): boolean {
  const { status, text, code, says } = refusal
  if (says !== undefined) return OF_AN_ID.has(says)
  if (status === 200) return code !== null && (NAMES_HANDSHAKE.test(text) || (minted && text === UNINITIALIZED))
  if (!OF_SESSIONS.has(status) || isUnknownMethod(refusal) || code === PARSE_ERROR || NAMES_DOUBLE.test(text))
    return false
  if (status === NOT_FOUND || NAMES_HANDSHAKE.test(text)) return true
  return code !== INVALID_PARAMS && !NAMES_ANOTHER_GATE.test(text)
}

/** Refusal of a request because it carries no id. Go's server makes a session of any request, and answers 200 with an error. */
export const refusesMissing = ({ status, text, code, says }: Refusal): boolean =>
  says === 'missing' ||
  ((OF_SESSIONS.has(status) || (status === 200 && code !== null)) && code !== PARSE_ERROR && NAMES_HANDSHAKE.test(text))

/** Whether only a server of the modern era refuses so: the client can go on in this era (2026-07-28 basic/versioning). */
export function isModernRefusal(refusal: Refusal): boolean {
  const { status, code, text } = refusal
  if (status !== 400 && status !== NOT_FOUND) return false
  if (code === INVALID_PARAMS) return /_meta|envelope/.test(text)
  return isUnknownMethod(refusal) || (code !== null && code <= -32_020 && code >= -32_022)
}
