import { describe, expect, test } from 'vitest'
import { routing } from './stories/routing.ts'
import { readStory } from './story.ts'
import { outcomeOf, rowsOf } from './storyRows.ts'

describe('answers', () => {
  test.each(routing.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})

test('the size of a message is in bytes', () => {
  const texts = ['plain', 'größer', '漢字', '😀']
  const sizes = texts.map((name) => {
    const { events } = readStory(`sizes\n1  client → POST /mcp  tools/call ${name}`)
    return [...rowsOf(events).messages.values()].map(({ size }) => size)
  })
  const empty = Buffer.byteLength('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":""}}')
  expect(sizes).toEqual(texts.map((name) => [empty + Buffer.byteLength(name)]))
})
