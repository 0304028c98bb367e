import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPage } from '../../src/engine/page.ts'

let folder: string
let pages: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapscope-page-'))
  pages = join(folder, 'pages')
  await mkdir(join(pages, 'assets'), { recursive: true })
  await mkdir(join(folder, 'pages-beside'))
  const index = '<script nonce="__CSP_NONCE__"></script><style nonce="__CSP_NONCE__"></style>'
  await writeFile(join(pages, 'index.html'), index)
  await writeFile(join(pages, 'assets', 'a-1.js'), 'export {}')
  await writeFile(join(pages, 'notes.txt'), 'not part of the interface')
  await writeFile(join(folder, 'secret.js'), 'secret')
  await writeFile(join(folder, 'pages-beside', 'secret.js'), 'secret')
})

afterAll(() => rm(folder, { recursive: true }))

test('index.html has a strict policy, and a nonce that is never the same', async () => {
  const nonces = await Promise.all(
    ['/', '/index.html'].map(async (path) => {
      const page = await readPage(pages, path)
      const policy = page?.headers['content-security-policy'] ?? ''
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
      expect(page?.body.toString()).toBe(`<script nonce="${nonce}"></script><style nonce="${nonce}"></style>`)
      expect(policy).toContain("default-src 'none'; script-src 'self';")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toContain('unsafe')
      return nonce
    }),
  )
  expect(new Set(nonces).size).toBe(2)
})

test('every page forbids sniffing, referrers and other origins', async () => {
  for (const path of ['/', '/assets/a-1.js']) {
    expect((await readPage(pages, path))?.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  }
})

test('only what is named after its content may be cached', async () => {
  expect((await readPage(pages, '/'))?.headers['cache-control']).toBe('no-store')
  const asset = await readPage(pages, '/assets/a-1.js')
  expect(asset?.body.toString()).toBe('export {}')
  expect(asset?.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'max-age=31536000, immutable',
  })
})

test.each([
  '/../secret.js',
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/assets/../../secret.js',
  '/..%5csecret.js',
  '/../pages-beside/secret.js',
  '//secret.js',
  '/%00',
  '/%',
  '/assets',
  '/assets/',
  '/nothing.js',
  '/notes.txt',
  '/C:/secret.js',
  '',
])('%j is no page', async (path) => {
  expect(await readPage(pages, path)).toBeNull()
})
