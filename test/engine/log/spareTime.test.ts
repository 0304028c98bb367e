import { expect, onTestFinished, test } from 'vitest'
import { inSpareTime, type Spare } from '../../../src/engine/log/spareTime.ts'

/** Work of so many pieces. */
function pieces(name: string, count: number, done: string[], fails = 0): Spare {
  return {
    get isDue() {
      return count > 0
    },
    work() {
      if (fails-- > 0) throw new Error('locked')
      count--
      done.push(name)
    },
  }
}

test('what is due is done piece by piece, the first before the second, and tried again when it fails', async () => {
  const done: string[] = []
  const spare = inSpareTime([pieces('a', 2, done, 1), pieces('b', 3, done)])
  onTestFinished(() => spare.stop())
  await expect.poll(() => done).toEqual(['a', 'a', 'b', 'b', 'b'])
})

test('what becomes due later is done when something has come', async () => {
  let isDue = false
  let times = 0
  const work: Spare = {
    get isDue() {
      return isDue
    },
    work() {
      isDue = false
      times++
    },
  }
  const spare = inSpareTime([work])
  onTestFinished(() => spare.stop())
  for (const expected of [1, 2]) {
    isDue = true
    spare.come()
    await expect.poll(() => times).toBe(expected)
  }
})
