import type { Answer, CaptureRow, ExportInput, ExportPage } from '../../core/api.ts'
import { TRACE_VERSION, type TraceHead } from '../../core/trace.ts'
import { noCapture, type Reader } from '../log/reader.ts'
import { placeOf } from '../log/schema.ts'
import type { Secrets } from '../log/secrets.ts'
import type { StoredEvent } from '../log/segment.ts'
import { Segments } from '../log/segments.ts'
import type { Connection } from '../log/sqlite.ts'
import { toTraceLine } from './lines.ts'
import { createRedactor, redactCapture } from './redactEvent.ts'

/** A page of a trace is about so long, in characters. */
const PAGE = 1024 * 1024

/** Writes traces of what the log holds, page by page. */
export class TraceWriter {
  readonly #db: Connection
  readonly #reader: Reader
  readonly #secrets: Secrets

  constructor(db: Connection, reader: Reader, secrets: Secrets) {
    this.#db = db
    this.#reader = reader
    this.#secrets = secrets
  }

  /** The next page: the first line and the events after it, or the events behind frame `after`. */
  page({ redact = true, session, after, ...of }: ExportInput): Answer<ExportPage> {
    const captureId = this.#reader.captureOf({ session, ...of })
    const capture = captureId === undefined ? undefined : this.#reader.capture(captureId)
    if (captureId === undefined || !capture) return { failed: noCapture(captureId) }
    const isWanted = session === undefined ? () => true : this.#ofSession(captureId, session)
    if (!isWanted) return { failed: noSession(captureId, session ?? '') }
    const segments = new Segments(this.#db)
    const redacted = createRedactor(this.#secrets, (exchange) => segments.headsOf(captureId, exchange))
    const described = redact ? redactCapture(capture, this.#secrets) : capture
    let text = after === undefined ? traceHeadLine(described, session ?? null, redact) : ''
    for (const event of segments.from(placeOf(captureId, (after ?? 0) + 1))) {
      if (!isWanted(event)) continue
      text += toTraceLine(redact ? redacted(event) : event)
      if (text.length > PAGE) return { ok: { text, next: event.frame } }
    }
    return { ok: { text, next: null } }
  }

  /** Whether an event belongs to a session; undefined if there is no such session. What belongs to none belongs to all. */
  #ofSession(captureId: number, session: string): ((event: StoredEvent) => boolean) | undefined {
    const { transport } =
      this.#db
        .prepare<[number, string], { transport: string }>(
          'SELECT transport FROM session WHERE captureId = ? AND key = ?',
        )
        .get(captureId, session) ?? {}
    if (transport === undefined) return undefined
    if (transport === 'stdio') return () => true
    const sessionOf = this.#db.prepare<[number], string | null>('SELECT session FROM exchange WHERE place = ?').pluck()
    return ({ exchange }) => exchange === null || sessionOf.get(placeOf(captureId, exchange)) === session
  }
}

const noSession = (captureId: number, session: string) => ({
  kind: 'not-found' as const,
  message: `There is no session ${session} in capture ${captureId}.`,
  advice: `List them with \`tapscope sessions --capture ${captureId}\`.`,
})

/** The first line of a trace. `session`: of this one only. */
function traceHeadLine(capture: CaptureRow, session: string | null, redacted: boolean): string {
  const { name, target, transport, tapUrl, startedAt, stoppedAt, dropped } = capture
  const of = { name, target, transport, tapUrl, startedAt, stoppedAt, dropped }
  const head: TraceHead = { trace: 'tapscope', version: TRACE_VERSION, capture: of, session, redacted }
  return `${JSON.stringify(head)}\n`
}
