import type { Answer, Era, Failure, ReplayMode, Transport } from './api.ts'
import { headerIn, requestOf, withHeader, withMethod, withoutHeader, withTarget } from './editHead.ts'
import { header, pathOf } from './http.ts'
import { type Decoded, readMessages } from './jsonrpc.ts'
import { negotiatedVersion, SESSION_HEADER, VERSION_HEADER } from './mcp.ts'
import type { RawHeaders } from './wire.ts'

/** A request: its head as Latin-1 text with the blank line, its body without chunk framing. */
export interface RawRequest {
  head: string
  body: Uint8Array
}

/** What is known of a captured request that is to be sent again. */
export interface Original {
  request: RawRequest
  /** Its body as text, without content coding. */
  text: string
  transport: Transport | null
  era: Era | null
  /** Body of the `initialize` of its session or client; null if none was captured. */
  initialize: Uint8Array | null
  /** The session that is open now, for mode `live`. */
  live: { sessionId: string | null; version: string | null } | null
}

/** Where a replay goes. */
export interface Route {
  /** Path and query of the target's own URL. */
  target: string
  /** Another server was asked for: what went to the path `from` goes to the path and query `to`. */
  moved: { from: string; to: string } | null
}

/** `asked` is the request itself, the others are sent for its sake. */
export type StepRole = 'stream' | 'initialize' | 'initialized' | 'asked' | 'delete'

/** One request of a replay. */
export interface Step {
  role: StepRole
  request: RawRequest
  /** Whether what earlier answers told is put in before it is sent. */
  carries: boolean
  /** Ids of the JSON-RPC requests in its body. */
  waitsFor: (string | number | null)[]
}

/** What later steps need of earlier answers. */
export interface Learnt {
  sessionId: string | null
  version: string | null
  /** Path and query of the message URL that an HTTP+SSE stream announced. */
  endpoint: string | null
}

/** The requests of a replay in their order, and what is known before the first is sent. */
export interface ReplayPlan {
  steps: Step[]
  learnt: Learnt
}

const NOTHING: Learnt = { sessionId: null, version: null, endpoint: null }

/** The first version with a version header on every request (2025-06-18 basic/transports). */
const FIRST_WITH_HEADER = '2025-06-18'

/** Plans a replay, or says why there can be none. `edited`: a body to send in place of the captured one. */
export function planReplay(original: Original, mode: ReplayMode, route: Route, edited?: string): Answer<ReplayPlan> {
  const text = edited ?? original.text
  const request = moved(edited === undefined ? original.request : withBody(original.request, edited), route)
  const asked: Step = { role: 'asked', request, carries: false, waitsFor: idsIn(text) }
  const [first] = readMessages(text) ?? []
  // Modern requests have no session around them: each of them stands for itself.
  if (mode === 'exact' || original.era === 'modern') return { ok: { steps: [asked], learnt: NOTHING } }
  if (original.transport === null) return { failed: withoutSession }
  if (mode === 'live') return planLive(original, asked, first)
  const steps = original.transport === 'http+sse' ? freshStream : freshSession
  return { ok: { steps: steps(original, asked, first?.method ?? null, route), learnt: NOTHING } }
}

function planLive({ live, transport }: Original, asked: Step, first: Decoded | undefined): Answer<ReplayPlan> {
  const { method, target } = requestOf(asked.request.head)
  const opens = first?.method === 'initialize' || (transport === 'http+sse' && method === 'GET')
  if (opens) return { failed: opensItsOwn }
  if (!live) return { failed: noneOpen }
  const endpoint = transport === 'http+sse' ? messageUrl(target, live.sessionId) : null
  return { ok: { steps: [{ ...asked, carries: true }], learnt: { ...live, endpoint } } }
}

/** Streamable HTTP: a handshake, the request with the new id, and DELETE. */
function freshSession(original: Original, asked: Step, method: string | null): Step[] {
  const { head } = asked.request
  const isDelete = requestOf(head).method === 'DELETE'
  const plain = plainInitialize(headerIn(head, VERSION_HEADER) ?? FIRST_WITH_HEADER)
  const before =
    method === 'initialize'
      ? []
      : [
          step('initialize', postOf(head, original.initialize ?? plain), false),
          ...(method === 'notifications/initialized' ? [] : [step('initialized', postOf(head, INITIALIZED), true)]),
        ]
  const request = { ...asked.request, head: withoutHeader(head, SESSION_HEADER) }
  const main = method === 'initialize' ? { ...asked, request } : { ...asked, carries: true }
  const clean = { head: withMethod(bare(head), 'DELETE'), body: new Uint8Array(0) }
  return [...before, main, ...(isDelete ? [] : [step('delete', clean, true)])]
}

/** HTTP+SSE: a stream, a handshake over it, and the request. The session ends with the stream. */
function freshStream(original: Original, asked: Step, method: string | null, route: Route): Step[] {
  const { head } = asked.request
  if (requestOf(head).method === 'GET') return [asked]
  const get = withTarget(withMethod(withHeader(bare(head), 'Accept', 'text/event-stream'), 'GET'), route.target)
  const initialize = original.initialize ?? plainInitialize(headerIn(head, VERSION_HEADER) ?? '2024-11-05')
  return [
    step('stream', { head: get, body: new Uint8Array(0) }, false),
    ...(method === 'initialize' ? [] : [step('initialize', postOf(head, initialize), true)]),
    ...(method === 'initialize' || method === 'notifications/initialized'
      ? []
      : [step('initialized', postOf(head, INITIALIZED), true)]),
    { ...asked, carries: true },
  ]
}

const step = (role: StepRole, request: RawRequest, carries: boolean): Step => ({
  role,
  request,
  carries,
  waitsFor: idsIn(utf8.decode(request.body)),
})

/** The request of a step as it is sent to the tap at `authority`, given what earlier answers told. */
export function addressed({ request, carries }: Step, learnt: Learnt, authority: string): RawRequest {
  const { target } = requestOf(request.head)
  const path = pathOf(target)
  // The absolute form names the tap that the client knew.
  const head = path === target ? request.head : withTarget(request.head, `http://${authority}${path}`)
  const own = withHeader(head, 'Host', authority)
  return { head: carries ? inSession(own, learnt) : own, body: request.body }
}

function inSession(request: string, { sessionId, version, endpoint }: Learnt): string {
  let head = request
  if (endpoint !== null) head = withTarget(head, endpoint)
  else if (sessionId !== null) head = withHeader(head, 'Mcp-Session-Id', sessionId)
  else head = withoutHeader(head, SESSION_HEADER)
  const named = headerIn(head, VERSION_HEADER) !== undefined
  const wanted = version !== null && (named || (endpoint === null && version >= FIRST_WITH_HEADER))
  return wanted ? withHeader(head, 'MCP-Protocol-Version', version) : head
}

/** What the answer to `initialize` tells: the id in its head, the version in its result. */
export function learnFromHandshake(learnt: Learnt, headers: RawHeaders, messages: readonly Decoded[]): Learnt {
  const version = messages.map(negotiatedVersion).find((negotiated) => negotiated !== undefined)
  return { ...learnt, sessionId: header(headers, SESSION_HEADER) ?? null, version: version ?? null }
}

/** What the `endpoint` event of a stream tells, whose request went to `target`. */
export function learnFromStream(learnt: Learnt, data: string, target: string): Learnt {
  const base = `http://127.0.0.1${target}`
  if (!URL.canParse(data.trim(), base)) return { ...learnt, endpoint: data.trim() }
  const { pathname, search } = new URL(data.trim(), base)
  return { ...learnt, endpoint: pathname + search }
}

/** The bytes of a request on the wire. A chunked body goes in one chunk. */
export function wireBytes({ head, body }: RawRequest): Uint8Array {
  if (!isChunked(head)) return joined(fromLatin1(head), body)
  const size = body.length === 0 ? '' : `${body.length.toString(16)}\r\n`
  return joined(fromLatin1(head + size), body, fromLatin1(`${size === '' ? '' : '\r\n'}0\r\n\r\n`))
}

/** Whether a request came as long as its head says; one that was cut short cannot be sent again. */
export function isWhole({ head, body }: RawRequest): boolean {
  const length = headerIn(head, 'Content-Length')
  return isChunked(head) || length === undefined || Number(length) === body.length
}

/** Names of the tools that a body calls. */
export const calledTools = (text: string): string[] =>
  (readMessages(text) ?? []).flatMap(({ method, params }) =>
    method === 'tools/call' ? [typeof params?.name === 'string' ? params.name : ''] : [],
  )

/** Ids that answers must come for. A `subscriptions/listen` is answered only when it ends. */
const idsIn = (text: string): Step['waitsFor'] =>
  (readMessages(text) ?? []).flatMap(({ kind, id, method }) =>
    kind === 'request' && method !== 'subscriptions/listen' ? [id ?? null] : [],
  )

/** A request to another server: what went to the one target goes to the other. */
function moved({ head, body }: RawRequest, { moved: way }: Route): RawRequest {
  const path = pathOf(requestOf(head).target)
  return { head: way && path.split('?', 1)[0] === way.from ? withTarget(head, way.to) : head, body }
}

function withBody({ head }: RawRequest, text: string): RawRequest {
  const body = new TextEncoder().encode(text)
  const plain = withoutHeader(head, 'Content-Encoding')
  return { head: isChunked(plain) ? plain : withHeader(plain, 'Content-Length', String(body.length)), body }
}

/** What describes one request's body, or its place in a session, and nothing that came before it. */
const OF_ITS_OWN = [
  SESSION_HEADER,
  VERSION_HEADER,
  'Last-Event-ID',
  'Content-Type',
  'Content-Length',
  'Content-Encoding',
  'Transfer-Encoding',
  'Expect',
]

/** A head with what the client says of itself: credentials, cookies, its name. */
const bare = (head: string): string => OF_ITS_OWN.reduce(withoutHeader, head)

function postOf(head: string, body: Uint8Array): RawRequest {
  const post = withHeader(withMethod(bare(head), 'POST'), 'Accept', 'application/json, text/event-stream')
  const typed = withHeader(post, 'Content-Type', 'application/json')
  return { head: withHeader(typed, 'Content-Length', String(body.length)), body }
}

const utf8 = new TextDecoder()

const INITIALIZED = new TextEncoder().encode('{"jsonrpc":"2.0","method":"notifications/initialized"}')

const plainInitialize = (protocolVersion: string): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      jsonrpc: '2.0',
      id: 'replay-initialize',
      method: 'initialize',
      params: { protocolVersion, capabilities: {}, clientInfo: { name: 'tapscope-replay', version: '1' } },
    }),
  )

/** The message URL of another session: each SDK spells the parameter its own way, and some have none. */
function messageUrl(target: string, sessionId: string | null): string {
  const parameter = /([?&]session[-_]?id=)[^&#]*/i
  if (sessionId === null) return target
  if (!parameter.test(target)) return sessionId
  return target.replace(parameter, (_whole, name: string) => name + encodeURIComponent(sessionId))
}

const isChunked = (head: string): boolean => /\bchunked\b/i.test(headerIn(head, 'Transfer-Encoding') ?? '')

/** A head's text has one character a byte. */
const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

function joined(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const withoutSession: Failure = {
  kind: 'cannot-replay',
  message: 'This request is no MCP traffic, so there is no session to send it in.',
  advice: 'Replay the same bytes.',
}

const opensItsOwn: Failure = {
  kind: 'cannot-replay',
  message: 'This request opens a session; it cannot be sent in one that is open.',
  advice: 'Replay the same bytes, or in a fresh session.',
}

const noneOpen: Failure = {
  kind: 'cannot-replay',
  message: 'No session with this server is open now.',
  advice: 'Connect a client through the tap first, or replay in a fresh session.',
}
