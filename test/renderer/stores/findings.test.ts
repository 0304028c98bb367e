import { afterEach, expect, test } from 'vitest'
import { useFindings, watchFindings, worstOn } from '../../../src/renderer/stores/findings.ts'
import { aFinding } from '../../rows.ts'
import { fakeApi, installFake } from '../fakeApi.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0).toReversed()) stop()
})

function watching(findings = [aFinding('1-1', { severity: 'note', frames: [{ frame: 7, part: 'a' }] })]) {
  const fake = fakeApi({ findings })
  stops.push(installFake(fake), watchFindings(1))
  return fake
}

const keys = () => useFindings.getState().rows.map(({ key }) => key)

test('findings are told as they come, by the frames and the session that they name', async () => {
  const fake = watching()
  expect(useFindings.getState()).toMatchObject({ captureId: 1, answered: false, rows: [] })
  await expect.poll(() => keys()).toEqual(['1-1'])
  const frames = [
    { frame: 7, part: 'a' },
    { frame: 7, part: 'b' },
    { frame: 9, part: 'c' },
  ]
  fake.change(({ findings }) => findings.push(aFinding('1-2', { frames, session: '1-3' })))
  await expect.poll(() => keys()).toEqual(['1-1', '1-2'])
  const state = useFindings.getState()
  expect(state.byFrame.get(7)).toHaveLength(2)
  expect([...state.bySession.keys()]).toEqual(['1-1', '1-3'])
  expect(worstOn(state, [1, 7])?.key).toBe('1-2')
  expect(worstOn(state, [1])).toBeNull()
})

test('news of a capture that are no findings change nothing', async () => {
  const fake = watching()
  await expect.poll(() => keys()).toHaveLength(1)
  const { rows } = useFindings.getState()
  const asked = fake.asked.length
  fake.change(() => {})
  await expect.poll(() => fake.asked.length).toBeGreaterThan(asked)
  await expect.poll(() => fake.asked.at(-1)?.since).toBe('1')
  expect(useFindings.getState().rows).toBe(rows)
})

test('another capture begins with none', async () => {
  watching()
  await expect.poll(() => keys()).toHaveLength(1)
  stops.push(watchFindings(2))
  expect(useFindings.getState()).toMatchObject({ captureId: 2, rows: [], total: 0 })
  await expect.poll(() => useFindings.getState().answered).toBe(true)
  expect(keys()).toEqual([])
})
