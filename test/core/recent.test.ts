import { expect, test } from 'vitest'
import { remember } from '../../src/core/recent.ts'

test('what was set longest ago makes room for what is set last', () => {
  const map = new Map<string, number>()
  for (const [n, key] of ['a', 'b', 'a', 'c'].entries()) remember(map, key, n, 2)
  expect([...map]).toEqual([
    ['a', 2],
    ['c', 3],
  ])
})

test('it is the oldest that goes, whatever was deleted, set again or let fall below the bound before', () => {
  const map = new Map<number, number>()
  const expected: number[] = []
  for (let n = 0; n < 2000; n++) {
    const key = (n * 7919) % 37
    remember(map, key, n, 10)
    if (expected.includes(key)) expected.splice(expected.indexOf(key), 1)
    expected.push(key)
    if (expected.length > 10) expected.shift()
    if (n % 13 === 0) {
      const gone = expected.splice(n % 3, 4)
      for (const one of gone) map.delete(one)
    }
    expect([...map.keys()]).toEqual(expected)
  }
})
