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

/** Calls that are answered with a call for input: `state` of each. */
const calls = (states: readonly string[], can = '{}') =>
  foldOf(
    [
      'calls that need input',
      ...states.flatMap((state, n) => [
        `${n * 2 + 1}  client → POST /mcp  body {"jsonrpc":"2.0","id":${n},"method":"tools/call","params":{"name":"tool-${n}","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":${can}}}}`,
        `${n * 2 + 2}  client ← 200  {"jsonrpc":"2.0","id":${n},"result":{"resultType":"input_required","requestState":"${state}","inputRequests":{"a":{"method":"sampling/createMessage","params":{"tools":[]}},"b":{"method":"elicitation/create","params":{"mode":"form"}}}}}`,
      ]),
    ].join('\n'),
  )

/** The frame of the request body: a head stands before it. */
const FIRST = 2

test('a call for input is kept with what it asks and what its client can', () => {
  const { rounds } = calls(['r-1'], '{"sampling":{},"elicitation":{"url":{}}}').seen
  expect(rounds.after(FIRST)).toMatchObject({ state: 'r-1', count: 1, same: 1 })
  expect(rounds.after(FIRST)?.undeclared.map(({ capability }) => capability)).toEqual([
    'sampling.tools',
    'elicitation.form',
  ])
  expect(rounds.after(null)).toBeUndefined()
})

test('a state that is too long is not compared', () => {
  expect(calls(['x'.repeat(20_000)]).seen.rounds.after(FIRST)?.state).toBeNull()
})

test('the oldest are forgotten', () => {
  const { rounds } = calls(Array.from({ length: 300 }, (_, n) => `r-${n}`)).seen
  expect(rounds.after(FIRST)).toBeUndefined()
})
