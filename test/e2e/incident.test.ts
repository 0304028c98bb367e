// What the window is for, in a real Electron with a real server and client: a session is lost, and the window says why, shows
// where, and hands it on to somebody else.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectSdk } from '../clients/sdk.ts'
import { type IncidentServer, startIncident } from '../servers/twoManagers.ts'
import { launchElectron, noWindow } from './harness.ts'

/** A busy machine may take its time. */
describe.skipIf(await noWindow())('an incident', () => {
  let data: string
  let server: IncidentServer
  let app: ElectronApplication
  let page: Page
  let close: () => Promise<void>

  const detail = () => page.getByRole('region', { name: 'Detail' })
  const finding = () => page.getByRole('region', { name: 'Finding', exact: true })
  const openTab = (name: RegExp) => page.getByRole('tab', { name }).click()

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'tapscope-incident-'))
    server = await startIncident({ mistake: 'pre-created' })
    ;({ app, window: page, close } = await launchElectron({ data }))
    await page.getByRole('button', { name: 'New capture' }).first().click()
    await page.getByRole('textbox', { name: 'Server address' }).fill(server.url)
    await page.keyboard.press('Enter')
    const tapped = page.getByRole('dialog').getByText(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/)
    const url = (await tapped.first().textContent()) ?? ''
    await page.keyboard.press('Escape')
    const invented = await (await fetch(new URL('/session', server.url))).text()
    const sessionId = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(invented)?.[0]
    const stranger = await connectSdk(url, { sessionId })
    await expect(stranger.call('echo', { text: 'anybody?' })).rejects.toThrow('No valid session ID provided')
    await stranger.close()
  })
  afterAll(async () => {
    await close()
    await server.close()
    await rm(data, { recursive: true, force: true })
  })

  test('is found, and each frame of the proof is one press away', async () => {
    await openTab(/^Findings [1-9]/)
    await finding()
      .getByRole('heading', { name: /never issued/ })
      .waitFor()
    expect(await page.getByRole('listbox', { name: 'Findings' }).getByRole('option').first().textContent()).toContain(
      'error',
    )
    await page
      .locator('[data-session]')
      .getByText(/\d errors?/)
      .first()
      .waitFor()
    const proof = finding().getByRole('button', { name: /^frame \d+$/ })
    expect(
      await finding()
        .getByText(/— .*\w/)
        .count(),
    ).toBe(await proof.count())
    await proof.first().click()
    await detail().getByText('400 Bad Request').waitFor()
    await detail()
      .getByRole('button', { name: /never issued/ })
      .waitFor()
    await openTab(/^Exchanges/)
    await page.locator('[role=row][aria-selected=true]', { hasText: 'error' }).waitFor()
  })

  test('is drawn from client to server, with what happened to the id', async () => {
    await openTab(/^Diagram/)
    await page.getByRole('region', { name: 'Traffic' }).getByRole('button', { name: /^S1/ }).click()
    const diagram = page.getByRole('grid', { name: 'Diagram of S1' })
    const refused = diagram.getByRole('row').filter({ hasText: 'POST 400' }).first()
    expect(await refused.textContent()).toMatch(/foreign, refused.*from client to server/)
    await diagram.getByRole('row').filter({ hasText: 'tools/call echo' }).first().click()
    await detail()
      .getByText(/came in it/)
      .waitFor()
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => refused.getAttribute('aria-selected')).toBe('true')
  })

  test('goes into a file, and comes back from it with the same findings', async () => {
    const file = join(data, 'incident.tapscope.jsonl')
    await app.evaluate(({ session }, path) => {
      session.defaultSession.on('will-download', (_event, item) => item.setSavePath(path))
    }, file)
    await page.getByRole('button', { name: /^Export 127/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/looks like a credential\.|will read as a hash/).waitFor()
    await dialog.getByRole('checkbox', { name: /Take out/ }).uncheck()
    await dialog.getByText(/gets the secrets/).waitFor()
    await dialog.getByRole('checkbox', { name: /Take out/ }).check()
    await dialog.getByRole('button', { name: 'Export', exact: true }).click()
    await dialog.getByText(/is on its way/).waitFor()
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/^{"trace":"tapscope".*"redacted":true}\n/)
    await page.keyboard.press('Escape')

    await page.locator('input[type=file]').first().setInputFiles(file)
    await expect.poll(() => page.locator('[data-capture]').count()).toBe(2)
    await page.getByText('stopped, nothing more is captured').waitFor()
    await openTab(/^Findings [1-9]/)
    await finding()
      .getByRole('heading', { name: /never issued/ })
      .waitFor()

    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'holiday.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from('no trace'),
      })
    await page.getByRole('alert').getByText('This is no trace that can be opened').waitFor()
  })
})
