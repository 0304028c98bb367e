import { afterAll, beforeAll, expect, test } from 'vitest'
import { begin, dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
beforeAll(async () => ({ data, remove } = await dataFolder()))
afterAll(() => remove())

test('a tap of another process is paused, and goes on', async () => {
  expect(await run(data, 'pause')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^tapscope: No capture runs\./),
  })
  const tap = await begin(data, 'tap', 'http://127.0.0.1:9/mcp', '--name', 'mine', '--json')
  const recording = async () => (await run(data, 'captures', '--json')).lines().map((row) => row.recording)
  const paused = await run(data, 'pause')
  expect(paused).toMatchObject({
    code: 0,
    out: '',
    err: 'Capture 1 (mine) is paused: traffic flows on, and nothing of it is kept.\n',
  })
  expect(await recording()).toEqual(['paused'])
  expect(await run(data, 'resume', '1')).toMatchObject({ code: 0, err: 'Capture 1 (mine) is recorded again.\n' })
  expect(await recording()).toEqual(['on'])
  await tap.stop()
  expect(await run(data, 'pause', '1')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Capture 1 does not run.'),
  })
  expect(await run(data, 'pause', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('Write a whole number') })
})
