import { describe, expect, test } from 'vitest'
import { readMessages } from '../../src/core/jsonrpc.ts'
import { type Direction, messageRow, type MessageRow, pair, Pairing } from '../../src/core/message.ts'

let frames = 0

function row(message: object, direction: Direction = 'to-server'): MessageRow {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message })
  const [decoded] = readMessages(text) ?? []
  if (!decoded) throw new Error(`no message: ${text}`)
  const at = 1_795_251_111_000_000
  return messageRow(decoded, { captureId: 1, frame: ++frames, exchange: 1, direction, at, size: text.length })
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

const request = (id: unknown, direction?: Direction) => row({ id, method: 'ping' }, direction)
const result = (id: unknown, direction: Direction = 'to-client') => row({ id, result: {} }, direction)

describe('pairing', () => {
  test('an answer is for one request, once', () => {
    const pairing = new Pairing()
    const asked = request(1)
    pairing.expect('s', asked)
    expect(pairing.answered('s', result(1))).toBe(asked)
    expect(pairing.answered('s', result(1))).toBeUndefined()
  })

  test.each([
    ['another session', 't', result(1)],
    ['another id', 's', result(2)],
    ['the same digits as text', 's', result('1')],
    ['the same direction', 's', result(1, 'to-server')],
  ])('%s is no answer', (_, session, answer) => {
    const pairing = new Pairing()
    pairing.expect('s', request(1))
    expect(pairing.answered(session, answer)).toBeUndefined()
  })

  test('both sides may use an id at once', () => {
    const pairing = new Pairing()
    const [mine, theirs] = [request(1), request(1, 'to-client')]
    pairing.expect('s', mine)
    pairing.expect('s', theirs)
    expect(pairing.answered('s', result(1, 'to-server'))).toBe(theirs)
    expect(pairing.answered('s', result(1))).toBe(mine)
  })

  test('a request that was settled elsewhere waits no longer; another one with its id does', () => {
    const pairing = new Pairing()
    const [first, second] = [request(1), request(1)]
    pairing.expect('s', first)
    pairing.settled('s', first)
    expect(pairing.answered('s', result(1))).toBeUndefined()
    pairing.expect('s', second)
    pairing.settled('s', first)
    expect(pairing.answered('s', result(1))).toBe(second)
  })

  test('the oldest of very many that wait is forgotten', () => {
    const pairing = new Pairing()
    for (let id = 0; id <= 50_000; id++) pairing.expect('s', request(id))
    expect(pairing.answered('s', result(0))).toBeUndefined()
    expect(pairing.answered('s', result(1))).toBeDefined()
    expect(pairing.answered('s', result(50_000))).toBeDefined()
  })
})
