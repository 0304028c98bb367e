import { expect, test } from 'vitest'
import { unusualIn } from '../../../src/core/diagnosis/streams.ts'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

const CALL = `a call
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/call slow  session s-1  token p-1
  4  client ← 200  sse`

/** What is remembered of the stream of line 3 when the story is over, and of its twin. */
function streamOf(transcript: string) {
  const { events, labels, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  const exchange = [...fold.open.values()].find(({ stream }) => stream)
  const seen = exchange && fold.seen.streams.of(exchange)
  const line = (frame: number | null | undefined) => (frame == null ? null : labels.get(frame))
  return (
    seen && { ...seen, lastFrame: line(seen.lastFrame), unfinished: line(seen.unfinished), bad: line(seen.bad?.frame) }
  )
}

test('when its blocks came, and how many report what is going on', () => {
  const seen = streamOf(`${CALL}
  5  client ← event  notifications/progress  token p-1
  6  2 s pass
  7  client ← event  notifications/message`)
  expect(seen).toMatchObject({ lastFrame: '7', reports: 2, bad: null, unfinished: null })
  expect((seen?.lastAt ?? 0) - (seen?.firstAt ?? 0)).toBe(2_002_000)
})

test.each([
  ['event-id e-1  data', ['an id: field', 'empty data']],
  ['retry 100  data', ['a retry: field', 'empty data']],
  [': ping', ['a comment']],
  ['result 3', []],
])('%s has in it what readers may not know: %j', (says, unusual) => {
  const seen = streamOf(`${CALL}\n  5  client ← event  ${says}`)
  expect(seen && unusualIn(seen.last)).toEqual(unusual)
})

test.each([
  ['data not json', 'bad'],
  ['data {"some":"object"}', 'bad'],
  ['data {"id":3,"result":{}}', 'bad'],
  ['half {"jsonrpc":"2.0","id":3,"result":{}}', 'unfinished'],
] as const)('%s is %s', (says, what) => {
  expect(streamOf(`${CALL}\n  5  client ← event  ${says}`)?.[what]).toBe('5')
})

const twice = (pause: string) => `${CALL}
  5  client → GET /mcp  session s-1  on 2
  6  client ← 200  sse
  7  client ← event  notifications/tools/list_changed  of 5
  ${pause}
  9  client ← event  notifications/tools/list_changed  of 3`

test('the same message on another stream of the session is its twin, for a second', () => {
  expect(streamOf(twice('8  0.5 s pass'))?.twin).toBeDefined()
  expect(streamOf(twice('8  2 s pass'))?.twin).toBeUndefined()
})
