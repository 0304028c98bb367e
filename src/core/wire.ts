import type { Head } from './http.ts'
import type { Decoded } from './jsonrpc.ts'
import type { SseBlock } from './sse.ts'

/**
 * What a tap reports: numbered things that happened on the wire, in order. Everything that is shown is derived from them.
 *
 * `frame` counts from 1 within a capture. A body that carries several JSON-RPC messages takes as many numbers as it has
 * messages, so that each message has a frame of its own. `at` is microseconds since 1970.
 */
export type WireEvent = { frame: number; at: number } & (
  | RequestEvent
  | ResponseEvent
  | BodyEvent
  | SseWireEvent
  | RewriteEvent
  | EndEvent
  | SpawnEvent
  | LineEvent
  | ClosedEvent
  | ExitEvent
  | GapEvent
  | StopEvent
)

export type EventKind = WireEvent['kind']

/** Name and value pairs as they came: order, case and duplicates kept. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

/** The head of a request; it begins an exchange, whose number is this event's frame. */
export interface RequestEvent {
  kind: 'request'
  exchange: number
  /** Client connections of a capture are numbered from 1. */
  connection: number
  /** The client's end of the connection, `address:port`. */
  client: string
  /** What the requests of one replay have in common; absent or null for what a client sent. */
  replay?: number | null
  /** The head as it came, credentials replaced by their salted hash. */
  bytes: Uint8Array
  /** Derived. */
  head: Head
}

/** The head of a response, interim ones (1xx) included. */
export interface ResponseEvent {
  kind: 'response'
  exchange: number
  bytes: Uint8Array
  /** Derived. */
  head: Head
  /** The server's end of the connection, `address:port`; null if the tap itself answered. */
  remote: string | null
}

/** A whole body, as it was sent (without chunk framing). */
export interface BodyEvent {
  kind: 'request body' | 'response body'
  exchange: number
  /** What was kept of it. */
  bytes: Uint8Array
  /** How many bytes went over the wire; more than `bytes` if the body was larger than the keep limit. */
  size: number
  /** Set if credentials in a body that was kept whole were replaced by their hashes: its length is not that of `bytes` then. */
  redacted?: true
  /** The decoded text, or null if it is not text or cannot be decoded. Derived from `bytes` and the head, not stored. */
  text: string | null
  /** The JSON-RPC messages in `text`; undefined if it is something else. Derived. */
  messages: Decoded[] | undefined
}

/** One block of a `text/event-stream`: an event, comments, or both, up to and including its blank line. */
export interface SseWireEvent {
  kind: 'sse'
  exchange: number
  bytes: Uint8Array
  text: string
  /** Where the block begins in the (decoded) stream, in bytes. */
  offset: number
  /** What the block says, and the JSON-RPC messages in its data. Derived. */
  block: SseBlock
  messages: Decoded[] | undefined
}

/**
 * The tap changed something that had to be changed; `original` is what had come. `server`: the exchange went to another one, which
 * authorizes for the target.
 */
export interface RewriteEvent {
  kind: 'rewrite'
  exchange: number
  what: 'location' | 'set-cookie' | 'endpoint' | 'resource-metadata' | 'metadata' | 'resource' | 'server'
  original: string
  changed: string
}

/** Who ended an exchange. `proxy`: the tap was stopped, or answered in the server's place. */
export type EndVerdict = 'server-clean' | 'server-abort' | 'client-abort' | 'proxy'

export interface EndEvent {
  kind: 'end'
  exchange: number
  end: EndVerdict
  /** What happened, when the verdict alone does not say it: `connect ECONNREFUSED 127.0.0.1:9`. */
  reason: string | null
  requestBytes: number
  responseBytes: number
  /** Copies of this exchange that capture had to drop. */
  dropped: number
  /** Pieces of its stream that passed while recording was paused. */
  unrecorded: number
  /** How long nothing had come of it before it ended, in milliseconds; null for a clean end. */
  idleMs: number | null
  /** How the server was reached; told by the first exchange of each connection. */
  reached: Reached | null
}

/** How a tap reached its server. */
export interface Reached {
  /** The server's end of the connection, or that of the proxy before it. */
  remote: string
  /** From the client's connection to the server's (through a proxy: to its tunnel), in milliseconds. */
  connectMs: number
  /** What the TLS handshake then took; null without TLS. */
  tlsMs: number | null
  /** `TLSv1.3`, and what is wrong with a certificate that was accepted all the same. */
  tls: string | null
  /** `http://proxy.example:3128`, if there is one. */
  proxy: string | null
}

/** The command of a stdio tap was started, or could not be: then `failure` says why. */
export interface SpawnEvent {
  kind: 'spawn'
  exchange: null
  command: string[]
  pid: number | null
  failure: string | null
}

export type StdioStream = 'stdin' | 'stdout' | 'stderr'

/** One line of a process's stream, with its line end; the last one of a stream may have none. */
export interface LineEvent {
  kind: 'line'
  exchange: null
  stream: StdioStream
  /** What was kept of it. */
  bytes: Uint8Array
  /** How long it was on the wire. */
  size: number
  /** Derived. */
  text: string
  messages: Decoded[] | undefined
}

/** A stream ended: the client closed `stdin`, or the server `stdout` or `stderr`. */
export interface ClosedEvent {
  kind: 'closed'
  exchange: null
  stream: StdioStream
}

/** The process ended. `sent`: the last signal the tap passed on to it. */
export interface ExitEvent {
  kind: 'exit'
  exchange: null
  code: number | null
  signal: string | null
  sent: string | null
}

/** Copies are missing: capture could not keep up, or was paused. The traffic itself passed. */
export interface GapEvent {
  kind: 'gap'
  exchange: null
  copies: number
  bytes: number
  /** Since when recording had been paused, and how many exchanges began meanwhile, of which nothing is kept. */
  paused: { since: number; exchanges: number } | null
}

/** The tap was stopped; nothing of this capture follows. */
export interface StopEvent {
  kind: 'stop'
  exchange: null
}

/** How many frame numbers an event takes: one for each message in it, at least one. */
export const framesOf = (messages: readonly Decoded[] | undefined): number => Math.max(1, messages?.length ?? 1)
