import { expect, test } from 'vitest'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

function processOf(transcript: string) {
  const { events, capture } = readStory(`a process\n  1  process starts server\n${transcript}`)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  return fold.seen.process
}

test('who spoke first, and what was said last on stderr', () => {
  const lines = Array.from({ length: 8 }, (_, n) => `${n + 4}  stderr  line ${n}`).join('\n')
  const seen = processOf(
    `2  stdin  initialize\n3  stdout  initialized 2\n${lines}\n12  client closes stdin\n13  process exits 3`,
  )
  expect(seen).toMatchObject({
    asked: { frame: 2, method: 'initialize' },
    spoke: { frame: 3 },
    spokeLast: { frame: 3 },
    stdinClosed: { frame: 12 },
    exit: { frame: 13, code: 3, sent: null },
  })
  expect(seen?.errors.map(({ frame }) => frame)).toEqual([7, 8, 9, 10, 11])
})

test('odd lines are counted, and the first ones kept', () => {
  const lines = Array.from({ length: 30 }, (_, n) => `${n + 2}  stdout  raw line ${n}`).join('\n')
  const seen = processOf(lines)
  expect(seen).toMatchObject({ oddCount: 30, misframed: null })
  expect(seen?.odd).toHaveLength(10)
})

test.each([
  ['2  stdout  raw Content-Length: 5', 'headers'],
  ['2  stdout  raw {}Content-Length: 5', 'headers'],
  ['2  stdout  raw {\n3  stdout  raw "id": 1', 'several lines'],
  ['2  stdout  raw \u{FEFF}{"id":1}', 'byte order mark'],
  ['2  stdout  raw {\0"', 'NUL bytes'],
])('%j is framed in another way: %s', (lines, how) => {
  expect(processOf(lines)).toMatchObject({ oddCount: 0, misframed: { how, line: { frame: 2 } } })
})

test('a line from 64 KiB on is long', () => {
  expect(processOf('2  stdin  ping  size 65535')?.long).toBeNull()
  expect(processOf('2  stdin  ping  size 65536')?.long).toMatchObject({ frame: 2, size: 65_536 })
})
