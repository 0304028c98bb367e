import type { EndEvent, RewriteEvent } from '../../core/wire.ts'
import type { Recorder } from '../log/recorder.ts'
import { RECORD, type RecordKind } from '../log/records.ts'
import type { Recording } from './recording.ts'

/** What a tap reports of one exchange, and what it counts meanwhile. Nothing here waits or throws. */
export class ReportedExchange {
  readonly method: string
  /** Whether its answer is an event stream. */
  isStream = false
  /** Whether its answer may be metadata of an authorization. */
  asksMetadata = false
  readonly #recording: Recording
  readonly #recorder: Recorder
  readonly #number: number
  readonly #keepBytes: number
  #requestBytes = 0
  #responseBytes = 0
  #dropped = 0
  /** Copies of a body were dropped: what follows must not be taken for what comes next. */
  #requestSkips = false
  #responseSkips = false
  #over = false
  /** When the last of it came; as `performance.now`. */
  #lastAt = performance.now()
  #unrecorded = 0

  constructor(recording: Recording, number: number, method: string, keepBytes: number) {
    this.#recording = recording
    this.#recorder = recording.begin()
    this.#number = number
    this.method = method
    this.#keepBytes = keepBytes
  }

  requestHead(connection: number, bytes: Buffer, start: number, end: number): void {
    this.#report(RECORD.requestHead, connection, bytes, start, end)
  }

  requestBody(bytes: Buffer, start: number, end: number): void {
    if (this.#requestBytes < this.#keepBytes) {
      const skipped = !this.#requestSkips || this.#report(RECORD.requestSkip, this.#requestBytes)
      this.#requestSkips = !(skipped && this.#report(RECORD.requestBody, 0, bytes, start, end))
    }
    this.#requestBytes += end - start
    this.#lastAt = performance.now()
  }

  requestEnd(): void {
    if (this.#requestBytes > 0) this.#report(RECORD.requestEnd, this.#requestBytes)
  }

  /** `connection` 0: the tap itself answers. A stream is kept whole, whatever its length. */
  responseHead(connection: number, bytes: Buffer, start: number, end: number, isStream: boolean): void {
    this.isStream = isStream
    this.#lastAt = performance.now()
    this.#report(RECORD.responseHead, connection, bytes, start, end)
  }

  responseBody(bytes: Buffer, start: number, end: number): void {
    if (this.#over) return // nobody reads what comes on a stream that its client has left
    if (this.isStream && this.#recording.isPaused) {
      this.#recording.pass(end - start)
      this.#unrecorded++
      this.#responseSkips = true
    } else if (this.isStream || this.#responseBytes < this.#keepBytes) {
      const skipped = !this.#responseSkips || this.#report(RECORD.responseSkip, this.#responseBytes)
      this.#responseSkips = !(skipped && this.#report(RECORD.responseBody, 0, bytes, start, end))
    }
    this.#responseBytes += end - start
    this.#lastAt = performance.now()
  }

  rewrite(facts: Omit<RewriteEvent, 'kind' | 'exchange'>): void {
    this.#report(RECORD.rewrite, 0, Buffer.from(JSON.stringify(facts)))
  }

  /** Only the first end counts. */
  end(end: EndEvent['end'], reason: string | null = null): void {
    if (this.#over) return
    this.#over = true
    const idleMs = end === 'server-clean' ? null : Math.round(performance.now() - this.#lastAt)
    const [requestBytes, responseBytes] = [this.#requestBytes, this.#responseBytes]
    const [dropped, unrecorded] = [this.#dropped, this.#unrecorded]
    const facts = { end, reason, requestBytes, responseBytes, dropped, unrecorded, idleMs }
    this.#report(RECORD.end, 0, Buffer.from(JSON.stringify(facts)))
  }

  #report(kind: RecordKind, extra: number, bytes?: Buffer, start?: number, end?: number): boolean {
    const isKept = this.#recorder.record(kind, this.#number, extra >>> 0, bytes, start, end)
    if (!isKept) this.#dropped++
    return isKept
  }
}
