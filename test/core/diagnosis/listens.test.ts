import { expect, test } from 'vitest'
import { createFold, type Fold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

/** What is left in memory when a story is over. */
function foldOf(transcript: string): Fold {
  const { events, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  return fold
}

const listen = (id: string) =>
  `{"jsonrpc":"2.0","id":${id},"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true}}}`
const acknowledged = (id: string) =>
  `{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{},"_meta":{"io.modelcontextprotocol/subscriptionId":${id}}}}`

test('on stdio the typed id tells which subscription is acknowledged', () => {
  const { listens } = foldOf(`two subscriptions
  1  process starts node server.js
  2  stdin  ${listen('1')}
  3  stdin  ${listen('"1"')}
  4  stdout  ${acknowledged('"1"')}`).seen
  expect(listens.of(null, 1)).toMatchObject({ acknowledged: null, wanted: { toolsListChanged: true } })
  expect(listens.of(null, '1')?.acknowledged).toMatchObject({ honoured: {} })
})

test('on HTTP the stream tells, and an error refuses it', () => {
  const { seen, open } = foldOf(`a subscription, and one that is refused
  1  client → POST /mcp  body ${listen('1')}
  2  client ← 200  sse
  3  client ← event  data ${acknowledged('7')}
  4  client → POST /mcp  body ${listen('1')}  on 2
  5  client ← 404  error -32601 Method not found  id 1`)
  const [exchange] = open.values()
  expect(seen.listens.of(exchange ?? null, null)?.acknowledged).not.toBeNull()
  expect(seen.listens.of(seen.recent[1] ?? null, null)?.refused).toMatchObject({ code: -32_601 })
})

test('the oldest are forgotten', () => {
  const lines = Array.from({ length: 300 }, (_, n) => `${n + 2}  stdin  ${listen(String(n))}`)
  const { listens } = foldOf(['many subscriptions', '1  process starts node server.js', ...lines].join('\n')).seen
  expect([listens.of(null, 0), listens.of(null, 299)]).toEqual([undefined, expect.anything()])
  expect(listens.isEmpty).toBe(false)
})
