import { describe, expect, test } from 'vitest'
import { createFold, step } from '../../src/core/fold.ts'
import { attempts } from './stories/attempts.ts'
import { readStory } from './story.ts'
import { CAPTURE, outcomeOf } from './storyRows.ts'

describe('attempts to connect', () => {
  test.each(attempts.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})

const REFUSED = readStory(`refused
  1  client → POST /mcp  initialize
  2  client ← 503`).events

/** The same events again, so many seconds later and from another client. */
const again = (seconds: number, client = 'client') =>
  REFUSED.map((event) => {
    const frames = { frame: event.frame + seconds * 10, exchange: (event.exchange ?? 0) + seconds * 10 }
    const other = { ...event, ...frames, at: event.at + seconds * 1_000_000 } as typeof event // its kind is the same
    if (other.kind === 'request')
      other.head = {
        ...other.head,
        headers: other.head.headers.map(([name, value]) => [name, value.replace('client', client)]),
      }
    return other
  })

test.each([
  [29, [1, 1]],
  [31, [1, 311]],
])('one that goes on %i seconds later', (seconds, expected) => {
  const fold = createFold(CAPTURE)
  for (const event of [...REFUSED, ...again(seconds)]) step(fold, event)
  expect([...fold.changed.exchanges].map(({ attempt }) => attempt)).toEqual(expected)
  expect([...fold.changed.exchanges].map(({ role }) => role)).toEqual([seconds > 30 ? 'failed' : 'trying', 'trying'])
})

test('of very many clients, the latest are remembered', () => {
  const fold = createFold(CAPTURE)
  for (let n = 0; n < 1100; n++) for (const event of again(n, `client-${n}`)) step(fold, event)
  expect(fold.attempts.size).toBe(1000)
})
