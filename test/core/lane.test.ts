import { describe, expect, test } from 'vitest'
import { modern } from './stories/modern.ts'
import { readStory } from './story.ts'
import { outcomeOf, rowsOf } from './storyRows.ts'

describe('the modern era', () => {
  test.each(modern.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})

test('a client that gives no name is called by its User-Agent', () => {
  const { events } = readStory(`no name
  1  client → POST /mcp  tools/list  modern  as node
  2  client ← 200
  3  client → POST /mcp  tools/list  modern  as node  on 2
  4  client ← 200`)
  const [session] = [...rowsOf(events).sessions.values()]
  expect(session).toMatchObject({ client: 'node', carriedBy: 2, protocolVersion: '2026-07-28', server: 'server 1' })
})
