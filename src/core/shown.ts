import type { FrameRef } from './api.ts'
import type { ExchangeRow } from './exchange.ts'
import type { MessageRow } from './message.ts'
import type { SessionRow } from './session.ts'
import type { ExitEvent, StdioStream } from './wire.ts'

/** A head as it came: its first line, its headers, and which of them hold hashed credentials. */
export interface ShownHead {
  frame: number
  at: string
  startLine: string
  headers: [name: string, value: string][]
}

export interface ShownBody {
  frame: number
  at: string
  /** Bytes on the wire, and bytes that were kept. */
  size: number
  kept: number
  contentType: string | null
  /** Decoded text, at most 256 kB of it; null if the body is not text. */
  text: string | null
  /** Whether `text` was shortened; `bytes` has it all. */
  shortened: boolean
}

export interface ShownSseEvent {
  frame: number
  at: string
  /** The block as it came. */
  text: string
  event: string | null
  id: string | null
  retry: number | null
  data: string | null
  comments: string[]
}

/** What a frame belongs to: an exchange, or on stdio the process. */
export type Shown = ShownExchange | ShownProcess

/** An exchange in full. Selecting a message or an SSE event shows the exchange it came in. */
export interface ShownExchange {
  kind: 'exchange'
  exchange: ExchangeRow
  /** The frame that was asked for, and what it is. */
  asked: { frame: number; what: 'exchange' | 'message' | 'sse' | 'head' | 'body' | 'end' }
  request: ShownHead
  requestBody: ShownBody | null
  /** The final response head; interim ones are in `interim`. */
  response: ShownHead | null
  interim: ShownHead[]
  responseBody: ShownBody | null
  /** The first 1,000 SSE events around the asked frame. */
  events: ShownSseEvent[]
  messages: MessageRow[]
  session: SessionRow | null
  rewrites: { what: string; original: string; changed: string }[]
  /** Replays of this exchange, oldest first. */
  replays: FrameRef[]
}

/** A process, and what was said around the frame that was asked for. */
export interface ShownProcess {
  kind: 'process'
  captureId: number
  asked: { frame: number; what: ShownProcessEvent['what'] }
  process: ProcessLife
  /** At most 400 around the asked frame, in the order of the wire. */
  events: ShownProcessEvent[]
  /** The messages in those lines. */
  messages: MessageRow[]
  session: SessionRow | null
}

/** One thing that a process did, or one line of its streams. */
export interface ShownProcessEvent {
  frame: number
  at: string
  /** A line is named by its stream. `gap`: copies that capture had to drop. */
  what: StdioStream | 'spawn' | 'closed' | 'exit' | 'gap'
  /** A line without its end: of the asked one at most 256 kB, of others 2 kB. Of anything else, what happened in words. */
  text: string
  /** Whether `text` was shortened; `bytes` has it all. */
  shortened: boolean
  /** Bytes of a line on the wire, and bytes that were kept; 0 for what is no line. */
  size: number
  kept: number
}

/** The command of a stdio tap from start to end. */
export interface ProcessLife {
  /** What was started, credentials among its arguments taken out; empty if nothing says so. */
  command: string[]
  /** Why it could not be started. */
  failure: string | null
  /** Whether somebody still captures it. */
  isCaptured: boolean
  /** `afterStdin`: its client had closed stdin before. */
  exit: (Omit<ExitEvent, 'kind' | 'exchange'> & { frame: number; at: string; afterStdin: boolean }) | null
}
