// The interface on rows made for it, in a real browser: for what takes many rows, odd ones, or an eye to every corner.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright'
import { resolve } from 'node:path'
import { serve } from '../../src/engine/serve.ts'
import type { FakeApi } from '../renderer/fakeApi.ts'

const pages = resolve(import.meta.dirname, '../../out/renderer')

/** How the page is looked at. */
export interface Look {
  colorScheme?: 'light' | 'dark'
  width?: number
  height?: number
}

/** Both themes, and the largest and the smallest room that is usual. */
export const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 800, height: 600 },
] as const satisfies Look[]

/** Opens the interface on a fake engine; `said` collects what the console complains of, violations of the policy included. */
export async function openFake(browser: Browser, api: FakeApi, look: Look = {}) {
  const served = await serve({ api, pages })
  if ('failed' in served) throw new Error(served.failed.message)
  const { colorScheme = 'light', width = 1280, height = 800 } = look
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(served.ok.url)
  const close = async () => {
    await context.close()
    await served.ok.close()
  }
  return { page, said, close }
}

/** What keeps somebody from using the page, by axe. */
export async function faultsOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`)
}

/** The row of a frame in the list that is open. */
export const row = (page: Page, frame: number) => page.locator(`[role=row][data-frame="${frame}"]`)
