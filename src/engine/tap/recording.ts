import type { CaptureRow } from '../../core/api.ts'
import type { GapEvent } from '../../core/wire.ts'
import { now, type Recorder } from '../log/recorder.ts'
import { RECORD } from '../log/records.ts'

/** Takes copies to no end: of what is not recorded. */
const NOWHERE: Recorder = { record: () => true, flush() {} }

/**
 * Whether what a tap passes on is recorded. An exchange that began while it was is recorded to its end, but for the events of its
 * stream; one that began in a pause is not recorded at all: there is never half of one. What passed in a pause is counted, and a
 * `gap` tells it when the pause is over.
 */
export class Recording {
  readonly #recorder: Recorder
  /** Since when it is paused, in microseconds since 1970. */
  #since: number | null = null
  #exchanges = 0
  #copies = 0
  #bytes = 0

  constructor(recorder: Recorder) {
    this.#recorder = recorder
  }

  get isPaused(): boolean {
    return this.#since !== null
  }

  /** Where the copies of an exchange go that begins now. */
  begin(): Recorder {
    if (this.#since === null) return this.#recorder
    this.#exchanges++
    return NOWHERE
  }

  /** Counts a piece that is not copied. */
  pass(bytes: number): void {
    this.#copies++
    this.#bytes += bytes
  }

  set(recording: CaptureRow['recording']): void {
    if (recording === 'on') this.resume()
    else this.#since ??= now()
  }

  /** Goes on, and tells what has passed unrecorded. */
  resume(): void {
    if (this.#since === null) return
    const paused: GapEvent['paused'] = { since: Math.round(this.#since), exchanges: this.#exchanges }
    const facts = Buffer.from(JSON.stringify({ bytes: this.#bytes, paused }))
    this.#recorder.record(RECORD.pause, this.#copies, 0, facts)
    this.#since = null
    this.#exchanges = this.#copies = this.#bytes = 0
  }
}
