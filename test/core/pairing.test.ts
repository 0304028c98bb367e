import { expect, test } from 'vitest'
import type { Direction } from '../../src/core/message.ts'
import { Pairing, type Waiting } from '../../src/core/pairing.ts'
import { aMessage } from '../rows.ts'

let frames = 0

type Id = string | number | null

const request = (id: Id, direction: Direction = 'to-server', scope = 's'): Waiting => ({
  row: aMessage(++frames, { id, direction, method: 'ping' }),
  scope,
  message: null,
})

const result = (id: Id, direction: Direction = 'to-client') => aMessage(++frames, { kind: 'result', id, direction })

test('an answer is for one request, once', () => {
  const pairing = new Pairing()
  const asked = request(1)
  pairing.expect(asked)
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
  pairing.expect(request(1))
  expect(pairing.answered(session, answer)).toBeUndefined()
})

test('both sides may use an id at once', () => {
  const pairing = new Pairing()
  const [mine, theirs] = [request(1), request(1, 'to-client')]
  expect([pairing.expect(mine), pairing.expect(theirs)]).toEqual([undefined, undefined])
  expect(pairing.answered('s', result(1, 'to-server'))).toBe(theirs)
  expect(pairing.answered('s', result(1))).toBe(mine)
})

test('a second request of an id meets the first one, as long as that waits', () => {
  const pairing = new Pairing()
  const [first, second, third] = [request(1), request(1), request(1)]
  pairing.expect(first)
  expect(pairing.expect(second)).toBe(first)
  pairing.settled(second)
  expect(pairing.expect(third)).toBeUndefined()
})

test('a request that was settled elsewhere waits no longer; another one with its id does', () => {
  const pairing = new Pairing()
  const [first, second] = [request(1), request(1)]
  pairing.expect(first)
  pairing.settled(first)
  expect(pairing.answered('s', result(1))).toBeUndefined()
  pairing.expect(second)
  pairing.settled(first)
  expect(pairing.answered('s', result(1))).toBe(second)
})

test('a request that moves waits in its new scope only; one that was answered stays so', () => {
  const pairing = new Pairing()
  const [waiting, done] = [request(1), request(2)]
  pairing.expect(waiting)
  pairing.expect(done)
  pairing.settled(done)
  pairing.move(waiting, 't')
  pairing.move(done, 't')
  expect(pairing.answered('s', result(1))).toBeUndefined()
  expect(pairing.answered('t', result(2))).toBeUndefined()
  expect(pairing.answered('t', result(1))).toBe(waiting)
})

test('a request is found while it waits, and a while after', () => {
  const pairing = new Pairing()
  const asked = request(1)
  pairing.expect(asked)
  expect(pairing.find('s', 'to-server', 1)).toBe(asked.row)
  pairing.answered('s', result(1))
  expect(pairing.find('s', 'to-server', 1)).toBe(asked.row)
  for (let id = 2; id <= 1001; id++) pairing.settled(request(id))
  expect(pairing.find('s', 'to-server', 1)).toBeUndefined()
})

test('the oldest of very many that wait is forgotten', () => {
  const pairing = new Pairing()
  for (let id = 0; id <= 10_000; id++) pairing.expect(request(id))
  expect(pairing.size).toBe(10_000)
  expect(pairing.answered('s', result(0))).toBeUndefined()
  expect(pairing.answered('s', result(1))).toBeDefined()
  expect(pairing.answered('s', result(10_000))).toBeDefined()
})
