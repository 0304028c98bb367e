import type { ProcessLife, ShownProcess, ShownProcessEvent } from '../../core/shown.ts'
import type { MessageRow } from '../../core/message.ts'
import { commandLine, exitWords } from '../../core/processWords.ts'
import { iso } from '../../core/time.ts'
import type { StdioStream, WireEvent } from '../../core/wire.ts'
import { readSession } from './reader.ts'
import { captureOf, placeOf, placesOf } from './schema.ts'
import type { StoredEvent } from './segment.ts'
import type { Segments } from './segments.ts'
import { around, type Connection } from './sqlite.ts'
import { readRow } from './tables.ts'

const MOST_EVENTS = 400
/** A batch can hold more messages than anybody looks at. */
const MOST_MESSAGES = 1000
/** So much is shown of the line that was asked for, and of those around it; bytes. */
const ASKED_BYTES = 256 * 1024
const OTHER_BYTES = 2 * 1024

const KINDS = ['spawn', 'line', 'closed', 'exit', 'gap'] as const
/** As the index `segment_life` has it. */
const LIFE = ['spawn', 'closed', 'exit'] as const

/** Whether a frame of this event shows a process. */
export const isOfProcess = ({ kind }: Pick<WireEvent, 'kind'>): boolean =>
  kind === 'spawn' || kind === 'line' || kind === 'closed' || kind === 'exit'

type Shown = Extract<StoredEvent, { kind: (typeof KINDS)[number] }>

/** A process with what was said around `event`; `frame` is the one that was asked for. */
export function showProcess(
  { db, segments }: { db: Connection; segments: Segments },
  place: number,
  frame: number,
  isCaptured: boolean,
): ShownProcess {
  const captureId = captureOf(place)
  const [first] = placesOf(captureId)
  // Only what is shown is read: each line can have megabytes.
  const some = segments.around(place, MOST_EVENTS, { kinds: KINDS, brief: true })
  const asked = segments.at(place)
  const rows = some.map((event) => (event.frame === asked?.frame ? asked : event)).filter(isShown)
  const process = lifeOf([...segments.from(first, { kinds: LIFE })], isCaptured)
  const events = rows.map((row) => eventOf(row, process, row === asked ? ASKED_BYTES : OTHER_BYTES))
  return {
    kind: 'process',
    captureId,
    asked: { frame, what: events.findLast((event) => event.frame <= frame)?.what ?? 'spawn' },
    process,
    events,
    messages: messagesIn(db, segments, rows, placeOf(captureId, frame)),
    session: readSession(db, `${captureId}-1`), // a process is the one session of its capture
  }
}

const isShown = (event: StoredEvent): event is Shown => KINDS.some((kind) => kind === event.kind)

function lifeOf(events: readonly StoredEvent[], isCaptured: boolean): ProcessLife {
  const spawn = events.find((event) => event.kind === 'spawn')
  const exit = events.find((event) => event.kind === 'exit')
  const closed = events.filter((event) => event.kind === 'closed')
  // A process that ends closes its outputs first; what its client closes after that has ended nothing.
  const before = closed.findIndex(({ stream }) => stream !== 'stdin')
  const causes = closed.slice(0, before === -1 ? undefined : before)
  const afterStdin = exit !== undefined && causes.some(({ frame }) => frame < exit.frame)
  return {
    command: spawn?.command ?? [],
    failure: spawn?.failure ?? null,
    isCaptured,
    exit: exit
      ? { code: exit.code, signal: exit.signal, sent: exit.sent, frame: exit.frame, at: iso(exit.at), afterStdin }
      : null,
  }
}

/** `most`: bytes of a line that are shown. */
function eventOf(row: Shown, life: ProcessLife, most: number): ShownProcessEvent {
  const event = { frame: row.frame, at: iso(row.at), shortened: false, size: 0, kept: 0 }
  switch (row.kind) {
    case 'line': {
      const { stream, size, kept } = row
      const shortened = most < kept
      return { ...event, what: stream, text: textOf(row.bytes.subarray(0, most), shortened), shortened, size, kept }
    }
    case 'closed':
      return { ...event, what: 'closed', text: closedWords[row.stream] }
    case 'exit':
      return { ...event, what: 'exit', text: life.exit ? exitWords(life.exit) : '' }
    case 'gap': {
      const why = row.paused ? 'recording was paused' : 'capture could not keep up'
      return { ...event, what: 'gap', text: `${why}: ${row.copies} copies, ${row.bytes} bytes, are missing` }
    }
    case 'spawn': {
      const how = row.failure === null ? 'started' : `could not be started: ${row.failure}`
      return { ...event, what: 'spawn', text: `${commandLine(row.command)} ${how}` }
    }
  }
}

const closedWords: Record<StdioStream, string> = {
  stdin: 'its client closed stdin',
  stdout: 'it closed stdout',
  stderr: 'it closed stderr',
}

/** The text of a line without its end; of a line that goes on, without the half of a character at its cut. */
function textOf(bytes: Buffer, goesOn: boolean): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: goesOn })
  return goesOn ? text : text.replace(/\r?\n$/, '')
}

/** Messages of the lines in these rows; of very many those around a place. */
function messagesIn(db: Connection, segments: Segments, rows: readonly Shown[], place: number): MessageRow[] {
  const [first, end] = placesOf(captureOf(place))
  const last = segments.after(first + (rows.at(-1)?.frame ?? 0))
  const bounds = [first + (rows[0]?.frame ?? 0), last ? first + last.frame - 1 : end]
  const select = 'SELECT * FROM message WHERE place BETWEEN ? AND ?'
  return around<Record<string, unknown>>(db, select, bounds, place, MOST_MESSAGES).map(
    (row) => readRow('messages', row) as unknown as MessageRow, // the table holds rows of this kind
  )
}
