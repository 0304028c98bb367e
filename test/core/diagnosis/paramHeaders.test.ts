import { expect, test } from 'vitest'
import { createFold, type Fold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

/** Lists of tools, one after the other, each as JSON. */
function foldOf(...lists: readonly object[]): Fold {
  const lines = lists.flatMap((tools, n) => [
    `${n * 2 + 1}  client → POST /mcp  tools/list  modern one`,
    `${n * 2 + 2}  client ← 200  {"jsonrpc":"2.0","id":${n * 2 + 1},"result":{"resultType":"complete","tools":${JSON.stringify(tools)}}}`,
  ])
  const { events, capture } = readStory(['lists', ...lines].join('\n'))
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  return fold
}

const mirrored = (name: string) => ({ type: 'string', 'x-mcp-header': name })
const tool = (name: string, properties: object) => ({ name, inputSchema: { type: 'object', properties } })

test('what a tool wants mirrored is found at any depth of properties, and nowhere else', () => {
  const place = { type: 'object', properties: { zone: mirrored('Zone') } }
  const list = { type: 'array', items: { properties: { each: mirrored('Each') } } }
  const { paramHeaders } = foldOf([tool('find', { region: mirrored('Region'), place, list }), tool('plain', {})]).seen
  expect(paramHeaders.of('find')?.mirrored).toEqual([
    { header: 'mcp-param-region', path: ['region'] },
    { header: 'mcp-param-zone', path: ['place', 'zone'] },
  ])
  expect(paramHeaders.of('plain')).toBeUndefined()
})

test('a later list replaces what an earlier one told of the same tool', () => {
  const { paramHeaders } = foldOf([tool('find', { region: mirrored('Region') })], [tool('find', {})]).seen
  expect(paramHeaders.of('find')).toBeUndefined()
})

test('the oldest are forgotten', () => {
  const tools = Array.from({ length: 600 }, (_, n) => tool(`tool-${n}`, { region: mirrored('Region') }))
  const { paramHeaders } = foldOf(tools).seen
  expect([paramHeaders.of('tool-0'), paramHeaders.of('tool-599')]).toEqual([undefined, expect.anything()])
})
