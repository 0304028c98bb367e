import type { ShownProcess, ShownProcessEvent } from '../core/shown.ts'
import { commandLine, lifeWords } from '../core/processWords.ts'
import { plain } from './plain.ts'

/** As many events as are shown at once; there may be more on both sides. */
const MOST_EVENTS = 400

/** What a process and its client said to each other, line by line, each under the number of its frame. */
export function processTranscript(shown: ShownProcess): string {
  const { captureId, events, process } = shown
  const [first, last] = [events[0], events.at(-1)]
  const cut = events.length >= MOST_EVENTS
  const lines = [
    summary(shown),
    ...(cut && first?.what !== 'spawn' ? [`      … what came before: tapscope show ${captureId}:${first?.frame}`] : []),
    ...events.map(line),
    ...(cut && last?.what !== 'exit' ? [`      … what came after: tapscope show ${captureId}:${last?.frame}`] : []),
    ...(process.exit ? [] : [`      ${lifeWords(process)}`]),
  ]
  return `${lines.map((text) => plain(text, '\t')).join('\n')}\n`
}

function summary({ captureId, process, asked, session }: ShownProcess): string {
  const facts = [
    `capture ${captureId}, ${commandLine(process.command)}`,
    `asked for frame ${asked.frame} (${asked.what})`,
    ...(session ? [`stdio, ${session.era}`, `session ${session.key}`] : ['stdio']),
  ]
  return facts.join(' · ')
}

const signs: Record<ShownProcessEvent['what'], string> = {
  stdin: 'client → ',
  stdout: 'client ← ',
  stderr: 'stderr ! ',
  spawn: '',
  closed: '',
  exit: '',
  gap: '',
}

function line({ frame, what, text, shortened, size, kept }: ShownProcessEvent): string {
  const rest = shortened ? ' … (the rest with --raw)' : kept < size ? ` … (${size} bytes, the first ${kept} kept)` : ''
  return `${String(frame).padStart(4)}  ${signs[what]}${text}${rest}`
}
