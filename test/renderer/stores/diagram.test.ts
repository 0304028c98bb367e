import { afterEach, expect, test } from 'vitest'
import { diagram } from '../../../src/renderer/stores/diagram.ts'
import { aMessage, anExchange, aSession } from '../../rows.ts'
import { fakeApi, installFake } from '../fakeApi.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0).toReversed()) stop()
})

function life() {
  const frames = Array.from({ length: 50 }, (_none, n) => 1 + n * 4)
  const fake = fakeApi({
    sessions: [aSession()],
    exchanges: frames.map((frame) => anExchange(frame)),
    messages: frames.map((frame) => aMessage(frame + 1)),
  })
  stops.push(installFake(fake))
  return fake
}
const query = { captureId: 1, session: '1-1' }

test('the arrows of a session are told as they come', async () => {
  const fake = life()
  stops.push(diagram.ask(query, true))
  const { use } = diagram
  await expect.poll(() => use.getState()).toMatchObject({ answered: true, total: 100, offset: 0 })
  fake.change(({ exchanges }) => exchanges.push(anExchange(999)))
  await expect.poll(() => use.getState().rows.at(-1)).toMatchObject({ captureId: 1, frame: 999 })
})

test('a frame is found among them, be it an exchange or a message', async () => {
  life()
  expect(await diagram.placeOf(query, 1)).toBe(0)
  expect(await diagram.placeOf(query, 2)).toBe(1)
  expect(await diagram.placeOf(query, 1 + 4 * 20)).toBe(40)
  expect(await diagram.placeOf(query, 3)).toBeNull()
})

test('a session that is not there is a failure to show', async () => {
  life()
  stops.push(diagram.ask({ captureId: 1, session: '1-9' }, true))
  await expect.poll(() => diagram.use.getState().failure).toMatchObject({ kind: 'not-found' })
})
