// The interface in a real browser on rows made for it: what takes many rows, odd ones, or an eye to every corner.
import type { Browser, CDPSession } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.ts'
import { aCapture, fakeApi, type FakeApi } from '../renderer/fakeApi.ts'
import { anExchange, aSession } from '../rows.ts'
import { faultsOn, type Look, looks, openFake, row } from './fakePage.ts'
import { launchChromium, noBrowser } from './harness.ts'

const many = 100_000

describe.skipIf(noBrowser())('the lists', () => {
  const closers: (() => Promise<void>)[] = []
  let browser: Browser

  beforeAll(async () => {
    await buildIfStale()
    const launched = await launchChromium()
    browser = launched.browser
    closers.push(() => launched.close())
  })

  afterAll(async () => {
    for (const close of closers.toReversed()) await close()
  })

  const open = (api: FakeApi, look?: Look) => openFake(browser, api, look)

  test('reach the first and the last of 100,000 rows by key, and jump to any frame', async () => {
    const { page, said, close } = await open(fakeApi(manyRows()))
    await row(page, 1).click()
    await page.getByRole('grid', { name: 'Exchanges' }).focus()
    await page.keyboard.press('End')
    await row(page, 4 * many - 3).waitFor()
    expect(await row(page, 4 * many - 3).getAttribute('aria-selected')).toBe('true')
    expect(await page.getByRole('row').count()).toBeLessThan(100)

    await page
      .getByRole('region', { name: 'Detail' })
      .getByRole('button', { name: `#${2 * many + 1}` })
      .click()
    await expect.poll(() => row(page, 2 * many + 1).getAttribute('aria-selected')).toBe('true')

    await page.getByRole('grid', { name: 'Exchanges' }).focus()
    await page.keyboard.press('Home')
    await row(page, 1).waitFor()
    await page.keyboard.press('/')
    expect(await page.getByRole('textbox', { name: 'Filter' }).evaluate(isFocused)).toBe(true)
    await page.keyboard.press('Escape')
    expect(await page.getByRole('grid', { name: 'Exchanges' }).evaluate(isFocused)).toBe(true)
    expect(said).toEqual([])
    await close()
  })

  test('stay at the end while rows come, until somebody scrolls up', async () => {
    const api = fakeApi(fewRows())
    const { page, close } = await open(api)
    await row(page, 1).waitFor()
    const add = (from: number, to: number) =>
      api.change(({ exchanges }) => {
        for (let n = from; n < to; n++) exchanges.push(anExchange(1 + n * 4))
      })
    add(12, 400)
    await row(page, 1 + 399 * 4).waitFor()
    await page.getByRole('grid').hover()
    await page.mouse.wheel(0, -2400)
    await row(page, 1 + 399 * 4).waitFor({ state: 'detached' })
    add(400, 500)
    await page.getByText('500 exchanges').waitFor()
    expect(await row(page, 1 + 499 * 4).count()).toBe(0)
    await close()
  })

  test('say what is wrong with a filter, and keep what was typed', async () => {
    const { page, close } = await open(fakeApi(fewRows()))
    await page.getByRole('textbox', { name: 'Filter' }).fill('nonsense:1')
    await page.getByRole('alert').getByText('no field "nonsense"').waitFor()
    expect(await page.getByRole('textbox', { name: 'Filter' }).inputValue()).toBe('nonsense:1')
    await page.getByRole('textbox', { name: 'Filter' }).fill('')
    await row(page, 1).waitFor()
    await close()
  })

  test('rest when nothing happens', async () => {
    const { page, close } = await open(fakeApi(fewRows()))
    await row(page, 1).click()
    await page.locator('.cm-content').waitFor()
    await page.waitForTimeout(500)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    const before = await busySeconds(devtools)
    await page.waitForTimeout(1000)
    expect((await busySeconds(devtools)) - before).toBeLessThan(0.1)
    await close()
  })

  describe.each(looks)('$colorScheme, $width × $height', (look) => {
    test('can be used by everybody, and keep to the policy', async () => {
      const empty = await open(fakeApi(), look)
      await empty.page.getByRole('button', { name: 'New capture' }).click()
      await empty.page.getByRole('button', { name: 'Start tap' }).click()
      expect(await faultsOn(empty.page)).toEqual([])
      await empty.page.keyboard.press('Escape')
      expect(await faultsOn(empty.page)).toEqual([])
      await empty.close()

      const { page, said, close } = await open(fakeApi(fewRows()), look)
      await page.locator('[data-session]').first().click()
      await row(page, 25).click()
      await page.locator('.cm-content').waitFor()
      expect(await faultsOn(page)).toEqual([])
      await page.getByRole('button', { name: 'Replay in a fresh session' }).click()
      await page.getByText('400 → 200: the fresh session was accepted').waitFor()
      await page.locator('.cm-mergeView').waitFor()
      expect(await faultsOn(page)).toEqual([])
      expect([...empty.said, ...said]).toEqual([])
      await close()
    })
  })
})

const isFocused = (element: Element) => element === document.activeElement

/** Seconds that the page's main thread has worked so far. */
async function busySeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}

function manyRows() {
  return {
    captures: [aCapture(1, { stoppedAt: '2026-11-21T10:00:00.000000Z', exchanges: many })],
    sessions: [aSession({ issuedBy: 2 * many + 1 })],
    exchanges: Array.from({ length: many }, (_, n) => anExchange(1 + n * 4)),
  }
}

function fewRows() {
  const body = { at: anExchange(1).startedAt, size: 20, kept: 20, contentType: 'application/json', shortened: false }
  return {
    captures: [aCapture(1, { exchanges: 12, sessions: 1, dropped: 2 })],
    sessions: [
      aSession({
        missingOn: [9],
        foreignOn: [25],
        end: { kind: 'deleted', frame: 33, confidence: 'inferred' } as const,
      }),
    ],
    exchanges: Array.from({ length: 12 }, (_, n) => anExchange(1 + n * 4, n === 6 ? { status: 400 } : {})),
    shown: (frame: number) => ({
      response: {
        frame,
        at: body.at,
        startLine: 'HTTP/1.1 400 Bad Request',
        headers: [['Content-Type', 'application/json'] as [string, string]],
      },
      responseBody: { ...body, frame, text: `{"frame":${frame},"ok":true,"none":null}` },
    }),
  }
}
