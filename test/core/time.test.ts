import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { fromIso, iso } from '../../src/core/time.ts'

const A_SECOND = 1_000_000
/** From 1970 to 2200. */
const times = fc.integer({ min: 0, max: 7_258_118_400 * A_SECOND })

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [1_795_251_111_123_456, '2026-11-21T08:51:51.123456Z'],
  [1_795_251_111_000_001, '2026-11-21T08:51:51.000001Z'],
  [1_795_251_111_999_999.75, '2026-11-21T08:51:51.999999Z'],
])('%d is %s', (at, text) => {
  expect(iso(at)).toBe(text)
})

property.prop([fc.array(times)])('reads back what it writes, in any order', (all) => {
  expect(all.map((at) => fromIso(iso(at)))).toEqual(all)
})

property.prop([times])('agrees with Date to the millisecond', (at) => {
  expect(`${iso(at).slice(0, 23)}Z`).toBe(new Date(Math.floor(at / 1000)).toISOString())
})

property.prop([times, times])('texts stand in the order of their times', (a, b) => {
  expect(iso(a) < iso(b)).toBe(a < b)
})

test.each([
  ['2026-11-21T08:51:51Z', 1_795_251_111_000_000],
  ['2026-11-21T08:51:51.5Z', 1_795_251_111_500_000],
  ['2026-11-21T08:51:51.1234Z', 1_795_251_111_123_400],
  ['2026-11-21T09:51:51.123456+01:00', 1_795_251_111_123_456],
  ['2026-11-21T08:51:51.123456789Z', 1_795_251_111_123_456],
])('%s is %d', (text, at) => {
  expect(fromIso(text)).toBe(at)
})
