// Findings, the diagram of a session and the dialog of an export, in a real browser on rows made for them.
import { gunzipSync } from 'node:zlib'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.ts'
import { aCapture, type FakeApi, fakeApi } from '../renderer/fakeApi.ts'
import { aFinding, aMessage, anExchange, aSession } from '../rows.ts'
import { faultsOn, type Look, looks, openFake, row } from './fakePage.ts'
import { launchChromium, noBrowser } from './harness.ts'

const many = 50_000

describe.skipIf(noBrowser())('the views of a capture', () => {
  let browser: Browser
  let closeBrowser: () => Promise<void>

  beforeAll(async () => {
    await buildIfStale()
    ;({ browser, close: closeBrowser } = await launchChromium())
  })
  afterAll(() => closeBrowser())

  const open = (api: FakeApi, look?: Look) => openFake(browser, api, look)

  test('findings are told with what explains them, and chosen by key', async () => {
    const { page, close } = await open(fakeApi(lostSession()))
    await page.getByRole('tab', { name: 'Findings 2' }).click()
    const list = page.getByRole('listbox', { name: 'Findings' })
    const told = await list.getByRole('option').allTextContents()
    expect(told.map((text) => text.replaceAll(/^.*(error|warning|note)(?=[A-Z↳])/g, '$1 '))).toEqual([
      expect.stringContaining('error The server never issued this session id'),
      expect.stringContaining('warning ↳ explained by the one above: A refusal with the wrong status'),
      expect.stringContaining('note No stream to listen on'),
    ])
    await list.focus()
    await page.keyboard.press('ArrowDown')
    const card = page.getByRole('region', { name: 'Finding', exact: true })
    await card.getByRole('heading', { name: 'A refusal with the wrong status' }).waitFor()
    await page.keyboard.press('Enter')
    expect(await card.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    expect(await list.evaluate((element) => element === document.activeElement)).toBe(true)
    await card.getByRole('button', { name: 'The server never issued this session id' }).click()
    await card.getByRole('heading', { name: 'The server never issued this session id' }).waitFor()
    expect(await card.getByRole('link').getAttribute('href')).toMatch(/^https:\/\/modelcontextprotocol\.io\//)
    await card.getByRole('button', { name: 'frame 9' }).click()
    await page.getByRole('region', { name: 'Detail' }).getByText('Frame 9').waitFor()
    await close()
  })

  test('a finding is told while one watches, and badges what it names', async () => {
    const api = fakeApi({ ...lostSession(), findings: [] })
    const { page, close } = await open(api)
    await row(page, 9).waitFor()
    await page.getByRole('tab', { name: 'Findings' }).click()
    await page.getByText('no rule was broken').waitFor()
    api.change(({ findings, captures }) => {
      findings.push(aFinding('1-1', { frames: [{ frame: 9, part: 'here' }] }))
      for (const capture of captures) capture.errors = 1
    })
    await page.getByRole('tab', { name: 'Findings 1' }).waitFor()
    await page.locator('[data-session]', { hasText: '1 error' }).waitFor()
    await page.locator('[data-capture]', { hasText: '1 error' }).waitFor()
    await page.getByRole('tab', { name: 'Exchanges' }).click()
    expect(await row(page, 9).textContent()).toContain('error')
    expect(await row(page, 5).textContent()).not.toContain('error')
    await close()
  })

  test('100,000 arrows are reached from end to end by key', async () => {
    const { page, said, close } = await open(fakeApi(longSession()))
    await page.locator('[data-session]').click()
    await page.getByRole('tab', { name: 'Diagram' }).click()
    const diagram = page.getByRole('grid', { name: 'Diagram of S1' })
    await row(page, 1).click()
    await diagram.focus()
    await page.keyboard.press('End')
    await row(page, 4 * many - 2).waitFor()
    await expect.poll(() => row(page, 4 * many - 2).getAttribute('aria-selected')).toBe('true')
    expect(await diagram.getAttribute('aria-rowcount')).toBe(String(2 * many + 1))
    expect(await page.getByRole('row').count()).toBeLessThan(100)
    await page.keyboard.press('Home')
    await row(page, 1).waitFor()
    expect(said).toEqual([])
    await close()
  })

  test('what was captured is text in every view, and never markup', async () => {
    const evil = '<img src=x onerror="document.title=1"><b>bold</b>'
    const store = lostSession()
    const findings = [
      aFinding('1-1', { title: evil, text: evil, fix: evil, spec: evil, frames: [{ frame: 9, part: evil }] }),
    ]
    const messages = [aMessage(10, { exchange: 9, method: evil })]
    const { page, said, close } = await open(fakeApi({ ...store, findings, messages }))
    await page.locator('[data-session]').click()
    await page.getByRole('tab', { name: 'Diagram' }).click()
    await page.getByRole('grid').getByText(evil, { exact: true }).waitFor()
    await page.getByRole('tab', { name: /^Findings/ }).click()
    await page.getByRole('heading', { name: evil }).waitFor()
    expect(await page.locator('img, b').count()).toBe(0)
    expect(said).toEqual([])
    await close()
  })

  test('a trace that is dropped on the window is imported, and its capture opened', async () => {
    const api = fakeApi(lostSession())
    const given: string[] = []
    api.importTrace = async ({ base64 }) => {
      given.push(base64)
      api.change(({ captures }) => captures.push(aCapture(77, { name: 'came from a file' })))
      return { ok: { captureId: 77, broken: 'Line 9 is no JSON.' } }
    }
    const { page, said, close } = await open(api)
    await row(page, 9).waitFor()
    const dataTransfer = await page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['{"trace":"tapscope"}'], 'a.tapscope.jsonl'))
      return transfer
    })
    await page.dispatchEvent('body', 'dragover', { dataTransfer })
    await page.getByText('Drop a trace to import it').waitFor()
    await page.dispatchEvent('body', 'drop', { dataTransfer })
    await page.getByRole('alert').getByText('Line 9 is no JSON.').waitFor()
    await page.locator('[data-capture="77"][aria-current]').waitFor()
    expect(given.map((base64) => gunzipSync(Buffer.from(base64, 'base64')).toString())).toEqual([
      '{"trace":"tapscope"}',
    ])
    expect(await page.getByText('Drop a trace').count()).toBe(0)
    expect(said).toEqual([])
    await close()
  })

  describe.each(looks)('$colorScheme, $width × $height', (look) => {
    test('can be used by everybody, and keep to the policy', { timeout: 120_000 }, async () => {
      const { page, said, close } = await open(fakeApi(lostSession()), look)
      await page.getByRole('tab', { name: 'Diagram' }).click()
      await page.getByText('The diagram shows one session').waitFor()
      expect(await faultsOn(page)).toEqual([])
      await page.getByRole('tab', { name: /^Findings/ }).click()
      await page.getByRole('button', { name: 'frame 9' }).click()
      await page.getByRole('region', { name: 'Detail' }).getByText('Frame 9').waitFor()
      expect(await faultsOn(page)).toEqual([])
      await page
        .getByRole('region', { name: 'Finding', exact: true })
        .getByRole('button', { name: 'session S1' })
        .click()
      await page.getByRole('tab', { name: 'Diagram' }).click()
      await row(page, 9).waitFor()
      expect(await faultsOn(page)).toEqual([])
      await page.getByRole('button', { name: 'Export this session' }).click()
      await page.getByText('credential will read as a hash').waitFor()
      expect(await faultsOn(page)).toEqual([])
      await page.getByRole('checkbox').uncheck()
      expect(await faultsOn(page)).toEqual([])
      expect(said).toEqual([])
      await close()
    })
  })
})

/** A session whose third exchange is refused, with what was found about it. */
function lostSession() {
  const frames = [1, 5, 9, 13]
  return {
    captures: [aCapture(1, { exchanges: frames.length, messages: 4, sessions: 1 })],
    sessions: [aSession({ foreignOn: [9], refusedOn: [9], missingOn: [13] })],
    exchanges: frames.map((frame) => anExchange(frame, frame === 9 ? { status: 400 } : {})),
    messages: frames.map((frame) => aMessage(frame + 1)),
    findings: [
      aFinding('1-1', { frames: [{ frame: 9, part: 'carries an id that was never issued' }] }),
      aFinding('1-2', { cause: '1-1', severity: 'warning' as const, title: 'A refusal with the wrong status' }),
      aFinding('1-3', { severity: 'note' as const, session: null, title: 'No stream to listen on' }),
    ],
    trace: '{"frame":1,"bytes":"Authorization: [redacted]"}\n',
  }
}

function longSession() {
  const frames = Array.from({ length: many }, (_none, n) => 1 + n * 4)
  return {
    captures: [aCapture(1, { stoppedAt: '2026-11-21T10:00:00.000000Z', exchanges: many })],
    sessions: [aSession()],
    exchanges: frames.map((frame) => anExchange(frame)),
    messages: frames.map((frame) => aMessage(frame + 1)),
  }
}
