import { expect, test } from 'vitest'
import { elsewhere } from '../../../src/core/diagnosis/elsewhere.ts'
import { rules } from '../../../src/core/diagnosis/tables.ts'
import { known } from './known.ts'

const ids = rules.map(({ id }) => id)

test('every known failure is a rule, or said to be told elsewhere, and not both', () => {
  const told = [...ids, ...elsewhere.map(({ id }) => id)]
  expect(known.map((id) => [id, told.filter((other) => other === id).length])).toEqual(known.map((id) => [id, 1]))
  expect(new Set(known).size).toBe(162)
})

test('what is told elsewhere is known, and told by a rule if it says so', () => {
  for (const { id, where } of elsewhere) {
    expect(known).toContain(id)
    if (where !== null) expect(ids).toContain(where)
  }
})
