import { expect, test } from 'vitest'
import { createFold, step } from '../../../src/core/fold.ts'
import { readStory } from '../story.ts'

/** What is remembered of the calls of a story, by the numbers of its lines. */
function callsOf(transcript: string) {
  const { events, labels, capture } = readStory(transcript)
  const fold = createFold(capture)
  for (const event of events) step(fold, event)
  const line = (frame: number | undefined) => (frame === undefined ? null : labels.get(frame))
  const [session] = fold.ledger.sessions
  return {
    waiting: [...fold.seen.calls.waiting.keys()].map(line),
    recent: fold.seen.calls.of(session?.row.key ?? '').map(({ row, answer, cancelled, token, isTask, isModern }) => ({
      line: line(row.frame),
      answer: line(answer?.row.frame),
      cancelled: cancelled && [line(cancelled.frame), cancelled.reason],
      token,
      isTask,
      isModern,
    })),
    tasks: [...fold.seen.calls.tasks.keys()],
    isInitialized: fold.seen.calls.initialized.has(session?.row.key ?? ''),
  }
}

const OPEN = `a session
  1  client → POST /mcp  initialize
  2  client ← 200  session s-1
  3  client → POST /mcp  notifications/initialized  session s-1
  4  client ← 202`

const plain = { answer: null, cancelled: null, token: undefined, isTask: false, isModern: false }

test('requests of both sides wait until they are answered', () => {
  const calls = callsOf(`${OPEN}
  5  client → POST /mcp  tools/call ask  session s-1  token p-1
  6  client ← 200  sse
  7  client ← event  roots/list  id 0
  8  client → POST /mcp  result 0  session s-1  on 2
  9  client ← 202`)
  expect(calls.isInitialized).toBe(true)
  expect(calls.waiting).toEqual(['5'])
  expect(calls.recent).toEqual([
    { ...plain, line: '5', token: 'p-1' },
    { ...plain, line: '7', answer: '8' },
  ])
})

test('a cancellation finds its request by its id, with the reason', () => {
  const { recent, waiting } = callsOf(`${OPEN}
  5  client → POST /mcp  tools/call slow  session s-1  id "a"
  6  client → POST /mcp  body {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"a","reason":"why not"}}  session s-1`)
  expect(recent).toEqual([{ ...plain, line: '5', cancelled: ['6', 'why not'] }])
  expect(waiting).toEqual(['5'])
})

test('tasks are known by what created them', () => {
  const { tasks, recent } = callsOf(`${OPEN}
  5  client → POST /mcp  body {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"a","task":{}}}  session s-1
  6  client ← 200  {"jsonrpc":"2.0","id":5,"result":{"task":{"taskId":"t-1"}}}`)
  expect(tasks).toEqual(['t-1'])
  expect(recent).toEqual([{ ...plain, line: '5', answer: '6', isTask: true }])
})

test('of a session that asks much only the last requests are remembered', () => {
  const asked = Array.from(
    { length: 40 },
    (_, n) => `${5 + 2 * n}  client → POST /mcp  tools/list  session s-1
  ${6 + 2 * n}  client ← 200`,
  )
  const { recent, waiting } = callsOf(`${OPEN}\n  ${asked.join('\n  ')}`)
  expect(waiting).toEqual([])
  expect(recent.map(({ line }) => Number(line))).toEqual(Array.from({ length: 24 }, (_, n) => 37 + 2 * n))
})
