import { afterEach, expect, test } from 'vitest'
import { faultsOf, useTaps } from '../../../src/renderer/stores/taps.ts'
import { useView } from '../../../src/renderer/stores/view.ts'
import { aCapture, fakeApi, installFake } from '../fakeApi.ts'

let uninstall = () => {}
afterEach(() => uninstall())

test.each([
  [{ url: '', port: '', name: '', insecure: false, passAuth: false }, { url: expect.any(String) }],
  [
    { url: 'nonsense', port: '', name: '', insecure: false, passAuth: false },
    { url: expect.stringContaining('http://') },
  ],
  [{ url: 'localhost:3000/mcp', port: '', name: '', insecure: false, passAuth: false }, {}],
  [{ url: 'http://', port: '', name: '', insecure: false, passAuth: false }, { url: expect.any(String) }],
  [{ url: ' http://127.0.0.1:3000/mcp ', port: '', name: '', insecure: false, passAuth: false }, {}],
  [{ url: 'https://example.com/mcp', port: '8080', name: 'x', insecure: false, passAuth: false }, {}],
  [
    { url: 'https://example.com/mcp', port: '70000', name: '', insecure: false, passAuth: false },
    { port: expect.any(String) },
  ],
  [
    { url: 'https://example.com/mcp', port: 'any', name: '', insecure: false, passAuth: false },
    { port: expect.any(String) },
  ],
])('%o has the faults %o', (form, faults) => expect(faultsOf(form)).toEqual(faults))

test('what was typed stays after a failure and goes after success', async () => {
  const fake = fakeApi()
  fake.startTap = async () => ({
    failed: { kind: 'port-taken', message: 'Port 80 is taken.', advice: 'Take another.' },
  })
  uninstall = installFake(fake)
  const { open, type, start } = useTaps.getState()
  open('new capture')
  type({ url: 'http://127.0.0.1:3000/mcp', port: '80', name: 'mine' })
  await start()
  expect(useTaps.getState()).toMatchObject({
    form: { port: '80', name: 'mine' },
    failure: { kind: 'port-taken' },
    busy: null,
  })
  open(null)
  open('new capture')
  expect(useTaps.getState().form.url).toBe('http://127.0.0.1:3000/mcp')

  const asked: unknown[] = []
  fake.startTap = async (input) => {
    asked.push(input)
    return { ok: aCapture(7) }
  }
  await start()
  type({ url: 'http://127.0.0.1:3000/mcp', passAuth: true })
  await start()
  expect(asked).toEqual([
    { url: 'http://127.0.0.1:3000/mcp', port: 80, name: 'mine' },
    { url: 'http://127.0.0.1:3000/mcp', auth: 'pass' },
  ])
  expect(useTaps.getState()).toMatchObject({ form: { url: '' }, started: { captureId: 7 }, failure: null })
  expect(useView.getState().capture?.captureId).toBe(7)
})

test('a removed capture is no longer looked at', async () => {
  uninstall = installFake(fakeApi())
  useView.getState().openCapture(aCapture(7))
  useView.getState().select({ captureId: 7, frame: 1 })
  await useTaps.getState().remove(7)
  expect(useView.getState()).toMatchObject({ capture: null, selected: null })
})
