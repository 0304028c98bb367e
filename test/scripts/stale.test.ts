import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isStale } from '../../scripts/stale.mjs'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'tapscope-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

/** A file or a folder changed this many seconds after a fixed time. */
async function changed(path: string, seconds: number): Promise<void> {
  await utimes(join(root, path), seconds, seconds)
}

async function sources(): Promise<void> {
  await mkdir(join(root, 'src/core'), { recursive: true })
  await writeFile(join(root, 'src/core/fold.ts'), '')
  await Promise.all(['src/core/fold.ts', 'src/core', 'src'].map((path) => changed(path, 100)))
}

async function built(seconds: number): Promise<void> {
  const mark = join(root, 'out/built')
  await mkdir(dirname(mark), { recursive: true })
  await writeFile(mark, '')
  await changed('out/built', seconds)
}

test('what was never built is stale', async () => {
  await sources()
  expect(isStale(root)).toBe(true)
})

test('what was built after the last change is not', async () => {
  await sources()
  await built(200)
  expect(isStale(root)).toBe(false)
})

test.each(['src/core/fold.ts', 'src/core', 'src'])('a later change of %s makes it so', async (path) => {
  await sources()
  await built(200)
  await changed(path, 300)
  expect(isStale(root)).toBe(true)
})

test('a change during the build makes it so: the mark bears the time at which that began', async () => {
  await sources()
  await built(200)
  await changed('src/core/fold.ts', 200.5)
  expect(isStale(root)).toBe(true)
})

test('other packages make it so', async () => {
  await sources()
  await built(200)
  await writeFile(join(root, 'package-lock.json'), '{}')
  expect(isStale(root)).toBe(true)
})
