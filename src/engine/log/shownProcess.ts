import type { ProcessLife, ShownProcess, ShownProcessEvent } from '../../core/api.ts'
import type { MessageRow } from '../../core/message.ts'
import { commandLine, exitWords } from '../../core/processWords.ts'
import { iso } from '../../core/time.ts'
import type { ExitEvent, GapEvent, SpawnEvent, StdioStream, WireEvent } from '../../core/wire.ts'
import { readSession } from './reader.ts'
import { captureOf, frameOf, placeOf, placesOf } from './schema.ts'
import { around, type Connection } from './sqlite.ts'
import { readRow } from './tables.ts'

const MOST_EVENTS = 400
/** A batch can hold more messages than anybody looks at. */
const MOST_MESSAGES = 1000
/** So much is shown of the line that was asked for, and of those around it; bytes. */
const ASKED_BYTES = 256 * 1024
const OTHER_BYTES = 2 * 1024

const KINDS = "kind IN ('spawn', 'line', 'closed', 'exit', 'gap')"
/** As the index `event_life` has it. */
const LIFE = "kind IN ('spawn', 'closed', 'exit')"

/** Whether a frame of this event shows a process. */
export const isOfProcess = ({ kind }: Pick<WireEvent, 'kind'>): boolean =>
  kind === 'spawn' || kind === 'line' || kind === 'closed' || kind === 'exit'

type Kind = 'spawn' | 'line' | 'closed' | 'exit' | 'gap'

/** An event without the bytes that are not shown. */
interface Row {
  place: number
  at: number
  kind: Kind
  facts: string
  bytes: Buffer | null
  kept: number | null
}

/** A process with what was said around the event at `place`; `frame` is the one that was asked for. */
export function showProcess(db: Connection, place: number, frame: number, isCaptured: boolean): ShownProcess {
  const captureId = captureOf(place)
  const [first, last] = placesOf(captureId)
  // Only what is shown is read: each line can have megabytes.
  const most = `iif(place = ${place}, ${ASKED_BYTES}, ${OTHER_BYTES})`
  const columns = `place, at, kind, facts, length(bytes) AS kept, substr(bytes, 1, ${most}) AS bytes`
  const select = `SELECT ${columns} FROM event WHERE place BETWEEN ? AND ? AND ${KINDS}`
  const rows = around<Row>(db, select, [first, last], place, MOST_EVENTS)
  const life = db
    .prepare<[number, number], Row>(`SELECT * FROM event WHERE ${LIFE} AND place BETWEEN ? AND ? ORDER BY place`)
    .all(first, last)
  const process = lifeOf(life, isCaptured)
  const events = rows.map((row) => eventOf(row, process))
  const asked = events.findLast((event) => event.frame <= frame)
  return {
    kind: 'process',
    captureId,
    asked: { frame, what: asked?.what ?? 'spawn' },
    process,
    events,
    messages: messagesIn(db, rows, placeOf(captureId, frame)),
    session: readSession(db, `${captureId}-1`), // a process is the one session of its capture
  }
}

function lifeOf(rows: readonly Row[], isCaptured: boolean): ProcessLife {
  const spawn = rows.find(({ kind }) => kind === 'spawn')
  const started = spawn && factsOf(spawn, 'spawn')
  const exit = rows.find(({ kind }) => kind === 'exit')
  const closed = rows.filter(({ kind }) => kind === 'closed')
  // A process that ends closes its outputs first; what its client closes after that has ended nothing.
  const before = closed.findIndex((row) => factsOf(row, 'closed').stream !== 'stdin')
  const causes = closed.slice(0, before === -1 ? undefined : before)
  const afterStdin = exit !== undefined && causes.some(({ place }) => place < exit.place)
  return {
    command: started?.command ?? [],
    failure: started?.failure ?? null,
    isCaptured,
    exit: exit ? { ...factsOf(exit, 'exit'), frame: frameOf(exit.place), at: iso(exit.at), afterStdin } : null,
  }
}

/** What `encode.ts` stores of an event beside its bytes; the size of a line only if it is not theirs. */
interface Facts {
  spawn: Pick<SpawnEvent, 'command' | 'failure'>
  line: { stream: StdioStream; size?: number }
  closed: { stream: StdioStream }
  exit: Pick<ExitEvent, 'code' | 'signal' | 'sent'>
  gap: Pick<GapEvent, 'copies' | 'bytes' | 'paused'>
}

/** The facts of a row of this kind. */
const factsOf = <K extends Kind>({ facts }: Row, _kind: K): Facts[K] => JSON.parse(facts) as Facts[K] // stored for it

function eventOf(row: Row, life: ProcessLife): ShownProcessEvent {
  const event = { frame: frameOf(row.place), at: iso(row.at), shortened: false, size: 0, kept: 0 }
  switch (row.kind) {
    case 'line': {
      const [bytes, kept] = [row.bytes ?? Buffer.alloc(0), row.kept ?? 0]
      const { stream, size = kept } = factsOf(row, 'line')
      const shortened = bytes.length < kept
      return { ...event, what: stream, text: textOf(bytes, shortened), shortened, size, kept }
    }
    case 'closed':
      return { ...event, what: 'closed', text: closedWords[factsOf(row, 'closed').stream] }
    case 'exit':
      return { ...event, what: 'exit', text: life.exit ? exitWords(life.exit) : '' }
    case 'gap': {
      const { copies, bytes, paused } = factsOf(row, 'gap')
      const why = paused ? 'recording was paused' : 'capture could not keep up'
      return { ...event, what: 'gap', text: `${why}: ${copies} copies, ${bytes} bytes, are missing` }
    }
    case 'spawn': {
      const how = life.failure === null ? 'started' : `could not be started: ${life.failure}`
      return { ...event, what: 'spawn', text: `${commandLine(life.command)} ${how}` }
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
function messagesIn(db: Connection, rows: readonly Row[], place: number): MessageRow[] {
  const next = db
    .prepare<[number, number], number>('SELECT place FROM event WHERE place > ? AND place <= ? ORDER BY place LIMIT 1')
    .pluck()
  const last = rows.at(-1)?.place ?? place
  const end = placesOf(captureOf(place))[1]
  const bounds = [rows[0]?.place ?? place, (next.get(last, end) ?? end + 1) - 1]
  const select = 'SELECT * FROM message WHERE place BETWEEN ? AND ?'
  return around<Record<string, unknown>>(db, select, bounds, place, MOST_MESSAGES).map(
    (row) => readRow('messages', row) as unknown as MessageRow, // the table holds rows of this kind
  )
}
