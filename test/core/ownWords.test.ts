import { expect, test } from 'vitest'
import { readOwnWords } from '../../src/core/ownWords.ts'

const mine = { says: 'unknown', status: 404, text: 'no such conversation', who: 'our gateway' }

test('wordings are read, in any case of letters', () => {
  const read = readOwnWords(JSON.stringify([mine, { ...mine, code: null }]))
  expect(read).toMatchObject({ words: [{ says: 'unknown', who: 'our gateway' }, { code: null }] })
  expect('words' in read && read.words[0]?.text.test('No Such Conversation')).toBe(true)
})

test.each([
  ['no json', 'it is no JSON'],
  ['{}', /array/],
  [JSON.stringify([mine, { ...mine, says: 'gone' }]), /^entry 2, says: .*"unknown"/],
  [JSON.stringify([{ ...mine, text: '(' }]), 'entry 1, text: "(" is no regular expression'],
  [JSON.stringify([{ ...mine, status: '404' }]), /^entry 1, status: /],
  [JSON.stringify([{ ...mine, pattern: 'x' }]), /^entry 1: .*pattern/],
])('%s is refused in one line', (text, wrong) => {
  const read = readOwnWords(text)
  const said = 'wrong' in read ? read.wrong : ''
  if (typeof wrong === 'string') expect(said).toBe(wrong)
  else expect(said).toMatch(wrong)
  expect(said).not.toContain('\n')
})
