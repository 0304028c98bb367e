import { describe, expect, test } from 'vitest'
import { createFold, step } from '../../src/core/fold.ts'
import { resumption } from './stories/resumption.ts'
import { readStory } from './story.ts'
import { CAPTURE, outcomeOf } from './storyRows.ts'

describe('resumption', () => {
  test.each(resumption.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})

test('of very many event ids, the latest are known', () => {
  const lines = Array.from({ length: 6000 }, (_, n) => `${n + 5}  client ← event  event-id e-${n}  data`)
  const { events } = readStory(`a long stream
    1  client → POST /mcp  initialize
    2  client ← 200  session s-1
    3  client → GET /mcp  session s-1
    4  client ← 200  sse
    ${lines.join('\n')}
    6005  client → GET /mcp  session s-1  last-event-id e-5990  on 2
    6006  client ← 200  sse`)
  const fold = createFold(CAPTURE)
  for (const event of events) step(fold, event)
  expect(fold.eventIds.size).toBe(5000)
  const resumed = [...fold.changed.streams].find(({ kind }) => kind === 'resumed')
  expect(resumed?.missed).toHaveLength(9)
})
