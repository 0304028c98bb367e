import { expect, test } from 'vitest'
import { createTable } from '../../src/cli/table.ts'
import { aMessage, aSession } from '../rows.ts'

const message = aMessage(2, { at: '2026-11-21T09:34:48.071403Z' })

const session = aSession({
  sessionId: null,
  kind: 'lane',
  client: 'x'.repeat(80),
  issuedBy: null,
  missingOn: [4, 8],
  end: { kind: 'deleted', frame: 9, confidence: 'seen' },
})

test('columns are as wide as the first page, and later pages keep them', () => {
  const toText = createTable('messages')
  const first = toText([message, { ...message, frame: 100_000, name: 'a\nb' }]).split('\n')
  expect(first).toEqual([
    'frame   at                           direction  kind     id  method      name  session  answers',
    '2       2026-11-21T09:34:48.071403Z  to-server  request  0   tools/call  –     1-1      –',
    '100000  2026-11-21T09:34:48.071403Z  to-server  request  0   tools/call  a␊b   1-1      –',
    '',
  ])
  expect(toText([message])).toBe(`${first[1]}\n`)
})

test('lists, ends and long texts fit into a cell', () => {
  const [, line = ''] = createTable('sessions')([session]).split('\n')
  expect(line.split(/ {2,}/)).toEqual([
    '1-1',
    'lane',
    '–',
    'legacy',
    `${'x'.repeat(59)}…`,
    '–',
    '3',
    '4 8',
    '–',
    '–',
    'deleted',
  ])
})

test('without rows there is only the head', () => {
  expect(createTable('streams')([])).toBe('frame  kind  session  events  openedAt  endedAt  end  resumes\n')
})
