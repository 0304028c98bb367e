import { expect, test } from 'vitest'
import { lossOf, vainTries } from '../../../src/core/diagnosis/loss.ts'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

const OPEN = `
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1`

/** The fold after a story, and the loss of its first session. */
function lossIn(transcript: string) {
  const { events, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  const [session] = fold.ledger.sessions
  return session && lossOf(session, fold.seen)
}

test('a session that was not refused is no loss', () => {
  expect(lossIn(`x${OPEN}`)).toBeUndefined()
})

const again = (n: number): string =>
  `\n  ${n}  client → POST /mcp  tools/list  session s-1  on ${n}\n  ${n + 1}  client ← 404  verloren`

test('each new connection is another try', () => {
  const loss = lossIn(`x${OPEN}${again(3)}${again(5)}${again(7)}`)
  expect(loss && vainTries(loss)).toBe(3)
})
