import { expect, test } from 'vitest'
import { readMessages } from '../../src/core/jsonrpc.ts'
import { type Direction, messageRow, type MessageRow, pair } from '../../src/core/message.ts'

let frames = 0

function row(message: object, direction: Direction = 'to-server'): MessageRow {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message })
  const [decoded] = readMessages(text) ?? []
  if (!decoded) throw new Error(`no message: ${text}`)
  const at = 1_795_251_111_000_000
  return messageRow(decoded, {
    captureId: 1,
    frame: ++frames,
    exchange: 1,
    direction,
    session: null,
    at,
    size: text.length,
  })
}

test('a row says what the message says', () => {
  expect(row({ id: 0, method: 'tools/call', params: { name: 'echo' } })).toMatchObject({
    kind: 'request',
    id: 0,
    method: 'tools/call',
    name: 'echo',
    code: null,
    session: null,
    at: '2026-11-21T08:51:51.000000Z',
    answers: null,
    answeredBy: null,
    relatesTo: null,
    cancelledBy: null,
    collidesWith: null,
  })
  expect(row({ error: { code: -32_600, message: 'no' } })).toMatchObject({ kind: 'error', id: null, code: -32_600 })
})

test('an answer and its request know each other', () => {
  const asked = row({ id: 1, method: 'tools/call', params: { name: 'echo' } })
  const answer = row({ id: 1, result: {} }, 'to-client')
  pair(asked, answer)
  expect(asked.answeredBy).toBe(answer.frame)
  expect(answer).toMatchObject({ answers: asked.frame, method: 'tools/call', name: 'echo' })
})
