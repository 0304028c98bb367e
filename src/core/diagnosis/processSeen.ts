import type { ExitEvent, LineEvent, SpawnEvent, StdioStream, WireEvent } from '../wire.ts'
import { quoted } from './words.ts'

type At<E> = E & { frame: number; at: number }
export type ProcessEvent = Extract<WireEvent, { kind: 'spawn' | 'line' | 'closed' | 'exit' }>

/** A line, shortened. */
export interface SeenLine {
  frame: number
  at: number
  stream: StdioStream
  size: number
  text: string
}

/** What is remembered of the process of a stdio capture. */
export interface ProcessSeen {
  spawn: At<SpawnEvent>
  /** The first message on stdin, and the first and the latest on stdout. */
  asked: { frame: number; at: number; method: string | null } | null
  spoke: { frame: number; at: number } | null
  spokeLast: { frame: number; at: number } | null
  /** The first lines of stdout that are no message, and how many there were. */
  odd: SeenLine[]
  oddCount: number
  /** The latest line that is no message, if none has come on its stream since. */
  oddLast: SeenLine | null
  /** Messages that are not framed as one line of UTF-8 each. */
  misframed: { line: SeenLine; how: Misframing } | null
  /** What it said last on stderr. */
  errors: SeenLine[]
  /** The latest long line. */
  long: SeenLine | null
  stdinClosed: { frame: number; at: number } | null
  exit: At<ExitEvent> | null
}

export type Misframing = 'headers' | 'several lines' | 'NUL bytes' | 'byte order mark'

const MOST_ODD = 10
const MOST_ERRORS = 5
const MOST_TEXT = 300
/** The smallest limit of a usual reader is 64 KiB (Go's Scanner, Python's StreamReader). */
export const LONG_LINE = 64 * 1024

export const beginProcess = (spawn: At<SpawnEvent>): ProcessSeen => ({
  spawn,
  asked: null,
  spoke: null,
  spokeLast: null,
  odd: [],
  oddCount: 0,
  oddLast: null,
  misframed: null,
  errors: [],
  long: null,
  stdinClosed: null,
  exit: null,
})

/** Notes what a process did. Returns whether it is anything but an ordinary line. */
export function noteProcess(process: ProcessSeen, event: ProcessEvent): boolean {
  if (event.kind === 'line') return noteLine(process, event)
  if (event.kind === 'closed' && event.stream === 'stdin') process.stdinClosed = { frame: event.frame, at: event.at }
  if (event.kind === 'exit') process.exit = event
  return event.kind !== 'closed' || event.stream === 'stdin'
}

function noteLine(process: ProcessSeen, event: At<LineEvent>): boolean {
  const { stream, frame, at, size, text, messages } = event
  const line = { frame, at, stream, size, text: text.slice(0, MOST_TEXT) }
  if (stream === 'stderr') {
    process.errors.push(line)
    if (process.errors.length > MOST_ERRORS) process.errors.shift()
    return false
  }
  if (size >= LONG_LINE) process.long = line
  if (!messages) return false
  if (messages.some(({ kind }) => kind !== 'invalid')) {
    const [first] = messages
    if (process.oddLast?.stream === stream) process.oddLast = null
    if (stream === 'stdin') process.asked ??= { frame, at, method: first?.method ?? null }
    else {
      process.spoke ??= { frame, at }
      process.spokeLast = { frame, at }
    }
    return false
  }
  noteOdd(process, line)
  return true
}

function noteOdd(process: ProcessSeen, line: SeenLine): void {
  const before = process.oddLast?.stream === line.stream ? process.oddLast : null
  const how = misframing(line, before)
  process.oddLast = line
  if (how && !process.misframed) {
    process.misframed = { line: how === 'several lines' && before ? before : line, how }
    if (before && process.odd.at(-1) === before) process.oddCount -= process.odd.splice(-1).length
  } else if (line.stream === 'stdout' && process.misframed?.line.stream !== 'stdout') {
    process.oddCount++
    if (process.odd.length < MOST_ODD) process.odd.push(line)
  }
}

/** How a line that is no message is one in another framing. `before`: the odd line before it. */
function misframing({ text }: SeenLine, before: SeenLine | null): Misframing | undefined {
  if (text.includes('\0')) return 'NUL bytes'
  if (/^\u{FEFF}\s*[[{]/u.test(text)) return 'byte order mark'
  if (/(^|\})Content-Length: *\d+/i.test(text)) return 'headers'
  return before && /^[[{]\s*$/.test(before.text) && /^\s*["{[}\]]/.test(text) ? 'several lines' : undefined
}

/** Whether a process ended and its client had no part in it. */
export function endedAlone({ exit, stdinClosed }: ProcessSeen): boolean {
  if (!exit || exit.sent !== null) return false
  return stdinClosed === null || exit.code !== 0
}

/** What a process said last on stderr, as a sentence. */
export const lastWords = (errors: readonly SeenLine[]): string => {
  const said = errors.map(({ text }) => text.trim()).filter(Boolean)
  return said.length === 0 ? 'stderr says nothing.' : `stderr ends with ${quoted(said.slice(-3).join(' / '))}.`
}
