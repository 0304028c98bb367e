import { expect, test } from 'vitest'
import { lossOf } from '../../../src/core/diagnosis/loss.ts'
import { restartBefore } from '../../../src/core/diagnosis/restart.ts'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

const OPEN = `
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1`
const REFUSED = `
  21  client → POST /mcp  tools/list  session s-1
  22  client ← 404  verloren`

/** The fold after a story, and the loss of its first session. */
function lossIn(transcript: string) {
  const { events, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  const [session] = fold.ledger.sessions
  return session && lossOf(session, fold.seen)
}

const stream = (how: string): string =>
  `x${OPEN}\n  3  client → GET /mcp  session s-1\n  4  client ← 200  sse\n  5  server ${how} 3${REFUSED}`

test('a stream that broke off shows a restart, one that ended does not', () => {
  const cut = lossIn(stream('cuts'))
  expect(cut && restartBefore(cut)).toMatchObject({ sure: false })
  const ended = lossIn(stream('ends'))
  expect(ended && restartBefore(ended)).toBeUndefined()
})
