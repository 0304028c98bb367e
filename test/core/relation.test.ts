import { describe, expect, test } from 'vitest'
import { readMessages } from '../../src/core/jsonrpc.ts'
import { Pairing } from '../../src/core/pairing.ts'
import { Relations } from '../../src/core/relation.ts'
import { aMessage } from '../rows.ts'
import { relations } from './stories/relations.ts'
import { readStory } from './story.ts'
import { outcomeOf } from './storyRows.ts'

describe('what belongs to a request', () => {
  test.each(relations.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})

function decoded(body: object) {
  const [message] = readMessages(JSON.stringify({ jsonrpc: '2.0', ...body })) ?? []
  if (!message) throw new Error('no message')
  return message
}

const MODERN = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }

test('the order of keys makes no other call, and any other difference does', () => {
  const known = new Relations()
  const call = (params: object) => decoded({ id: 1, method: 'tools/call', params })
  const first = call({ name: 'ask', arguments: { a: 1, b: [{ c: 2, d: 3 }] }, _meta: MODERN })
  const request = { row: aMessage(1), scope: 's', message: known.keep(first) }
  known.answered('s', request, decoded({ id: 1, result: { resultType: 'input_required', inputRequests: {} } }))
  const roundOf = (params: object, scope = 's') => known.of(scope, 'to-server', call(params), new Pairing())
  expect(roundOf({ inputResponses: {}, arguments: { b: [{ d: 3, c: 2 }], a: 1 }, name: 'ask' })).toBe(1)
  expect(roundOf({ inputResponses: {}, arguments: { b: [{ d: 3, c: 2 }], a: '1' }, name: 'ask' })).toBeNull()
  expect(roundOf({ arguments: { b: [{ d: 3, c: 2 }], a: 1 }, name: 'ask' })).toBeNull()
  expect(roundOf({ inputResponses: {}, name: 'ask', arguments: { a: 1, b: [{ c: 2, d: 3 }] } }, 't')).toBeNull()
})

const progress = (progressToken: number) => decoded({ method: 'notifications/progress', params: { progressToken } })
const status = (taskId: string) => decoded({ method: 'notifications/tasks/status', params: { taskId } })

test('of many tokens and tasks, the latest are known', () => {
  const known = new Relations()
  for (let n = 0; n < 20_001; n++) {
    const request = { row: aMessage(n), scope: 's', message: null }
    known.asked('s', request.row, decoded({ id: n, method: 'tools/call', params: { _meta: { progressToken: n } } }))
    known.answered('s', request, decoded({ id: n, result: { task: { taskId: `t-${n}` } } }))
  }
  expect(known.size).toBe(11_000)
  const of = (message: ReturnType<typeof decoded>) => known.of('s', 'to-client', message, new Pairing())
  expect([of(progress(20_000)), of(progress(19_000)), of(status('t-20000')), of(status('t-0'))]).toEqual([
    20_000,
    null,
    20_000,
    null,
  ])
})
