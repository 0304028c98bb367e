import { expect, test } from 'vitest'
import type { ShownProcess, ShownProcessEvent } from '../../src/core/shown.ts'
import { processTranscript } from '../../src/cli/processTranscript.ts'

const at = '2026-11-21T09:34:48.071403Z'
const event = (
  frame: number,
  what: ShownProcessEvent['what'],
  text: string,
  more: Partial<ShownProcessEvent> = {},
): ShownProcessEvent => ({ frame, at, what, text, shortened: false, size: text.length, kept: text.length, ...more })

const shown: ShownProcess = {
  kind: 'process',
  captureId: 3,
  asked: { frame: 2, what: 'stdin' },
  process: {
    command: ['node', 'my server.js'],
    failure: null,
    isCaptured: false,
    exit: { frame: 6, at, code: 7, signal: null, sent: null, afterStdin: true },
  },
  events: [
    event(1, 'spawn', "node 'my server.js' started"),
    event(2, 'stdin', '{"id":1}'),
    event(3, 'stderr', 'warming\tup \x1b[31m'),
    event(4, 'stdout', '{"result":{}}'),
    event(5, 'closed', 'its client closed stdin'),
    event(6, 'exit', 'ended with exit code 7, after its client had closed stdin'),
  ],
  messages: [],
  session: null,
}

test('reads as who said what, each under the number of its frame', () => {
  expect(processTranscript(shown).split('\n')).toEqual([
    "capture 3, node 'my server.js' · asked for frame 2 (stdin) · stdio",
    "   1  node 'my server.js' started",
    '   2  client → {"id":1}',
    '   3  stderr ! warming\tup ␛[31m',
    '   4  client ← {"result":{}}',
    '   5  its client closed stdin',
    '   6  ended with exit code 7, after its client had closed stdin',
    '',
  ])
})

test('what is not all there says how to get the rest', () => {
  const running = { ...shown.process, exit: null, isCaptured: true }
  const events = Array.from({ length: 400 }, (_none, n) => event(n + 10, 'stderr', 'x'))
  const lines = processTranscript({ ...shown, process: running, events }).split('\n')
  expect(lines[1]).toBe('      … what came before: tapscope show 3:10')
  expect(lines.slice(-3)).toEqual(['      … what came after: tapscope show 3:409', '      is running', ''])

  const long = [
    event(2, 'stdout', 'abc', { shortened: true, size: 9, kept: 9 }),
    event(3, 'stdout', 'abc', { size: 9 }),
  ]
  const cut = processTranscript({ ...shown, events: long })
  expect(cut).toContain('abc … (the rest with --raw)\n')
  expect(cut).toContain('abc … (9 bytes, the first 3 kept)\n')
})
