import { type MessagePort, type TransferListItem, Worker } from 'node:worker_threads'
import type {
  Answer,
  BytesInput,
  CaptureRow,
  ExportInput,
  ExportPage,
  FrameRef,
  Page,
  RowKind,
  RowsQuery,
} from '../../core/api.ts'
import type { Shown } from '../../core/shown.ts'
import type { Timeline, TimelineInput } from '../../core/timeline.ts'
import type { TraceEvent } from '../../core/trace.ts'
import type { NewCapture } from './writer.ts'

/** What a thread of the log is started with. */
export interface ThreadData {
  role: 'read' | 'write'
  dataFolder: string
  /** The file of the user's own wordings of refusals, which need not be there; default: that of the data folder. */
  ownWordsFile?: string | undefined
  /** Milliseconds to wait for another program's lock before giving up. */
  busyMs?: number | undefined
}

/** A slab of records on its way to the log. */
export interface Slab {
  captureId: number
  memory: ArrayBuffer
  used: number
}

/** What the writing thread answers. */
export interface WriteRequests {
  /** Answers when the database is open. */
  ready(none: object): void
  begin(capture: NewCapture & { keepBytes: number }): number
  listens(capture: { captureId: number; tapUrl: string }): CaptureRow
  end(capture: { captureId: number }): CaptureRow
  /** Begins a capture that was made elsewhere; takes its events; ends it. `at`: microseconds since 1970. */
  import(capture: NewCapture): number
  imported(events: { captureId: number; events: readonly TraceEvent[] }): void
  importEnded(capture: { captureId: number; at: number; dropped: number }): void
  /** Null if nobody writes the capture. */
  setRecording(wanted: { captureId: number; recording: CaptureRow['recording'] }): CaptureRow | null
  /**
   * A connection of a replay is open, and nothing was sent on it yet. `replay`: what an earlier announcement of the same replay
   * answered. Answers its number.
   */
  announce(connection: { captureId: number; client: string; replay: number | null }): number
  replayed(replay: { replay: [number, number]; of: [number, number]; mode: string }): void
  remove(captures: { captureIds: number[] }): number
  reveal(text: { text: string }): { text: string; missing: number }
  close(none: object): void
}

/** What the reading thread answers. */
export interface ReadRequests {
  rows(query: RowsQuery): Promise<Answer<Page<RowKind>>>
  timeline(input: TimelineInput): Promise<Answer<Timeline>>
  show(ref: FrameRef): Answer<Shown>
  bytes(input: BytesInput): Answer<{ base64: string }>
  /** The request of an exchange as it was sent, without its answer. `head` has one character a byte. */
  request(ref: FrameRef): Answer<{ head: string; body: string }>
  /** A page of a trace. */
  trace(input: ExportInput): Answer<ExportPage>
  /** What the database is; with `thorough`, also whether it is damaged, which takes SQLite a look at every page. */
  check(how: { thorough: boolean }): DatabaseCheck
  close(none: object): void
}

export interface DatabaseCheck {
  /** Of the tables. */
  version: number
  /** SQLite's own version. */
  sqlite: string
  /** What SQLite says of the damage; null if there is none, or nobody looked. */
  damage: string | null
}

// Methods of any input: each is only ever called with its own.
type Requests = Record<string, (input: never) => unknown>

type ToThread = { ask: number; method: string; input: unknown } | { slab: Slab }
type FromThread = { answer: number; value: unknown } | { answer: number; error: string } | FromWriter
/** What the writing thread says of its own accord: memory is free, something could not be stored, or somebody asks for a pause. */
export type FromWriter =
  | { giveBack: ArrayBuffer }
  | { trouble: string }
  | { captureId: number; recording: CaptureRow['recording'] }

/** What a thread that takes slabs does with them. `now`: a request came, and all that was taken before goes first. */
export interface TakesSlabs {
  take(slab: Slab): void
  now(): void
}

/** The thread's side: answers each request by the method of its name, in the order they finish. */
export function answerRequests(port: MessagePort, requests: object, slabs?: TakesSlabs): void {
  const methods = requests as Requests // the caller's side is typed by the same interface
  port.on('message', (message: ToThread) => {
    if ('slab' in message) return slabs?.take(message.slab)
    slabs?.now()
    void answer(message)
  })

  async function answer({ ask, method, input }: Extract<ToThread, { ask: number }>): Promise<void> {
    try {
      port.postMessage({ answer: ask, value: await methods[method]?.(input as never) }) // see Requests
    } catch (error) {
      port.postMessage({ answer: ask, error: error instanceof Error ? error.message : String(error) })
    }
    if (method === 'close') port.close()
  }
}

/** The caller's side of a thread. */
export interface Thread<R> {
  /** Rejects with what the thread threw, or with why it died. */
  ask<M extends keyof R & string>(method: M, input: InputOf<R[M]>): Promise<OutputOf<R[M]>>
  /** Returns whether the thread is still there to take it. */
  post(message: { slab: Slab }, transfer: TransferListItem[]): boolean
  /** Lets the thread finish what it has, and ends it. */
  close(): Promise<void>
}

type InputOf<F> = F extends (input: infer I) => unknown ? I : never
type OutputOf<F> = F extends (input: never) => infer O ? Awaited<O> : never

interface ThreadListener {
  onWriter?: (message: FromWriter) => void
  /** The thread is no more, and why. */
  onEnd?: (error: Error) => void
}

/** Starts a thread from `url`, the file that runs `worker.ts`. */
export function startThread<R>(url: URL, data: ThreadData, { onWriter, onEnd }: ThreadListener = {}): Thread<R> {
  const worker = new Worker(url, {
    workerData: data,
    // Memory of a thread is mostly young garbage: a small nursery keeps the process small.
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  let dead: Error | undefined

  function die(error: Error): void {
    if (dead) return
    dead = error
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
    onEnd?.(error)
  }
  worker.on('error', die)
  worker.on('exit', () => die(new Error('the thread of the log has ended')))
  worker.on('message', (message: FromThread) => {
    if (!('answer' in message)) return onWriter?.(message)
    const asker = waiting.get(message.answer)
    waiting.delete(message.answer)
    if ('error' in message) asker?.reject(new Error(message.error))
    else asker?.resolve(message.value)
  })

  function ask(method: string, input: unknown): Promise<unknown> {
    if (dead) return Promise.reject(dead)
    return new Promise((resolve, reject) => {
      const number = ++asked
      waiting.set(number, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      worker.postMessage({ ask: number, method, input })
    })
  }

  return {
    ask: ask as Thread<R>['ask'], // the thread's methods are those of R
    post(message, transfer) {
      if (!dead) worker.postMessage(message, transfer)
      return !dead
    },
    async close() {
      if (dead) return
      await ask('close', {}).catch(() => {})
      await worker.terminate()
    },
  }
}
