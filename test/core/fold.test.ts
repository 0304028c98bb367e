import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { WireEvent } from '../../src/core/wire.ts'
import { httpSse } from './stories/httpSse.ts'
import { lost } from './stories/lostSessions.ts'
import { modern } from './stories/modern.ts'
import { routing } from './stories/routing.ts'
import { lookAlikes } from './stories/lookAlikes.ts'
import { sound } from './stories/streamableHttp.ts'
import { readStory } from './story.ts'
import { CAPTURE, outcomeOf, rowsOf } from './storyRows.ts'

describe('routing', () => {
  test.each(routing.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})

const stories = [...routing, ...sound, ...lost, ...lookAlikes, ...httpSse, ...modern].map(readStory)

/** Some stories, and a mixture of their events: each keeps its order, and frames are numbered anew. */
const mixtures = fc
  .tuple(fc.shuffledSubarray(stories, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()))
  .map(([chosen, picks]) =>
    mix(
      chosen.map(({ events }) => [...events]),
      picks,
    ),
  )

function mix(tales: WireEvent[][], picks: Iterator<number>): WireEvent[] {
  const mixed: WireEvent[] = []
  const exchanges = tales.map(() => new Map<number, number>())
  let frame = 1
  for (
    let left = tales.filter((tale) => tale.length > 0);
    left.length > 0;
    left = left.filter((tale) => tale.length > 0)
  ) {
    const tale = left[Number(picks.next().value) % left.length] ?? []
    const event = tale.shift()
    if (!event || event.kind === 'stop') continue
    const known = exchanges[tales.indexOf(tale)]
    if (event.kind === 'request') known?.set(event.exchange, frame)
    const exchange = event.exchange === null ? null : (known?.get(event.exchange) ?? 0)
    mixed.push({ ...event, frame, exchange, at: 1_790_000_000_000_000 + frame * 1000 } as WireEvent) // the kind is the same
    frame += 'messages' in event && event.messages ? Math.max(1, event.messages.length) : 1
  }
  return mixed
}

describe('the fold', () => {
  property.prop([mixtures, fc.array(fc.nat(200))])(
    'gives the same rows in one go and in any batches',
    (events, batches) => {
      expect(rowsOf(events, CAPTURE, batches)).toEqual(rowsOf(events))
    },
  )

  property.prop([mixtures])('gives the same rows when it is done again', (events) => {
    expect(rowsOf(events)).toEqual(rowsOf(structuredClone(events)))
  })

  property.prop([mixtures, fc.infiniteStream(fc.nat())])(
    'takes events in any order, and any that are missing',
    (events, picks) => {
      const [pick] = [picks]
      const order = events.map((event) => [Number(pick.next().value), event] as const).sort(([a], [b]) => a - b)
      const kept = order.slice(0, Math.ceil(order.length * 0.8)).map(([, event]) => event)
      expect(() => rowsOf(kept)).not.toThrow()
    },
  )

  test.each(stories)('$title — in every pair of batches', ({ events, capture }) => {
    const whole = rowsOf(events, capture)
    for (let cut = 0; cut < events.length; cut++) expect(rowsOf(events, capture, [cut])).toEqual(whole)
    expect(rowsOf(events, capture, [...events.keys()])).toEqual(whole)
  })
})
