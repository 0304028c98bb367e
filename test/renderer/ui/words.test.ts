import { expect, test } from 'vitest'
import {
  between,
  clock,
  count,
  duration,
  idWords,
  sessionName,
  size,
  traffic,
  troubles,
} from '../../../src/renderer/ui/words.ts'
import { aSession } from '../../rows.ts'
import { aCapture } from '../fakeApi.ts'

test('times of day have milliseconds', () => {
  expect(clock('2026-11-21T08:51:51.003456Z')).toMatch(/^\d\d:51:51\.003$/)
})

test('the time between two rows counts microseconds', () => {
  expect(between('2026-11-21T08:51:51.003456Z', '2026-11-21T08:51:52.004000Z')).toBeCloseTo(1000.544, 6)
})

test.each([
  [0.04, '0.0 ms'],
  [3.4, '3.4 ms'],
  [9.96, '10 ms'],
  [999.6, '1.00 s'],
  [59_990, '59.99 s'],
  [59_999, '1 min 0 s'],
  [123_400, '2 min 3 s'],
])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [5_000_000, '5.0 MB'],
])('%d bytes are %s', (bytes, words) => expect(size(bytes)).toBe(words))

test('counts agree with their noun', () => {
  expect([count(0, 'exchange'), count(1, 'exchange'), count(1200, 'copy', 'copies')]).toEqual([
    '0 exchanges',
    '1 exchange',
    '1,200 copies',
  ])
})

test('a session is called by its number in the capture', () => {
  expect(sessionName('12-3')).toBe('S3')
})

test('only what is wrong with a session is listed', () => {
  expect(troubles(aSession())).toEqual([])
  expect(troubles(aSession({ missingOn: [9], refusedOn: [9, 13] }))).toEqual([
    { what: 'id missing', frames: [9] },
    { what: 'refused', frames: [9, 13] },
  ])
})

test('on stdio there are messages and one process, elsewhere exchanges and ids', () => {
  expect(traffic(aCapture(1, { exchanges: 1, messages: 3 }))).toBe('1 exchange')
  expect(traffic(aCapture(1, { transport: 'stdio', messages: 3 }))).toBe('3 messages')
  expect(idWords(aSession())).toBe('a-session-id')
  expect(idWords(aSession({ sessionId: null }))).toBe('no id')
  expect(idWords(aSession({ sessionId: null, transport: 'stdio' }))).toBe('its process')
})
