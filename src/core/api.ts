import type { FindingRow } from './diagnosis/finding.ts'
import type { ExchangeRow } from './exchange.ts'
import type { MessageRow } from './message.ts'
import type { SessionRow } from './session.ts'
import type { Shown } from './shown.ts'
import type { StreamRow } from './stream.ts'
import type { Timeline, TimelineInput } from './timeline.ts'

/**
 * Everything a face can ask of the engine. The window calls it over IPC, the browser face as `POST /api/<method>`, the CLI
 * and the tests directly. All values are plain JSON. `inputs.ts` holds the schema of each input.
 */
export interface Api {
  /** Which Tapscope this is, and what it runs on. */
  about(input: Record<string, never>): Promise<Answer<About>>
  /** Opens a tap on a loopback port and starts a capture. */
  startTap(input: StartTap): Promise<Answer<CaptureRow>>
  /** Stops a tap of this engine; its open exchanges end with `proxy`. What it saw stays. */
  stopTap(input: { captureId: number }): Promise<Answer<CaptureRow>>
  /**
   * Pauses the recording of a capture, or lets it go on; traffic flows on. A tap of another process follows within a second. What
   * began before a pause is recorded to its end, but for the events of streams; of what began in it nothing is kept but the number.
   */
  setRecording(input: { captureId: number; recording: CaptureRow['recording'] }): Promise<Answer<CaptureRow>>
  /** Starts the demo server and client that come with Tapscope, and a tap between them. */
  startDemo(input: Record<string, never>): Promise<Answer<CaptureRow>>
  /** One page of rows, oldest first. With `since`, waits for something newer. */
  rows<K extends RowKind>(input: RowsQuery<K>): Promise<Answer<Page<K>>>
  /** A part of a session's life, as a diagram shows it. With `since`, waits for something newer. */
  timeline(input: TimelineInput): Promise<Answer<Timeline>>
  /** What a frame belongs to, with all there is around it: an exchange, or the talk of a process. Long texts come shortened. */
  show(input: FrameRef): Promise<Answer<Shown>>
  /** The bytes of a frame as stored: a whole exchange, a body, a message, an SSE event, or a line of a process. */
  bytes(input: BytesInput): Promise<Answer<{ base64: string }>>
  /** Sends a captured request again, through a tap. */
  replay(input: ReplayInput): Promise<Answer<ReplayAnswer>>
  /** Deletes captures that no tap is writing to. */
  removeCaptures(input: { captureIds: number[] }): Promise<Answer<{ removed: number }>>
  /** One page of a trace of a capture, or of one session of it. */
  exportTrace(input: ExportInput): Promise<Answer<ExportPage>>
  /** Makes a capture of a trace. `base64`: the bytes of the file, gzipped or not. */
  importTrace(input: { base64: string }): Promise<Answer<Imported>>
  /** Checks what Tapscope needs; one line each. */
  doctor(input: Record<string, never>): Promise<Answer<Checkup[]>>
}

export type ApiMethod = keyof Api

/** An expected outcome is a value. `message` says what happened, `advice` what to do about it. */
export type Answer<T> = { ok: T } | { failed: Failure }

export interface Failure {
  kind: FailureKind
  message: string
  advice: string
}

export type FailureKind =
  | 'bad-input'
  | 'not-found'
  | 'not-confirmed'
  | 'port-taken'
  | 'unreachable'
  | 'cannot-replay'
  | 'database'
  | 'unexpected'

export interface About {
  version: string
  /** `Electron 45.4.1`, `Node 24.21.0`. */
  runtime: string
  dataFolder: string
}

export interface StartTap {
  /** The server's address, `http:` or `https:`. */
  url: string
  /** The tap's own port on 127.0.0.1; 0 or absent: any free one. */
  port?: number | undefined
  name?: string | undefined
  /** How authorization goes through the tap; default `map`. */
  auth?: AuthMode | undefined
  /** Stores credentials as they are, and not their hashes. */
  keepCredentials?: boolean | undefined
  /** Accept any certificate of the server; the capture says so. */
  insecure?: boolean | undefined
  /** Of a larger body only so many bytes are kept; 8 MB if absent. */
  keepBytes?: number | undefined
}

/** `map`: addresses that authorization depends on are led through the tap. `pass`: nothing of it is changed. */
export type AuthMode = 'map' | 'pass'

export interface CaptureRow {
  captureId: number
  name: string
  target: string
  transport: Transport
  tapUrl: string | null
  /** ISO 8601, as all times of rows. */
  startedAt: string
  /** Null while a living tap writes to it. */
  stoppedAt: string | null
  dropped: number
  /** `paused`: traffic passes, and nothing of it is kept. */
  recording: 'on' | 'paused'
  /** Exchanges that passed while recording was paused. */
  unrecorded: number
  /** Whether the tap accepts only a certificate that is good. */
  certificate: 'checked' | 'not checked'
  /** `kept`: the log holds tokens, keys and cookies as they went over the wire; `hashed`: what tells only whether they changed. */
  credentials: 'hashed' | 'kept'
  /** What the server has shown that it speaks, in any of its answers. */
  era: Era | 'dual' | null
  exchanges: number
  messages: number
  sessions: number
  /** Findings of this severity that nothing else explains. */
  errors: number
  warnings: number
  /** How much of it was read anew since its rows were made by an older Tapscope, from 0 to 1; null once they are as this one makes them. */
  rebuilt: number | null
}

export type Transport = 'stdio' | 'streamable-http' | 'http+sse'
export type Era = 'legacy' | 'modern'

interface RowOf {
  captures: CaptureRow
  sessions: SessionRow
  exchanges: ExchangeRow
  messages: MessageRow
  streams: StreamRow
  findings: FindingRow
}
export type RowKind = keyof RowOf
export type Row<K extends RowKind> = RowOf[K]

export interface RowsQuery<K extends RowKind = RowKind> {
  kind: K
  /** Absent: the latest capture. Ignored for captures. */
  captureId?: number | undefined
  /** Key of a session: only what belongs to it. */
  session?: string | undefined
  /** The filter language of `query.ts`. */
  filter?: string | undefined
  /** Skip so many rows. Negative: counted from the end. */
  offset?: number | undefined
  /** At most so many rows; default 200. */
  limit?: number | undefined
  /**
   * The `revision` of an earlier answer: waits until the capture holds something that answer did not, or `waitMs` are
   * over, then answers with what stands then.
   */
  since?: string | undefined
  /** How long `since` may wait, in milliseconds; default 20,000. */
  waitMs?: number | undefined
}

export interface Page<K extends RowKind> {
  rows: Row<K>[]
  /** How many rows there are in all with this filter. */
  total: number
  /** Where the first of `rows` stands among them. */
  offset: number
  /** Hand it back as `since`. */
  revision: string
}

export interface FrameRef {
  captureId?: number | undefined
  frame: number
}

export interface ExportInput {
  captureId?: number | undefined
  session?: string | undefined
  /** Takes out what looks like a credential; true if absent. */
  redact?: boolean | undefined
  /** `next` of the page before. */
  after?: number | undefined
}

export interface ExportPage {
  text: string
  /** Hand it back as `after` for the next page; null after the last. */
  next: number | null
}

export interface Imported {
  captureId: number
  /** Where the file was broken, and why: what came before is there. */
  broken: string | null
}

export interface BytesInput extends FrameRef {
  /** Of a body, event or line with several messages: all of it, and not only the message of this frame. */
  whole?: boolean | undefined
}

export type ReplayMode = 'exact' | 'live' | 'fresh'

export interface ReplayInput extends FrameRef {
  /** `exact`: the same bytes; `live`: with the id of the session that is open now; `fresh`: handshake first. */
  mode: ReplayMode
  /** Another server to send it to. */
  to?: string | undefined
  /** A request body to send in place of the captured one. */
  body?: string | undefined
  /** Required for a tool that is not marked read-only. */
  confirmed?: boolean | undefined
}

export interface ReplayAnswer {
  original: Required<FrameRef>
  /** The exchange that the replay made. */
  exchange: Required<FrameRef>
  /** Exchanges of the handshake before it and of the clean-up behind it. */
  others: Required<FrameRef>[]
  status: { original: number | null; replay: number | null }
  /** What differs between the two, empty if nothing does. */
  diff: Difference[]
}

export interface Difference {
  part: 'request line' | 'request header' | 'request body' | 'status' | 'response header' | 'response body' | 'end'
  /** Header name or JSON path where there is one. */
  at: string | null
  original: string | null
  replay: string | null
}

export interface Checkup {
  name: string
  state: 'good' | 'warning' | 'bad'
  found: string
  /** What to do; null when there is nothing to do. */
  advice: string | null
}
