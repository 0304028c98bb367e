// A newcomer's way, in a real Electron and in a real Chromium: tap a server, watch a session and a refused request, replay
// it both ways, come back to find everything still there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin } from '../cli/command.ts'
import { connectSdk } from '../clients/sdk.ts'
import { type IncidentServer, startIncident } from '../servers/twoManagers.ts'
import { launchChromium, launchElectron, noBrowser, noWindow } from './harness.ts'

interface Face {
  page: Page
  close(): Promise<void>
}

async function openElectron(data: string): Promise<Face> {
  const { window, close } = await launchElectron({ data })
  return { page: window, close }
}

async function openBrowser(data: string): Promise<Face> {
  const serving = await begin(data, 'serve')
  const { browser, close } = await launchChromium()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(serving.first.url)
  return {
    page,
    async close() {
      await close()
      await serving.stop('SIGTERM')
    },
  }
}

/** A busy machine may take its time. */
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name }).first()
const row = (page: Page, text: string): Locator => page.locator('[data-frame]', { hasText: text })

/** New capture, by hand; returns the address to give to clients. */
async function tap(page: Page, url: string): Promise<string> {
  await button(page, 'New capture').click()
  const address = page.getByRole('textbox', { name: 'Server address' })
  await address.fill('http://')
  await address.press('Enter')
  await expect.poll(() => address.getAttribute('aria-invalid')).toBe('true')
  await address.fill(url)
  await address.press('Enter')
  const tapped = page
    .getByRole('dialog')
    .getByText(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/)
    .first()
  await tapped.waitFor()
  const shown = (await tapped.textContent()) ?? ''
  await page.keyboard.press('Escape')
  return shown
}

/** Replays the selected exchange; resolves when the two results stand side by side. */
async function replay(page: Page, how: RegExp, summary: RegExp): Promise<void> {
  await button(page, how).click()
  const confirm = page.getByRole('button', { name: 'Send again' })
  const result = page.getByRole('dialog').getByText(summary)
  await confirm.or(result).first().waitFor()
  if (!(await result.first().isVisible())) await confirm.first().click()
  await result.first().waitFor()
  await page.keyboard.press('Escape')
}

const faces = [
  { name: 'Electron', open: openElectron, missing: await noWindow() },
  { name: 'Chromium', open: openBrowser, missing: noBrowser() },
]

describe.each(faces)('in $name', ({ open, missing }) => {
  let data: string
  let server: IncidentServer
  beforeAll(async () => {
    data = await mkdtemp(path.join(tmpdir(), 'tapscope-journey-'))
    server = await startIncident({ mistake: 'pre-created' })
  })
  afterAll(async () => {
    await server.close()
    await rm(data, { recursive: true, force: true })
  })

  test.skipIf(missing)(
    'a session is watched, a refused request is replayed, and all of it is there the next day',
    { timeout: 90_000 },
    async () => {
      const first = await open(data)
      const { page } = first
      const url = await tap(page, server.url)

      const client = await connectSdk(url)
      await client.call('echo', { text: 'hello' })
      const sessionId = client.sessionId() ?? 'none'
      await client.terminate()
      await client.close()
      await row(page, 'DELETE').first().waitFor()
      await page.getByText(sessionId.slice(0, 8)).first().waitFor()

      const invented = await (await fetch(new URL('/session', server.url))).text()
      const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(invented)?.[0] ?? ''
      const stranger = await connectSdk(url, { sessionId: id })
      await expect(stranger.call('echo', { text: 'anybody?' })).rejects.toThrow('No valid session ID provided')
      await stranger.close()

      await row(page, '400').first().click()
      const detail = page.getByRole('region', { name: 'Detail' })
      await detail
        .getByText(/never issued/)
        .first()
        .waitFor()
      await detail.getByText('HTTP/1.1 400 Bad Request').waitFor()
      await replay(page, /same bytes/i, /400/)
      await replay(page, /fresh session/i, /400 → 200/)
      await expect.poll(() => row(page, 'tools/call').count()).toBe(4)
      await expect.poll(() => row(page, '↻').count()).toBe(2)
      await first.close()

      const second = await open(data)
      await expect.poll(() => row(second.page, 'tools/call').count()).toBe(4)
      await second.page.getByText(sessionId.slice(0, 8)).first().waitFor()
      await second.close()
    },
  )
})
