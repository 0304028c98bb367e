import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSize, writeSize } from '../../src/main/size.ts'

const usual = { width: 1280, height: 800, maximized: false }

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapscope-size-'))
  file = join(folder, 'size.json')
})
afterAll(() => rm(folder, { recursive: true }))

test('a size is remembered', () => {
  expect(readSize(file)).toEqual(usual)
  writeSize(file, { width: 1000, height: 700, maximized: true })
  expect(readSize(file)).toEqual({ width: 1000, height: 700, maximized: true })
})

test.each([
  ['{', usual],
  ['null', usual],
  ['[]', usual],
  ['{"width":"1000","height":700}', { ...usual, height: 700 }],
  ['{"width":10,"height":1e9,"maximized":1}', usual],
  ['{"width":900.4,"height":700.6}', { width: 900, height: 701, maximized: false }],
])('%s is no reason not to open', async (text, size) => {
  await writeFile(file, text)
  expect(readSize(file)).toEqual(size)
})

test('a folder that cannot be written to neither', () => {
  expect(() => writeSize(join(folder, 'nowhere', 'size.json'), usual)).not.toThrow()
})
