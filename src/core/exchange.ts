import type { Era, Transport } from './api.ts'
import type { Attempt, AttemptRole } from './attempt.ts'
import { type Head, header, pathOf, requestLine } from './http.ts'
import type { Decoded } from './jsonrpc.ts'
import type { Peer, Session } from './ledger.ts'
import { eraOf, METHOD_HEADER, SESSION_HEADER, VERSION_HEADER } from './mcp.ts'
import type { MessageRow } from './message.ts'
import type { Waiting } from './pairing.ts'
import type { Resumption } from './resumption.ts'
import type { StreamRow } from './stream.ts'
import { iso } from './time.ts'
import type { EndVerdict, RequestEvent } from './wire.ts'
import type { Wording } from './wording.ts'

/** One HTTP request and its response, as it stands now. */
export interface ExchangeRow {
  captureId: number
  frame: number
  method: string
  /** The request target on the wire's own path, resolved against the target's origin. */
  url: string
  status: number | null
  /** Key of the session it belongs to. */
  session: string | null
  transport: Transport | null
  era: Era | null
  startedAt: string
  endedAt: string | null
  end: EndVerdict | null
  reason: string | null
  requestBytes: number
  responseBytes: number
  /** What it took to reach the server, and TLS of it; only the first exchange of a connection has them. Milliseconds. */
  connectMs: number | null
  tlsMs: number | null
  /** Time from request head to the end of the request's body, in milliseconds; null without a body. */
  sentMs: number | null
  /** Time from request head to response head, in milliseconds. */
  firstByteMs: number | null
  /** How long nothing had come before an end that was not clean, in milliseconds. */
  idleMs: number | null
  contentType: string | null
  /** The first JSON-RPC method in the request, and the tool, prompt or resource it names. */
  rpc: string | null
  /** The session id the request carried, as on the wire. */
  carried: string | null
  /** The session id that the answer bore, if the request carried none or another one. */
  offered: string | null
  connection: number
  client: string
  remote: string | null
  /** As `connectMs`: the TLS version and what is wrong with the certificate, and the proxy on the way. */
  tls: string | null
  proxy: string | null
  dropped: number
  /** Pieces of its stream that passed while recording was paused. */
  unrecorded: number
  /** The first exchange of the attempt to connect that it is part of, and what it is to that. */
  attempt: number | null
  role: AttemptRole | null
  /** What the exchanges of one replay have in common, its handshake among them; null for what a client sent. */
  replay: number | null
  /** Frames of its other events, those of an event stream excepted. */
  parts: number[]
  /** `frame` or `capture:frame` of the exchange that this one replays. */
  replayOf: string | null
}

/** An exchange that has not ended, with what the fold needs to know until it does. */
export interface OpenExchange {
  row: ExchangeRow
  /** Microseconds since 1970; `endedAt` is null while it is open. */
  startedAt: number
  endedAt: number | null
  peer: Peer
  /** Path and query on the server. */
  path: string
  version: string | undefined
  wantsStream: boolean
  lastEventId: string | undefined
  session: Session | null
  /** Whether it has been looked for in the request. */
  claimed: boolean
  /** Whether the session had ended before this request began. */
  afterEnd: boolean
  /** Who a modern request says it is from; null in the legacy era. */
  lane: { name: string | null; version: string | null; request: Decoded | undefined } | null
  /** `Mcp-Session-Id` of the response. */
  offered: string | null
  /** Whether the request is an `initialize`, and that message. */
  initializes: boolean
  initialize: Decoded | null
  /** Requests in the body that wait for their answers. */
  requests: Waiting[]
  /** The only request in the body, or in that of the exchange whose stream this one resumes: the cause of what comes on its stream. */
  cause: number | null
  messages: MessageRow[]
  /** Message of a JSON-RPC error in the response, or its plain text. */
  refusal: string | null
  errorCode: number | null
  stream: StreamRow | null
  /** When something came on the stream last, in microseconds since 1970. */
  lastByteAt: number
  /** Of a stream whose events have ids. */
  resumption: Resumption | null
  /** What the client was trying for when it sent this; null for what belongs to a session. */
  attempt: Attempt | null
  /** The two heads, and the messages in the two bodies, as long as rules may look at them. */
  head: Head
  answerHead: Head | null
  answerFrame: number | null
  asked: readonly Decoded[]
  /** Of an event stream, the first ones. */
  told: Decoded[]
  /** Wordings of the user's own, by which its refusal is read. */
  ownWords: readonly Wording[]
}

/** More messages than this are not tied to an exchange that learns its session late. */
export const MOST_LATE_MESSAGES = 100

/** What a request head alone says about an exchange. `origin`: of the target. */
export function beginExchange(
  event: RequestEvent & { frame: number; at: number },
  capture: CaptureFacts,
): OpenExchange {
  const { startLine, headers } = event.head
  const { method, target } = requestLine(startLine)
  const path = pathOf(target)
  const version = header(headers, VERSION_HEADER)
  const sessionHeader = header(headers, SESSION_HEADER)
  const modern = (version !== undefined && eraOf(version) === 'modern') || header(headers, METHOD_HEADER) !== undefined
  const row: ExchangeRow = {
    captureId: capture.captureId,
    frame: event.frame,
    method,
    url: capture.origin + path,
    status: null,
    session: null,
    transport: null,
    era: modern ? 'modern' : version === undefined && sessionHeader === undefined ? null : 'legacy',
    startedAt: iso(event.at),
    endedAt: null,
    end: null,
    reason: null,
    requestBytes: 0,
    responseBytes: 0,
    connectMs: null,
    tlsMs: null,
    sentMs: null,
    firstByteMs: null,
    idleMs: null,
    contentType: null,
    rpc: null,
    carried: sessionHeader ?? null,
    offered: null,
    connection: event.connection,
    client: event.client,
    remote: null,
    tls: null,
    proxy: null,
    dropped: 0,
    unrecorded: 0,
    attempt: null,
    role: null,
    replay: event.replay ?? null,
    parts: [],
    replayOf: null,
  }
  return {
    row,
    startedAt: event.at,
    endedAt: null,
    peer: { connection: event.connection, client: clientOf(event), replay: event.replay ?? null },
    path,
    version,
    wantsStream: method === 'GET' && /text\/event-stream/i.test(header(headers, 'accept') ?? ''),
    lastEventId: header(headers, 'last-event-id'),
    session: null,
    claimed: false,
    afterEnd: false,
    lane: null,
    offered: null,
    initializes: false,
    initialize: null,
    requests: [],
    cause: null,
    messages: [],
    refusal: null,
    errorCode: null,
    stream: null,
    lastByteAt: 0,
    resumption: null,
    attempt: null,
    head: event.head,
    answerHead: null,
    answerFrame: null,
    asked: [],
    told: [],
    ownWords: capture.ownWords ?? NONE,
  }
}

const NONE: readonly Wording[] = []

/** Who sent a request. A replay is a client of its own, so that nothing of it gets into the story of the one it repeats. */
const clientOf = ({ head, replay }: RequestEvent): string =>
  replay ? `replay ${replay}` : (header(head.headers, 'user-agent') ?? '')

/** What every row of a capture is made from. */
export interface CaptureFacts {
  captureId: number
  /** `http://127.0.0.1:3000`: prefixed to request targets. */
  origin: string
  /** Path of the target's URL: what goes there is MCP traffic. */
  path: string
  /** How the user says that this server words refusals. */
  ownWords?: readonly Wording[]
}

/** Why a client may leave without breaking anything off. */
export const HAD_ANSWER = 'it had its answer'

/** Whether a POST has got all it can wait for: Python drops a stream that has brought the result, TypeScript cancels the body of a 202. */
export const hasAnswer = ({ row, requests }: OpenExchange): boolean =>
  row.method === 'POST' && (row.status === 202 || (row.status !== null && row.rpc !== null && requests.length === 0))
