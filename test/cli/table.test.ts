import { expect, test } from 'vitest'
import type { MessageRow } from '../../src/core/message.ts'
import type { SessionRow } from '../../src/core/session.ts'
import { createTable } from '../../src/cli/table.ts'

const message: MessageRow = {
  captureId: 1,
  frame: 2,
  exchange: 1,
  direction: 'to-server',
  kind: 'request',
  id: 0,
  method: 'tools/call',
  name: null,
  code: null,
  session: '1-1',
  at: '2026-11-21T09:34:48.071403Z',
  size: 10,
  answers: null,
  answeredBy: 4,
}

const session: SessionRow = {
  captureId: 1,
  key: '1-1',
  sessionId: null,
  transport: 'streamable-http',
  era: 'legacy',
  protocolVersion: null,
  client: 'x'.repeat(80),
  server: null,
  issuedBy: null,
  carriedBy: 3,
  missingOn: [4, 8],
  foreignOn: [],
  afterEndOn: [],
  refusedOn: [],
  openedAt: '2026-11-21T09:34:48.071403Z',
  lastSeenAt: '2026-11-21T09:34:48.071403Z',
  end: { kind: 'delete', frame: 9, confidence: 'certain' },
  successor: null,
}

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
  expect(line.split(/ {2,}/)).toEqual(['1-1', '–', 'legacy', `${'x'.repeat(59)}…`, '–', '3', '4 8', '–', '–', 'delete'])
})

test('without rows there is only the head', () => {
  expect(createTable('streams')([])).toBe('frame  kind  session  events  openedAt  endedAt  end  resumes\n')
})
