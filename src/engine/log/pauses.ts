import type { CaptureRow } from '../../core/api.ts'
import type { Connection } from './sqlite.ts'

/** What another process asks for is noticed after this long, in milliseconds. */
const LOOK_MS = 300

/** Tells when the recording of a capture is to be paused, and when it is to go on. */
export type OnRecording = (captureId: number, recording: CaptureRow['recording']) => void

/** The captures that this process writes, and whether somebody has paused them: the database is how processes tell each other. */
export class Pauses {
  readonly #db: Connection
  readonly #tell: OnRecording
  readonly #known = new Map<number, CaptureRow['recording']>()
  #timer: NodeJS.Timeout | undefined
  #version = 0

  constructor(db: Connection, tell: OnRecording) {
    this.#db = db
    this.#tell = tell
  }

  begin(captureId: number): void {
    this.#known.set(captureId, 'on')
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref()
  }

  end(captureId: number): void {
    this.#known.delete(captureId)
    if (this.#known.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Notes in the database what is wanted of a capture, whoever writes it; false if nobody does. */
  set(captureId: number, recording: CaptureRow['recording']): boolean {
    const { changes } = this.#db
      .prepare('UPDATE capture SET recording = ?, revision = revision + 1 WHERE captureId = ? AND stoppedAt IS NULL')
      .run(recording, captureId)
    if (changes > 0) this.#heed(captureId, recording)
    return changes > 0
  }

  /** SQLite's own counter changes when another process has written: only then is there something to read. */
  #look(): void {
    const version = Number(this.#db.pragma('data_version', { simple: true }))
    if (version === this.#version) return
    this.#version = version
    const select = this.#db.prepare<[number], CaptureRow['recording']>(
      'SELECT recording FROM capture WHERE captureId = ?',
    )
    for (const captureId of this.#known.keys()) this.#heed(captureId, select.pluck().get(captureId) ?? 'on')
  }

  #heed(captureId: number, recording: CaptureRow['recording']): void {
    if (!this.#known.has(captureId) || this.#known.get(captureId) === recording) return
    this.#known.set(captureId, recording)
    this.#tell(captureId, recording)
  }
}
