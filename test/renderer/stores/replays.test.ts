import { afterEach, expect, test } from 'vitest'
import { useReplay } from '../../../src/renderer/stores/replays.ts'
import { anExchange } from '../../rows.ts'
import { fakeApi, installFake } from '../fakeApi.ts'

let uninstall = () => {}
afterEach(() => {
  uninstall()
  useReplay.getState().close()
})

const of = { captureId: 1, frame: 25 }

test('a replay ends with both exchanges to compare', async () => {
  uninstall = installFake(fakeApi({ exchanges: [anExchange(25, { status: 400 }), anExchange(26)] }))
  await useReplay.getState().replay(of, 'fresh')
  expect(useReplay.getState().current).toMatchObject({
    state: 'done',
    mode: 'fresh',
    original: { exchange: { frame: 25, status: 400 } },
    replay: { exchange: { frame: 26, status: 200 } },
  })
})

test('what has to be confirmed is asked first, and then sent as confirmed', async () => {
  const fake = fakeApi({ exchanges: [anExchange(25)] })
  const willing = fakeApi({ exchanges: [anExchange(25)] })
  fake.replay = async (input) =>
    input.confirmed
      ? willing.replay(input)
      : { failed: { kind: 'not-confirmed', message: 'The tool may change something.', advice: 'Confirm it.' } }
  uninstall = installFake(fake)
  await useReplay.getState().replay(of, 'exact')
  expect(useReplay.getState().current).toMatchObject({ state: 'asking', mode: 'exact' })
  await useReplay.getState().replay(of, 'exact', true)
  expect(useReplay.getState().current).toMatchObject({ state: 'done' })
})

test('a replay that cannot be sent says why', async () => {
  const fake = fakeApi()
  fake.replay = async () => ({ failed: { kind: 'cannot-replay', message: 'Not all bytes were kept.', advice: '…' } })
  uninstall = installFake(fake)
  await useReplay.getState().replay(of, 'live')
  expect(useReplay.getState().current).toMatchObject({ state: 'failed', failure: { kind: 'cannot-replay' } })
})
