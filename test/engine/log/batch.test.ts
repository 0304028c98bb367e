import { expect, test } from 'vitest'
import { EventBatch } from '../../../src/engine/log/batch.ts'
import { decodeSegment } from '../../../src/engine/log/segment.ts'
import { CONNECTION, EVENTS_HEAD, exchange, JSON_HEAD, observed, ping, pong } from './scenes.ts'

const told = [
  ...CONNECTION,
  ...exchange({ body: ping(0), response: EVENTS_HEAD, answer: [`data: ${pong(0)}\n\n`] }),
  ...Array.from({ length: 100 }, (_none, n) =>
    exchange({ number: n + 2, body: ping(n), response: JSON_HEAD, answer: [pong(n)] }),
  ).flat(),
]
const events = observed(told)

const framesIn = (batch: EventBatch) =>
  [...batch.segments()].map(({ frame, bytes }) => [...decodeSegment(frame, bytes)].map((event) => event.frame))

test('a batch is cut into segments of a bounded size, and can be filled again', () => {
  const batch = new EventBatch()
  for (const some of [events, events.slice(0, 300), []]) {
    batch.clear()
    for (const event of some) batch.add(event)
    expect(batch.size).toBe(some.length)
    expect(framesIn(batch).flat()).toEqual(some.map(({ frame }) => frame))
    expect(framesIn(batch).every((frames) => frames.length <= 256)).toBe(true)
  }
})

test('a segment says which kinds of events and which streams it has', () => {
  const batch = new EventBatch()
  for (const event of events) batch.add(event)
  const [first, second] = batch.segments()
  expect([first?.frame, first?.streams]).toEqual([1, new Set([1])])
  expect(second?.streams).toEqual(new Set())
  expect((first?.kinds ?? 0) > (second?.kinds ?? 0)).toBe(true)
})
