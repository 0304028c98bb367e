import type { StdioStream, WireEvent } from '../../src/core/wire.ts'
import { readLine } from '../../src/engine/log/observeProcess.ts'
import { type Line, messageText } from './storyLines.ts'

type ProcessEvent = Extract<WireEvent, { kind: 'spawn' | 'line' | 'closed' | 'exit' }>
type Unnumbered = ProcessEvent extends infer E ? (E extends ProcessEvent ? Omit<E, 'frame' | 'at'> : never) : never

/**
 * What a process does: `process starts node server.js`, `process fails spawn npx ENOENT`, `stdin  initialize`, `stdout  raw …`,
 * `client closes stdin`, `process exits 1`, `process is killed by SIGTERM`. `sent SIGTERM`: by its client. `size`: of a line that
 * was not kept whole.
 */
export function processEvent(line: Line): Unnumbered {
  const { what, facts } = line
  const [, verb, rest = ''] = /^process (starts|fails|exits|is killed by) (.*)$/.exec(what) ?? []
  const sent = facts.get('sent') ?? null
  switch (verb) {
    case 'starts':
      return { kind: 'spawn', exchange: null, command: rest.split(' '), pid: 7, failure: null }
    case 'fails':
      return { kind: 'spawn', exchange: null, command: ['npx', 'server'], pid: null, failure: rest }
    case 'exits':
      return { kind: 'exit', exchange: null, code: Number(rest), signal: null, sent }
    case 'is killed by':
      return { kind: 'exit', exchange: null, code: null, signal: rest, sent }
    case undefined:
    default:
      return what === 'client closes stdin' ? { kind: 'closed', exchange: null, stream: 'stdin' } : spoken(line)
  }
}

function spoken(line: Line): Unnumbered {
  const [said = ''] = line.says
  const stream = line.what as StdioStream // `isOfProcess` lets no other word pass
  const isText = stream === 'stderr' || /^raw\b/.test(said)
  const text = isText ? said.replace(/^raw ?/, '') : messageText(said, line)
  const bytes = Buffer.from(`${text}\n`)
  const size = Number(line.facts.get('size') ?? bytes.length)
  return { kind: 'line', exchange: null, stream, size, ...readLine(bytes, stream, size) }
}
