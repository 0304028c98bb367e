import { describe, expect, test } from 'vitest'
import { belong, isAccepted, isEndpoint, pathname } from '../../src/core/belong.ts'
import { beginExchange, type OpenExchange } from '../../src/core/exchange.ts'
import { createFold } from '../../src/core/fold.ts'
import { parseHead } from '../../src/core/http.ts'
import { readStory } from './story.ts'
import { CAPTURE, outcomeOf } from './storyRows.ts'

function exchange(target: string): OpenExchange {
  const head = parseHead(`POST ${target} HTTP/1.1\r\n\r\n`)
  const place = { frame: 1, exchange: 1, at: 0, connection: 1, client: '' }
  return beginExchange({ kind: 'request', ...place, bytes: Buffer.alloc(0), head }, CAPTURE)
}

test('a session that is known late takes in the messages and the stream that came before', () => {
  const story = readStory(`late
  1  client → GET /sse
  2  client ← 200  sse
  3  client ← event  notifications/message
  4  client ← event  endpoint /messages?sessionId=a1
  ⇒ session #1 a1  http+sse  issued 1
  ⇒ exchange 1 #1  http+sse  legacy  no method
  ⇒ stream 1 #1 endpoint  events 2
  ⇒ message 3 #1 notification notifications/message`)
  expect(outcomeOf(story)).toEqual(story.expected)
})

test('what is told last stands, and the first path of a session is its own', () => {
  const fold = createFold(CAPTURE)
  const peer = { connection: 1, client: '', replay: null }
  const [one, two] = ['one', 'two'].map((id) => fold.ledger.open(0, peer, id, 'streamable-http', 'legacy'))
  const asked = exchange('/mcp?x=1')
  if (one && two) {
    belong(fold, asked, one, 1)
    belong(fold, asked, two, 2)
    belong(fold, exchange('/other'), two, 3)
  }
  expect(asked.row).toMatchObject({ session: '1-2', transport: 'streamable-http', era: 'legacy' })
  expect([one?.path, two?.path]).toEqual(['/mcp', '/mcp'])
  expect(two?.row.lastSeenAt).toBe('1970-01-01T00:00:00.000003Z')
})

describe('an exchange', () => {
  test.each([
    ['/mcp', '/mcp', true],
    ['/mcp?a=/x', '/mcp', true],
    ['/mcp/', '/mcp/', false],
    ['/', '/', false],
  ])('to %s is at %s, the endpoint: %j', (target, path, expected) => {
    const asked = exchange(target)
    expect([pathname(asked), isEndpoint(createFold(CAPTURE), asked)]).toEqual([path, expected])
  })

  test.each([
    [null, false],
    [101, false],
    [200, true],
    [299, true],
    [307, false],
    [404, false],
  ])('that is answered with %j is accepted: %j', (status, expected) => {
    const asked = exchange('/mcp')
    asked.row.status = status
    expect(isAccepted(asked)).toBe(expected)
  })
})
