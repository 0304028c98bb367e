import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Api, ExportInput } from '../../../src/core/api.ts'
import { fileNameOf, useExports } from '../../../src/renderer/stores/exports.ts'
import { aCapture, fakeApi, installFake } from '../fakeApi.ts'

const link = { href: '', download: '', click: vi.fn<() => void>() }
const stops: (() => void)[] = []

beforeEach(() => {
  // Stands for the page, which Node has not; what a browser does with the link is held by the tests of the window.
  vi.stubGlobal('document', { createElement: () => link, addEventListener() {}, removeEventListener() {} })
  link.click.mockReset()
})
afterEach(() => {
  useExports.getState().close()
  for (const stop of stops.splice(0)) stop()
  vi.unstubAllGlobals()
})

/** Three pages, of which the first holds a credential. */
const pages = ['{"frame":1,"bytes":"Authorization: [redacted]"}\n', '{"frame":2}\n', '{"frame":3}\n']

function exporting(exportTrace?: Api['exportTrace']) {
  const given = vi.fn<Api['exportTrace']>(
    exportTrace ??
      (async ({ after = 0 }: ExportInput) => ({
        ok: { text: pages[after] ?? '', next: after < 2 ? after + 1 : null },
      })),
  )
  stops.push(installFake({ ...fakeApi(), exportTrace: given }))
  return given
}
const of = { capture: aCapture(1), session: null }

test('all pages go into one file, redacted unless somebody says otherwise', async () => {
  const given = exporting()
  const { open, start, setRedact } = useExports.getState()
  open(of)
  await vi.waitFor(() =>
    expect(useExports.getState().preview).toEqual({
      hidden: [{ frame: 1, line: 'Authorization: [redacted]' }],
      all: false,
    }),
  )
  await start()
  expect(link.download).toBe('127.0.0.1-3001-1.tapscope.jsonl')
  expect(await (await fetch(link.href)).text()).toBe(pages.join(''))
  expect(useExports.getState()).toMatchObject({ saved: link.download, bytes: null, failure: null })
  setRedact(false)
  await start()
  expect(link.click).toHaveBeenCalledTimes(2)
  const asked = given.mock.calls.map(([{ redact, after }]) => `${redact} ${after ?? '-'}`)
  expect(asked).toEqual(['true -', 'true -', 'true 1', 'true 2', 'false -', 'false 1', 'false 2'])
})

test('a session is exported alone, under its own name', async () => {
  const given = exporting()
  const ofSession = { ...of, session: '1-3' }
  useExports.getState().open(ofSession)
  await useExports.getState().start()
  expect(given.mock.calls.every(([{ session, captureId }]) => session === '1-3' && captureId === 1)).toBe(true)
  expect(fileNameOf(ofSession)).toBe('127.0.0.1-3001-1-3.tapscope.jsonl')
  expect(fileNameOf({ ...of, capture: aCapture(4, { name: '../../..' }) })).toBe('capture-4.tapscope.jsonl')
})

test('a failure is told, and nothing is saved', async () => {
  exporting(async () => ({ failed: { kind: 'not-found', message: 'There is no capture 1.', advice: '' } }))
  useExports.getState().open(of)
  await useExports.getState().start()
  expect(useExports.getState()).toMatchObject({ bytes: null, saved: null, failure: { kind: 'not-found' } })
  expect(link.click).not.toHaveBeenCalled()
})

test('closing the dialog ends an export that is under way', async () => {
  const given = exporting()
  useExports.getState().open(of)
  const running = useExports.getState().start()
  useExports.getState().close()
  await running
  expect(given.mock.calls.length).toBeLessThan(3)
  expect(link.click).not.toHaveBeenCalled()
  expect(useExports.getState()).toMatchObject({ of: null, bytes: null })
})
