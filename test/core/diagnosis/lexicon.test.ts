import { describe, expect, test } from 'vitest'
import { lexicon } from '../../../src/core/diagnosis/lexicon.ts'
import { recognised, type Wording } from '../../../src/core/wording.ts'
import { readStory } from '../story.ts'
import { rowsOf } from '../storyRows.ts'

/** What servers answer, as it was seen on the wire. `null`: a plain text. */
const seen: [status: number, code: number | null, text: string, says: string, who: string][] = [
  [404, -32_001, 'Session not found', 'unknown', 'the TypeScript SDK'],
  [404, -32_600, 'Session not found', 'unknown', 'the Python SDK'],
  [404, -32_600, 'Not Found: Invalid or expired session ID', 'unknown', 'the Python SDK'],
  [400, null, 'Bad Request: No valid session ID provided', 'unknown', 'the Python SDK up to 1.25'],
  [400, -32_000, 'Bad Request: No valid session ID provided', 'unknown', 'the examples of the TypeScript SDK'],
  [400, null, 'Invalid or missing session ID', 'unknown', 'the examples of the TypeScript SDK'],
  [404, null, 'Not Found: Session not found', 'unknown', 'rmcp'],
  [404, -32_603, 'Session not found: s-1', 'unknown', 'the Java SDK'],
  [404, null, 'Could not find session', 'unknown', 'the Python SDK'],
  [400, -32_602, 'Invalid session ID', 'unknown', 'mcp-go'],
  [400, null, 'Invalid session ID', 'malformed', 'the Python SDK'],
  [400, -32_000, 'Bad Request: Mcp-Session-Id header is required', 'missing', 'the TypeScript SDK'],
  [400, -32_600, 'Bad Request: Missing session ID', 'missing', 'the Python SDK'],
  [400, -32_601, 'Session ID required in mcp-session-id header', 'missing', 'the Java SDK'],
  [400, null, 'Bad Request: Session ID is required', 'missing', 'rmcp'],
  [404, -32_600, 'Not Found: Session has been terminated', 'ended', 'the Python SDK'],
  [404, null, 'Session terminated', 'ended', 'mcp-go'],
  [400, -32_000, 'Bad Request: Server not initialized', 'not initialized', 'the TypeScript SDK'],
  [200, 0, 'method "tools/list" is invalid during session initialization', 'not initialized', 'the Go SDK'],
  [403, null, 'session user mismatch', 'another owner', 'the Go SDK'],
  [503, -32_603, 'Too many open sessions', 'too many', 'the Python SDK'],
]

describe('words of known servers', () => {
  test.each(seen)('%i %s %s', (status, code, text, says, who) => {
    expect(recognised({ status, code, text }, lexicon)).toMatchObject({ says, who })
  })
})

test('the same words with another status are not theirs', () => {
  expect(recognised({ status: 500, code: -32_001, text: 'Session not found' }, lexicon)).toBeUndefined()
  expect(recognised({ status: 404, code: null, text: 'Sitzung unbekannt' }, lexicon)).toBeUndefined()
})

const STRANGER = readStory(`a server whose words nobody knows
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → POST /mcp  tools/list  session s-1
  6  client ← 409  error -32050 Unterhaltung beendet`)

/** The findings of the stranger, and whether one names whose words they are. */
function judged(ownWords: readonly Wording[]): { ids: string[]; names: boolean } {
  const findings = [...rowsOf(STRANGER.events, { ...STRANGER.capture, ownWords }).findings.values()]
  return {
    ids: findings.map(({ id }) => id),
    names: findings.some(({ text }) => text.includes('the words of our gateway')),
  }
}

test('a wording of the user makes a refusal that nobody knows one of the session, and is named', () => {
  expect(judged([])).toEqual({ ids: [], names: false })
  const mine = { says: 'unknown', status: 409, code: -32_050, text: /beendet/, who: 'our gateway' } as const
  expect(judged([mine]).names).toBe(true)
  expect(judged([mine]).ids).toContain('session-ended-by-server')
})
