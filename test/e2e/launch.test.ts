import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium, launchElectron, noBrowser, noWindow, startXvfb } from './harness.ts'

let data: string
beforeEach(async () => void (data = await mkdtemp(join(tmpdir(), 'tapscope-'))))
afterEach(() => rm(data, { recursive: true, force: true }))

describe.skipIf(await noWindow())('Electron', () => {
  test('opens a window of this name and is gone when it is closed', async () => {
    const { app, window, close } = await launchElectron({ data })
    await expect.poll(() => window.title()).toBe('Tapscope')
    await expect.poll(() => window.locator('body').innerText()).not.toBe('')
    const { pid = 0 } = app.process()
    await close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe.skipIf(noBrowser())('Chromium', () => {
  test('opens a page', async () => {
    const { browser, close } = await launchChromium()
    const page = await browser.newPage()
    await page.setContent('<title>Tapscope</title>')
    expect(await page.title()).toBe('Tapscope')
    await close()
  })
})

test.skipIf(await noWindow())('a display goes away with its closer', async () => {
  const first = await startXvfb()
  const second = await startXvfb()
  expect(first.display).toMatch(/^:\d+$/)
  expect(second.display).not.toBe(first.display)
  await Promise.all([first.close(), second.close()])
})
