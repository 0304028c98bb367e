import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
beforeAll(async () => void ({ data, remove } = await dataFolder()))
afterAll(() => remove())

test('what Tapscope needs, one line each', async () => {
  const { code, out, err } = await run(data, 'doctor')
  expect([code, err]).toEqual([0, ''])
  expect(out.trimEnd().split('\n').length).toBeGreaterThan(1)
  for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^(good|warning) +\S[^:]*: /)
})

test('the same for scripts', async () => {
  const checkups = (await run(data, 'doctor', '--json')).lines()
  for (const checkup of checkups) {
    expect(checkup).toEqual({ name: expect.any(String), state: 'good', found: expect.any(String), advice: null })
  }
})

test('a database that cannot be opened: exit 1, and what to do', async () => {
  const broken = join(data, 'broken')
  await mkdir(join(broken, 'tapscope.db'), { recursive: true })
  const { code, out } = await run(broken, 'doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/^bad .*→ /m)
})
