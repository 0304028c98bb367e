import { describe, expect, test } from 'vitest'
import { spanFor, theEnd } from '../../../src/renderer/stores/span.ts'

describe('which rows to ask for', () => {
  test('the same ones, while they reach far enough', () => {
    const now = { offset: 100, limit: 300 }
    expect(spanFor(130, 160, 1000, now)).toBe(now)
    expect(spanFor(350, 379, 1000, now)).toBe(now)
  })

  test('others, when the edge comes near', () => {
    expect(spanFor(110, 140, 1000, { offset: 100, limit: 300 })).toEqual({ offset: 10, limit: 300 })
    expect(spanFor(351, 381, 1000, { offset: 100, limit: 300 })).toEqual({ offset: 251, limit: 300 })
  })

  test('nothing before the first row and nothing behind the last', () => {
    const first = { offset: 0, limit: 300 }
    expect(spanFor(0, 30, 1000, first)).toBe(first)
    const last = { offset: 700, limit: 300 }
    expect(spanFor(970, 999, 1000, last)).toBe(last)
  })

  test('from the beginning, when somebody leaves the end', () => {
    expect(spanFor(500, 530, 1000, theEnd)).toEqual({ offset: 400, limit: 300 })
  })

  test('enough for a very high window', () => {
    const { offset, limit } = spanFor(1000, 1400, 100_000, theEnd)
    expect(offset).toBeLessThanOrEqual(980)
    expect(offset + limit).toBeGreaterThanOrEqual(1420)
  })
})
