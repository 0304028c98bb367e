import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { notInstalled } from '../../scripts/installed.mjs'

type Packages = Record<string, { version: string; optional?: boolean }>

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tapscope-'))
  await mkdir(join(root, 'node_modules'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const wanted: Packages = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7' },
  'node_modules/binding-darwin': { version: '1.0.0', optional: true },
}

async function lock(file: string, packages: Packages): Promise<void> {
  await writeFile(join(root, file), JSON.stringify({ packages }))
}

test('right after a clone nothing is there', async () => {
  await lock('package-lock.json', wanted)
  expect(notInstalled(root)).toBe('they are not there yet')
})

test.each<[why: string | undefined, present: Packages]>([
  [undefined, { 'node_modules/zod': { version: '4.6.7' } }],
  [undefined, { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/by-hand': { version: '1.0.0' } }],
  ['node_modules/zod is missing', {}],
  ['node_modules/zod is 4.6.6 instead of 4.6.7', { 'node_modules/zod': { version: '4.6.6' } }],
  [
    'node_modules/binding-darwin is 0.9.0 instead of 1.0.0',
    { 'node_modules/zod': { version: '4.6.7' }, 'node_modules/binding-darwin': { version: '0.9.0', optional: true } },
  ],
])('%s', async (why, present) => {
  await lock('package-lock.json', wanted)
  await lock('node_modules/.package-lock.json', present)
  expect(notInstalled(root)).toBe(why)
})
