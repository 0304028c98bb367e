// A server on stdio in a real Chromium: what a wrapped command says and hears, how it ends, and what cannot be done with it.
import { AxeBuilder } from '@axe-core/playwright'
import { resolve } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.ts'
import { begin, dataFolder, run } from '../cli/command.ts'
import { connectStdio } from '../clients/sdk.ts'
import { launchChromium, noBrowser } from './harness.ts'

const program = resolve(import.meta.dirname, '../../src/cli/index.ts')
const server = resolve(import.meta.dirname, '../servers/stdio.ts')

const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })

describe.skipIf(noBrowser())('a wrapped command', () => {
  let data: string
  let page: Page
  const closers: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    await buildIfStale()
    const folder = await dataFolder()
    data = folder.data
    const failing = "console.error('no config'); process.exit(3)"
    await run(data, 'wrap', '--name', 'failing', '--', process.execPath, '-e', failing)
    const serving = await begin(data, 'serve')
    const { browser, close } = await launchChromium()
    closers.push(folder.remove, () => serving.stop(), close)
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    page = await context.newPage()
    await page.goto(serving.first.url)
  })
  afterAll(async () => {
    for (const close of closers.toReversed()) await close()
  })

  test('that said nothing on stdout shows what it wrote on stderr, and how it ended', async () => {
    await page.getByRole('button', { name: 'Show what the command did' }).click()
    const detail = page.getByRole('region', { name: 'Detail' })
    await detail.getByText('ended by itself with exit code 3').first().waitFor()
    await detail.getByRole('option', { name: /stderr.*no config/ }).click()
    await detail.getByRole('heading', { name: 'A line on stderr' }).waitFor()
    expect(await detail.getByRole('option', { selected: true }).textContent()).toContain('no config')
  })

  test('is watched live: its messages, their answers, and who ended it', { timeout: 90_000 }, async () => {
    const wrap = [process.execPath, program, 'wrap', '--name', 'tools', '--', process.execPath, server]
    const client = await connectStdio(wrap, { ...(process.env as Record<string, string>), TAPSCOPE_DATA: data }) // all are texts
    expect(await client.call('echo', { text: 'hello' })).toBe('hello')

    const capture = page.locator('[data-capture]', { hasText: 'tools' })
    await capture.getByText('live', { exact: true }).last().waitFor()
    expect(await capture.textContent()).toContain('test/servers/stdio.ts')
    await capture.click()
    await page.getByRole('tab', { name: 'Messages', selected: true }).waitFor()
    await page.getByText('on stdio, until the command ends').waitFor()
    expect(await page.getByRole('button', { name: /^Stop/ }).count()).toBe(0)

    await row(page, 'tools/call echo').filter({ hasText: 'request' }).click()
    const detail = page.getByRole('region', { name: 'Detail' })
    await detail.getByText('is running').waitFor()
    await detail.getByText('"hello"', { exact: true }).waitFor()
    await detail.getByRole('option', { name: /stderr.*tool-server is ready/ }).waitFor()
    await client.close()
    await detail.getByText('ended with exit code 0, after its client had closed stdin').first().waitFor()

    await detail
      .getByText(/answered by/)
      .getByRole('button')
      .click()
    await detail.getByRole('heading', { name: /client result tools\/call echo/ }).waitFor()
    expect(await row(page, 'tools/call echo').filter({ hasText: 'result' }).getAttribute('aria-selected')).toBe('true')
    const last = detail.getByRole('option', { selected: true })
    await detail.getByRole('listbox', { name: 'What was said' }).focus()
    await page.keyboard.press('End')
    expect(await last.textContent()).toContain('exit')
    await detail.getByRole('heading', { name: 'The end of the command' }).waitFor()
  })

  test('has no exchanges, says so, and cannot be replayed', async () => {
    await page.getByRole('tab', { name: 'Exchanges' }).click()
    await page.getByText('all there is stands under Messages').waitFor()
    await page.getByRole('button', { name: 'Show messages' }).click()
    await row(page, 'tools/call echo').first().click()
    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('alert').textContent()).toContain('only HTTP requests can be replayed')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  })

  test.each(['light', 'dark'] as const)('reads well to everybody in the %s theme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await row(page, 'tools/call echo').first().click()
    await page.getByRole('listbox', { name: 'What was said' }).waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })
})
