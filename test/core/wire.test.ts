import { expect, test } from 'vitest'
import { readMessages } from '../../src/core/jsonrpc.ts'
import { framesOf } from '../../src/core/wire.ts'

test.each([
  ['a body that is no JSON-RPC', undefined, 1],
  ['no message', [], 1],
  ['one message', readMessages('{"jsonrpc":"2.0","method":"a"}'), 1],
  ['a batch', readMessages('[{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","method":"b"}]'), 2],
])('%s takes as many frames as it has messages, and at least one', (_, messages, frames) => {
  expect(framesOf(messages)).toBe(frames)
})
