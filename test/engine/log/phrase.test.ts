import { expect, test } from 'vitest'
import { phraseOf, readable, textOfEvent } from '../../../src/engine/log/phrase.ts'
import { AT, CONNECTION, exchange, JSON_HEAD, observed } from './scenes.ts'

test.each([
  ['session', 'No valid Session ID', true],
  ['sess', 'No valid Session ID', true],
  ['ession', 'No valid Session ID', false],
  ['valid session', 'no VALID session id', true],
  ['valid session', 'no valid, session id', false],
  ['{"a"', 'text {"a": 1}', true],
  ['"quoted"', String.raw`{"text":"it is \"quoted\" here"}`, true],
  ['second', String.raw`{"text":"first\nsecond"}`, true],
  ['éa', String.raw`{"text":"\u00e9a"}`, true],
  ['a.c', 'abc', false],
])('%s in %s: %s', (value, text, matches) => {
  expect(phraseOf(value).matches(text)).toBe(matches)
})

test('the index is asked for words, the last of which may go on', () => {
  expect(phraseOf('Not found').query).toBe('"Not" "found"*')
  expect(phraseOf('not-found: 404)').query).toBe('"not" "found" "404"')
  expect(phraseOf('{}').query).toBeNull()
})

test('escapes of JSON are undone', () => {
  expect(readable(String.raw`a\nb\"c\\d\u0041\/`)).toBe('a\nb"c\\dA/')
  expect(readable('plain')).toBe('plain')
})

test('heads, bodies and reasons are text; what says nothing has none', () => {
  const events = observed([...CONNECTION, ...exchange({ body: 'abc', response: JSON_HEAD })], { stop: true })
  expect(events.map(textOfEvent)).toEqual(['POST /mcp HTTP/1.1\r\n\r\n', 'abc', `${JSON_HEAD}\r\n\r\n`, '', ''])
  const facts = { frame: 1, at: AT, exchange: null }
  expect(textOfEvent({ ...facts, kind: 'spawn', command: ['node', 'a.js'], pid: 1, failure: null })).toContain('a.js')
})
