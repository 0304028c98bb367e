import { describe, expect, test } from 'vitest'
import {
  isModernRefusal,
  type Refusal,
  refusesEndpoint,
  refusesKnown,
  refusesMissing,
  refusesUnknown,
} from '../../src/core/refusal.ts'
import type { Saying } from '../../src/core/wording.ts'

/** `404 -32001 Session not found`, without a code for plain text. */
function read(said: string): Refusal {
  const [, status = '', code, text = ''] = /^(\d+)(?: (-?\d+))? ?(.*)$/.exec(said) ?? []
  return { status: Number(status), code: code === undefined ? null : Number(code), text }
}

/** What real servers say of an id that they do not know. */
const unknownIds = [
  '404 -32001 Session not found',
  '404 -32600 Session not found',
  '404 -32600 Not Found: Invalid or expired session ID',
  '404 -32600 Not Found: Session has been terminated',
  '404 -32603 Session not found: abc',
  '404 session not found',
  '404 session is closing',
  '404 Not Found: Session not found',
  '404 Invalid session ID',
  '404 Session terminated',
  '404 <!doctype html><title>HTTP Status 404 – Not Found</title>',
  '404',
  '400 Bad Request: No valid session ID provided',
  '400 -32000 Bad Request: No valid session ID provided',
  '400 Invalid or missing session ID',
  '400 -32000 Bad Request: Unknown Mcp-Session-Id header',
  '400 -32000 Bad Request: No valid session ID or not an initialize request',
  '400 -32000 Bad Request: Server not initialized',
  '400 The Mcp-Session-Id header is not supported in stateless mode',
  '400 no session abc in store',
]

/** What they say of a request without an id. */
const missingIds = [
  '400 -32000 Bad Request: Mcp-Session-Id header is required',
  '400 -32000 Bad Request: No valid session ID provided',
  '400 -32600 Bad Request: Missing session ID',
  '400 -32000 Bad Request: A new session can only be created by an initialize request.',
  '400 -32000 Bad Request: Mcp-Session-Id header is required for GET and DELETE requests',
  '400 -32601 Session ID required in mcp-session-id header',
  '400 -32601 text/event-stream required in Accept header; Session ID required in mcp-session-id header',
  '400 Bad Request: Session ID is required',
  '400 Bad Request: GET requires an Mcp-Session-Id header',
  '400 -32000 Bad Request: Server not initialized',
  '422 Unexpected message, expect initialize request',
  '200 0 method "tools/list" is invalid during session initialization',
  '400 session_id is required',
  '400 sessionid must be provided',
]

/** What they say for reasons that have nothing to do with sessions. */
const otherReasons = [
  '200',
  '202',
  '307',
  '400 -32700 Parse error: Invalid JSON',
  '400 -32600 Bad Request: Unsupported protocol version: 1999-01-01 (supported versions: 2025-11-25)',
  '400 Invalid Content-Type header',
  "400 Accept must contain both 'application/json' and 'text/event-stream'",
  '400 -32602 Validation error: 3 fields',
  '400 JSON-RPC batching is not supported in 2025-06-18 and later',
  '401 Unauthorized',
  '401 -32001 Your session has expired',
  '403 Invalid Origin header',
  '403 session user mismatch',
  '404 -32601 Method not found',
  '405 -32000 Method not allowed.',
  '405 -32600 Method Not Allowed: Session termination not supported',
  '406 -32000 Not Acceptable: Client must accept text/event-stream',
  '409 -32000 Conflict: Only one SSE stream is allowed per session',
  '413 Request body too large',
  '415 -32000 Unsupported Media Type: Content-Type must be application/json',
  '421 Invalid Host header',
  '429 Too many sessions',
  '500 Internal Server Error',
  '500 -32603 Session terminated before the request completed',
  '502 Bad Gateway',
  '503 -32603 Too many open sessions',
]

describe('an id that was good before', () => {
  test.each(unknownIds)('is refused by %s', (said) => expect(refusesKnown(read(said), true)).toBe(true))
  test.each(otherReasons)('is not refused by %s', (said) => expect(refusesKnown(read(said), true)).toBe(false))
  test.each([
    '400 -32600 Invalid Request: Server already initialized',
    '400 who are you?',
    '400 This server does not support multiple GET requests. Start a new session or use Last-Event-ID header to resume.',
    '400 -32700 Unexpected token in {"session":',
    '200 -32603 Session not found',
  ])('is not refused by %s', (said) => expect(refusesKnown(read(said), true)).toBe(false))

  test('a 404 from another path than its own must say what it is about', () => {
    expect(refusesKnown(read('404 Not Found'), false)).toBe(false)
    expect(refusesKnown(read('404 Session not found'), false)).toBe(true)
  })
})

describe('an id that an endpoint event announced', () => {
  test.each([
    '404 Could not find session',
    '404 No transport found for sessionId',
    '400 No transport found for sessionId',
    '400 "Session ID not found."',
    '404 Session not found: abc',
    '400 -32602 Invalid session ID',
    '400 session closed',
    '500 session not connected',
    '404 Sitzung a1 ist unbekannt',
    '500 -32603 The request associated with the AsyncContext has already completed processing.',
  ])('is refused by %s', (said) => expect(refusesEndpoint(read(said))).toBe(true))

  test.each([
    '404',
    '404 Not Found',
    '404 Cannot POST /messages',
    '404 <html><title>Seite nicht gefunden</title></html>',
    '405',
    '400 Could not parse message',
    '202 Accepted',
    '500 Internal Server Error',
    '401 session',
  ])('is not refused by %s', (said) => expect(refusesEndpoint(read(said))).toBe(false))
})

describe('an id that nobody issued', () => {
  const inAnyWords = ['400 who are you?', '410 Gone', '422 nope', '200 -32603 Session not found']
  test.each([...unknownIds, ...inAnyWords])('is refused by %s', (said) => {
    expect(refusesUnknown(read(said), false)).toBe(true)
  })
  test.each([...otherReasons, '400 -32600 Invalid Request: Server already initialized', '200 -32602 Invalid params'])(
    'is not refused by %s',
    (said) => expect(refusesUnknown(read(said), false)).toBe(false),
  )
  test('that a refusal minted is refused by a session that was never initialized', () => {
    expect(refusesUnknown(read('200 -32602 Invalid request parameters'), true)).toBe(true)
    expect(refusesUnknown(read('200 -32602 Invalid request parameters'), false)).toBe(false)
  })
})

describe('an id that is missing', () => {
  test.each(missingIds)('is missed by %s', (said) => expect(refusesMissing(read(said))).toBe(true))
  test.each(otherReasons)('is not missed by %s', (said) => expect(refusesMissing(read(said))).toBe(false))
  test.each(['404', '404 Not Found', '200 initialized', '400 -32700 Parse error in {"session":1'])(
    'is not missed by %s',
    (said) => expect(refusesMissing(read(said))).toBe(false),
  )
})

describe('the modern era', () => {
  test.each([
    '400 -32020 Bad Request: the request headers and body disagree',
    '400 -32021 missing capability',
    '400 -32022 Unsupported protocol version: 2027-01-01',
    '404 -32601 Method not found',
    '400 -32602 params._meta is missing the required envelope key(s): x',
    '400 -32602 Invalid _meta envelope for protocol revision 2026-07-28: x: missing',
  ])('refuses with %s', (said) => expect(isModernRefusal(read(said))).toBe(true))

  test.each([
    '400 -32000 Bad Request: No valid session ID provided',
    '404 -32001 Session not found',
    '400 -32601 Session ID required in mcp-session-id header',
    '400 -32602 Validation error',
    '400 -32600 Bad Request',
    '400 -32700 Parse error',
    '401 -32022 x',
    '400 Bad Request',
  ])('is not told by %s', (said) => expect(isModernRefusal(read(said))).toBe(false))
})

const own = (says: Saying) => ({ ...read('409 -32050 Unterhaltung beendet'), says })

describe("the user's own wordings decide", () => {
  test.each(['unknown', 'ended', 'malformed', 'not initialized', 'stateless'] as const)('%s refuses an id', (says) => {
    expect(refusesKnown(own(says), false) && refusesEndpoint(own(says)) && refusesUnknown(own(says), false)).toBe(true)
  })

  test.each(['shutting down', 'too many', 'missing'] as const)('%s refuses none', (says) => {
    const refusal = { ...read('404 Session not found'), says }
    expect(refusesKnown(refusal, true) || refusesEndpoint(refusal) || refusesUnknown(refusal, false)).toBe(false)
  })

  test('missing is missing, and without a wording the refusal is none', () => {
    expect(refusesMissing(own('missing'))).toBe(true)
    expect(refusesMissing(own('unknown'))).toBe(false)
    expect(refusesKnown(read('409 -32050 Unterhaltung beendet'), true)).toBe(false)
  })
})
