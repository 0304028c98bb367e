import type { OpenExchange } from '../exchange.ts'
import type { Decoded } from '../jsonrpc.ts'
import type { Session } from '../ledger.ts'
import type { MessageKind, MessageRow } from '../message.ts'
import type { SseBlock } from '../sse.ts'
import type { Call } from './calls.ts'
import type { Confidence, ProofFrame, Severity, Side } from './finding.ts'
import type { ProcessSeen } from './processSeen.ts'
import type { Seen } from './seen.ts'

/** What rules are asked about, by the moment in which they are. */
export interface Subjects {
  /**
   * An exchange that has ended; again when it turns out what it was for (a probe that a fallback answered), and again, if it was
   * refused, when its client has had time to react (`seen.hasHadTime`). A finding stands as long as the rule says so: it is taken back when the rule is silent.
   */
  exchange: OpenExchange
  /** The same, of exchanges that were not simply accepted: any status but 2xx, a JSON-RPC error, or an end that is not clean. */
  refusal: OpenExchange
  /**
   * The same, once more some seconds after it ended, or when the capture is over: what its client did next can tell as much as what it
   * did not do.
   */
  afterwards: OpenExchange
  /** An exchange that is open, once a second: `seen.now` tells how long. Asked a last time when it ends. */
  waiting: OpenExchange
  /** One block of an event stream. */
  event: StreamEvent
  /** A JSON-RPC message, on HTTP or stdio, when it is paired already; an answer again when it turns out what its exchange was for. */
  message: Said
  /**
   * A session, whenever one of its exchanges was refused, lacked its id, came too late, or when it was opened or ended; once
   * it is in trouble, after each of its exchanges.
   */
  session: Session
  /**
   * A JSON-RPC request of either side that is not simply answered: once a second while it waits, when it is cancelled, when the
   * exchange or the stream that it went through ends; then also when it is answered after all.
   */
  call: Call
  /** The process of a stdio capture: when it begins and ends, at each odd line, when its stdin is closed, and from then on once a second. */
  process: ProcessSeen
  /**
   * Once a second while anything happens, and at the end of the capture: what nothing else would bring up. What it has said
   * once is not taken back.
   */
  second: Seen
}

export type Moment = keyof Subjects

export interface StreamEvent {
  exchange: OpenExchange
  frame: number
  at: number
  text: string
  block: SseBlock
  messages: readonly Decoded[] | undefined
}

export interface Said {
  row: MessageRow
  message: Decoded
  /** The exchange it came in; null on stdio. */
  exchange: OpenExchange | null
  /** Microseconds since 1970. */
  at: number
}

/** What counts as one finding: whatever else proves the same within this is counted, not found anew. */
export type Scope = 'exchange' | 'session' | 'client' | 'capture'

/** What each side can do about it. `operator`: who runs what stands between. */
export interface Fixes {
  client?: string
  server?: string
  operator?: string
}

/** A diagnosis: a row of a table. What is in no table is no finding. */
export interface Rule<M extends Moment = Moment> {
  id: string
  severity: Severity
  side: Side
  title: string
  /** How it is recognised, and what looks like it and is something else: for the documentation. */
  recognised: string
  fix: Fixes
  spec: string
  /** `session` if absent, and the client where there is no session. */
  scope?: Scope
  /** Ids of findings that are consequences of this one in the same session or client. */
  explains?: readonly string[]
  on: M
  /** Of a rule on messages: the kinds that it is about; all if absent. */
  kinds?: readonly MessageKind[]
  check: (subject: Subjects[M], seen: Seen) => Evidence | undefined
}

/** A rule of any moment. */
export type AnyRule = { [M in Moment]: Rule<M> }[Moment]

/** What a rule has seen. What is absent is as the rule says. */
export interface Evidence {
  /** One paragraph in plain words with the actual values. */
  text: string
  /** In the order of the proof. */
  frames: ProofFrame[]
  confidence?: Confidence
  severity?: Severity
  side?: Side
  fix?: Fixes
  /** Key of the session it is about, if that is not the subject's. */
  session?: string | null
  /** Whom it is about, if neither session nor client tell: makes one finding of what has the same name. */
  about?: string
}

/** The request of an exchange as a part of a proof. */
export const asked = ({ row }: OpenExchange, part: string): ProofFrame => ({ frame: row.frame, part })

/** The answer of an exchange as a part of a proof; its request if there was none. */
export const answered = ({ row, answerFrame }: OpenExchange, part: string): ProofFrame => ({
  frame: answerFrame ?? row.frame,
  part,
})
