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
