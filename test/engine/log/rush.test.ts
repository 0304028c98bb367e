import { expect, onTestFinished, test, vi } from 'vitest'
import { SLAB_BYTES } from '../../../src/engine/log/records.ts'
import { afterTheRush } from '../../../src/engine/log/rush.ts'

/** What takes slabs, and the numbers of those that were written. A clock of the test's own: what counts is when. */
function writing() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const written: number[] = []
  const slabs = afterTheRush(({ captureId }) => void written.push(captureId))
  let count = 0
  const take = (used: number) => slabs.take({ captureId: ++count, memory: new ArrayBuffer(0), used })
  return { written, full: () => take(SLAB_BYTES - 100), part: () => take(1000), now: () => slabs.now() }
}

test('calm traffic is written as it comes', () => {
  const { written, part } = writing()
  part()
  expect(written).toEqual([1])
  part()
  expect(written).toEqual([1, 2])
})

test('the first moments of a rush wait, and are written in order when it is over', () => {
  const { written, full, part } = writing()
  part()
  full()
  full()
  vi.advanceTimersByTime(300)
  expect(written).toEqual([1])
  part()
  expect(written).toEqual([1, 2, 3, 4])
})

test('a rush that lasts is written while it does, and the next one waits again', () => {
  const { written, full, part } = writing()
  full()
  vi.advanceTimersByTime(500)
  expect(written).toEqual([1])
  full()
  expect(written).toEqual([1, 2])
  part()
  full()
  expect(written).toEqual([1, 2, 3])
})

test('what waits never fills the queue', () => {
  const { written, full } = writing()
  for (let n = 1; n < 64; n++) full()
  expect(written).toEqual([])
  full()
  expect(written).toHaveLength(64)
  full()
  expect(written).toHaveLength(65)
})

test('what was asked for is done after all that came before it', () => {
  const { written, full, now } = writing()
  full()
  now()
  expect(written).toEqual([1])
  vi.advanceTimersByTime(500)
  expect(written).toEqual([1])
})
