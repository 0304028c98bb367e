import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import type { Api } from '../../../src/core/api.ts'
import { base64Of, useImports } from '../../../src/renderer/stores/imports.ts'
import { useView } from '../../../src/renderer/stores/view.ts'
import { aCapture, fakeApi, installFake } from '../fakeApi.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  useView.setState({ capture: null })
  useImports.setState({ running: null, failure: null })
})

function importing(importTrace: Api['importTrace']) {
  const given = vi.fn<Api['importTrace']>(importTrace)
  stops.push(installFake({ ...fakeApi({ captures: [aCapture(1), aCapture(77)] }), importTrace: given }))
  return given
}

const aFile = (content: string | Uint8Array<ArrayBuffer>) => new File([content], 'a.tapscope.jsonl')
const unzipped = (base64 = '') => gunzipSync(Buffer.from(base64, 'base64'))

test('a file goes to the engine gzipped, and the capture that it makes is opened', async () => {
  const given = importing(async () => ({ ok: { captureId: 77, broken: null } }))
  const importFile = useImports.getState().importFile(aFile('{"trace":"tapscope"}\n'))
  expect(useImports.getState().running).toEqual({ name: 'a.tapscope.jsonl', size: 21 })
  await importFile
  expect(unzipped(given.mock.calls[0]?.[0].base64).toString()).toBe('{"trace":"tapscope"}\n')
  expect(useImports.getState()).toMatchObject({ running: null, failure: null })
  expect(useView.getState().capture).toMatchObject({ captureId: 77 })
})

test('bytes arrive as they are, many or zipped already', async () => {
  const bytes = new Uint8Array(200_000).map((_none, n) => (n * n) % 251)
  expect(unzipped((await base64Of(aFile(bytes))) ?? '').equals(bytes)).toBe(true)
  const zipped = new Uint8Array(gzipSync(bytes))
  expect(Buffer.from((await base64Of(aFile(zipped))) ?? '', 'base64').equals(zipped)).toBe(true)
})

test('what is no trace is said to be none', async () => {
  const failed = { kind: 'bad-input', message: 'This is no trace.', advice: 'Give one.' } as const
  importing(async () => ({ failed }))
  await useImports.getState().importFile(aFile('no'))
  expect(useImports.getState()).toMatchObject({ running: null, failure: failed })
  expect(useView.getState().capture).toBeNull()
  useImports.getState().dismiss()
  expect(useImports.getState().failure).toBeNull()
})

test('of a broken trace what came before is opened, and where it broke is told', async () => {
  importing(async () => ({ ok: { captureId: 1, broken: 'Line 7 is no JSON.' } }))
  await useImports.getState().importFile(aFile('half'))
  expect(useImports.getState().failure).toMatchObject({ advice: 'Line 7 is no JSON.' })
  expect(useView.getState().capture).toMatchObject({ captureId: 1 })
})

test('a file that cannot be read, such as a folder, is told so', async () => {
  const given = importing(async () => ({ ok: { captureId: 1, broken: null } }))
  // Stands for a file that is gone: its bytes cannot be had.
  const gone = { name: 'gone', size: 1, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) }
  await useImports.getState().importFile(gone as unknown as File)
  expect(useImports.getState().failure).toMatchObject({ message: 'gone cannot be read.' })
  expect(given).not.toHaveBeenCalled()
})
