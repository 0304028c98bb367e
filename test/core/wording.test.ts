import { expect, test } from 'vitest'
import { recognised, type Wording } from '../../src/core/wording.ts'

const rows: readonly Wording[] = [
  { says: 'ended', status: 404, code: null, text: /closed/i, who: 'one' },
  { says: 'unknown', status: 404, text: /closed|unknown/i, who: 'two' },
]

test.each([
  [404, null, 'Conversation CLOSED', 'one'],
  [404, -32_000, 'Conversation closed', 'two'],
  [400, null, 'Conversation closed', undefined],
  [404, null, 'Forbidden', undefined],
])('%i %s %s is in the words of %s', (status, code, text, who) => {
  expect(recognised({ status, code, text }, rows)?.who).toBe(who)
})
