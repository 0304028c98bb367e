import { expect, test } from 'vitest'
import { disappointments, type ExpectedOf, expectations } from '../../src/core/expectations.ts'
import { readStory } from './story.ts'
import { rowsOf } from './storyRows.ts'

const all = Object.keys(expectations) as (keyof typeof expectations)[] // its own keys

function rowsIn(transcript: string): ExpectedOf {
  const { events, capture } = readStory(transcript)
  const { exchanges, sessions, messages } = rowsOf(events, capture)
  return {
    refused: [...exchanges.values()].filter(
      ({ rpc, status }) => rpc !== null && status !== null && status >= 400 && status < 500,
    ),
    sessions: [...sessions.values()],
    unanswered: [...messages.values()].filter(({ kind, answeredBy }) => kind === 'request' && answeredBy === null),
  }
}

const sound = `sound
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  tools/list  session s-1
  4  client ← 200
  5  client → DELETE /mcp  session s-1
  6  client ← 200`

test('sound traffic is as expected', () => {
  expect(disappointments(1, all, rowsIn(sound))).toEqual([])
})

test('each expectation can be disappointed', () => {
  const broken = rowsIn(`broken
    1  client → POST /mcp  initialize
    2  client ← 200  session s-1
    3  client → POST /mcp  tools/list
    4  client ← 400  error -32000 Bad Request: Mcp-Session-Id header is required
    5  client → POST /mcp  tools/call slow  session s-1
    6  client ← 200  sse
    7  server ends 5
    8  the tap stops`)
  expect(disappointments(1, all, broken).map(({ id, frames }) => [id, frames.length > 0])).toEqual([
    ['expected-no-4xx', true],
    ['expected-one-session', true],
    ['expected-clean-end', expect.any(Boolean)],
    ['expected-answered', true],
  ])
})

test('only what is asked for is judged', () => {
  const rows = rowsIn(`asked\n 1  client → POST /mcp  tools/list  session made-up\n 2  client ← 404  Session not found`)
  expect(disappointments(1, ['no-4xx'], rows)).toMatchObject([
    { id: 'expected-no-4xx', frames: [{ frame: 1 }], count: 1 },
  ])
})

test('nobody answers what was cancelled, nor a subscription, and replays do not count', () => {
  const rows = rowsIn(`a call that its client gives up
    1  client → POST /mcp  initialize
    2  client ← 200  session s-1
    3  client → POST /mcp  tools/call slow  session s-1  id 7
    4  client ← 200  sse
    5  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}  session s-1
    6  client ← 202
    7  server ends 3
    8  client → POST /mcp  tools/call  session made-up  replay 1  on 9
    9  client ← 404  Session not found
    10  client → DELETE /mcp  session s-1
    11  client ← 200`)
  expect(rows.unanswered).toHaveLength(2)
  expect(disappointments(1, all, rows)).toEqual([])
})
