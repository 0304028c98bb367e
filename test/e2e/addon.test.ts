import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseElectron } from '../../scripts/electron/choose.ts'
import { run } from '../../scripts/electron/command.ts'
import { launchOptions } from '../../scripts/electron/launch.ts'
import { noWindow, startXvfb } from './harness.ts'

const stress = join(import.meta.dirname, 'stress')

test('better-sqlite3 holds in Node while memory is collected', async () => {
  expect(await run(process.execPath, [join(stress, 'main.mjs')], { seconds: 30 })).toBe('stressed 640000 on node\n')
})

test.skipIf(await noWindow())('better-sqlite3 holds in this Electron while memory is collected', async () => {
  const electron = await chooseElectron(console.error)
  if (!electron.program) throw new Error(electron.reason)
  const { env, switches } = launchOptions(electron)
  const screen = await startXvfb()
  try {
    const options = { env: { ...env, DISPLAY: screen.display }, seconds: 30 }
    const said = await run(electron.program, [...switches, stress], options)
    expect(said).toBe(`stressed 640000 on ${electron.version}\n`)
  } finally {
    await screen.close()
  }
})
