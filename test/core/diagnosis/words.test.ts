import { expect, test } from 'vitest'
import { answerWords, quoted, requestWords } from '../../../src/core/diagnosis/words.ts'
import { readStory } from '../story.ts'
import { createFold, step } from '../../../src/core/fold.ts'

function exchangeIn(transcript: string) {
  const { events, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  return fold.seen.recent[0]!
}

test('texts are quoted on one line, and shortened', () => {
  expect(quoted(' a\n  b ')).toBe('"a b"')
  expect(quoted('x'.repeat(300))).toHaveLength(203)
})

test.each([
  ['2  client ← 404  Session not found', '404 "Session not found"'],
  ['2  client ← 400  error -32000 Bad Request', '400 with error -32000 "Bad Request"'],
  ['2  client ← 401', '401 without a text'],
  ['2  the tap answers 502  connect ECONNREFUSED', '502 "Tapscope could not reach it: connect ECONNREFUSED"'],
  ['2  server cuts 1', 'no answer'],
])('%s is %s', (line, words) => {
  const exchange = exchangeIn(`asked\n1  client → POST /mcp  tools/call echo\n${line}`)
  expect(answerWords(exchange)).toBe(words)
  expect(requestWords(exchange)).toBe('POST /mcp (tools/call echo)')
})
