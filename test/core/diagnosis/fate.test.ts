import { describe, expect, test } from 'vitest'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

/** What became of the sessions of a story, by their numbers; what it may be instead in brackets. */
function fatesOf(transcript: string): string[] {
  const { events, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  return [...fold.ledger.sessions].flatMap((session) => {
    const { fate } = fold.seen.story(session)
    return fate ? [`${session.row.sessionId} ${fate.id}${fate.beside.map((id) => ` (${id})`).join('')}`] : []
  })
}

const OPEN = `
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1`
const WORKS = `
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200`
const REFUSED = `
  21  client → POST /mcp  tools/list  session s-1
  22  client ← 404  verloren`

describe('the causes of one symptom are tried in order', () => {
  test.each([
    ['nothing was lost', OPEN + WORKS, []],
    ['it never worked', OPEN + REFUSED, ['s-1 two-session-managers (session-lost-no-affinity)']],
    ['nothing shows why', OPEN + WORKS + REFUSED, ['s-1 session-ended-by-server']],
    [
      'it was ended',
      `${OPEN}${WORKS}\n  5  client → DELETE /mcp  session s-1\n  6  client ← 200${REFUSED}`,
      ['s-1 session-deleted-then-used'],
    ],
    ['it was silent for long', `${OPEN}${WORKS}\n  5  600 s pass${REFUSED}`, ['s-1 session-expired-idle']],
    [
      'it was ended, and silent for long after that',
      `${OPEN}${WORKS}\n  5  client → DELETE /mcp  session s-1\n  6  client ← 200\n  7  600 s pass${REFUSED}`,
      ['s-1 session-deleted-then-used'],
    ],
    [
      'the server was away, and then silent for long',
      `${OPEN}${WORKS}\n  5  client → POST /mcp  tools/list  session s-1\n  6  client ← 502\n  7  600 s pass${REFUSED}`,
      ['s-1 session-lost-after-restart'],
    ],
    [
      'it works again after the server was away',
      `${OPEN}${WORKS}\n  5  client → POST /mcp  tools/list  session s-1\n  6  client ← 502${REFUSED}\n  23  client → POST /mcp  tools/list  session s-1  on 2\n  24  client ← 200`,
      ['s-1 session-lost-no-affinity'],
    ],
    [
      'only GET is refused, and the session goes on',
      `${OPEN}\n  3  client → GET /mcp  session s-1\n  4  client ← 404\n  5  client → POST /mcp  tools/list  session s-1\n  6  client ← 200`,
      [],
    ],
    ['nobody issued it', REFUSED, ['s-1 session-id-never-issued']],
  ])('%s', (title, lines, expected) => {
    expect(fatesOf(title + lines)).toEqual(expected)
  })
})
