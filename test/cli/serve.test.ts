import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.ts'
import { begin, dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>

beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  await buildIfStale()
})
afterAll(() => remove())

test('the interface and the contract behind it, until a signal', async () => {
  const serving = await begin(data, 'serve')
  expect(serving.first).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/) })
  const { origin, hash } = new URL(serving.first.url)

  const page = await fetch(`${origin}/`)
  expect(page.status).toBe(200)
  const [script] = /\/assets\/[\w-]+\.js/.exec(await page.text()) ?? ['no script']
  expect((await fetch(origin + script)).status).toBe(200)

  const headers = { authorization: `Bearer ${hash.replace('#token=', '')}`, 'content-type': 'application/json' }
  const about = await fetch(`${origin}/api/about`, { method: 'POST', headers, body: '{}' })
  expect(await about.json()).toMatchObject({ ok: { dataFolder: data, runtime: `Node ${process.versions.node}` } })

  const body = JSON.stringify({ kind: 'captures', since: '0 0', waitMs: 60_000 })
  const waiting = fetch(`${origin}/api/rows`, { method: 'POST', headers, body }).catch(() => {})
  const ended = await serving.stop('SIGINT')
  await waiting
  expect(ended).toMatchObject({ code: 0, out: `${JSON.stringify(serving.first)}\n` })
})

test('a port that is taken', async () => {
  const serving = await begin(data, 'serve')
  const { port } = new URL(serving.first.url)
  const second = await run(data, 'serve', '--port', port)
  expect(second).toMatchObject({ code: 2, out: '' })
  expect(second.err).toMatch(/^tapscope: The interface cannot be served: [^\n]+ Choose another port[^\n]+\n$/)
  await serving.stop()
})
