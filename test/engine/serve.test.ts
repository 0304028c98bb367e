import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Api, Page, RowKind, RowsQuery } from '../../src/core/api.ts'
import type { Timeline } from '../../src/core/timeline.ts'
import { serve, type Serving } from '../../src/engine/serve.ts'
import { aSession } from '../rows.ts'

let folder: string
let serving: Serving
let port: number
let token: string
const called: unknown[] = []
const waits: (number | undefined)[] = []
let nothingNew: () => void

function note(input: unknown): Promise<never> {
  called.push(input)
  return Promise.reject(new Error('not in this test'))
}

const api: Api = {
  about: () => Promise.resolve({ ok: { version: '1.2.3', runtime: 'Node', dataFolder: '/d' } }),
  startTap: note,
  stopTap: note,
  setRecording: note,
  startDemo: note,
  rows: <K extends RowKind>({ waitMs }: RowsQuery<K>) => {
    waits.push(waitMs)
    return new Promise<Answer<Page<K>>>((resolve) => {
      nothingNew = () => resolve({ ok: { rows: [], total: 0, offset: 0, revision: 'x' } })
    })
  },
  timeline: ({ session, waitMs }) => {
    waits.push(waitMs)
    return new Promise<Answer<Timeline>>((resolve) => {
      const none = { session: aSession({ key: session }), arrows: [], bars: [], total: 0, offset: 0 }
      nothingNew = () => resolve({ ok: { ...none, revision: 'x' } })
    })
  },
  show: note,
  bytes: note,
  replay: (input) => {
    called.push(input)
    return Promise.resolve({ failed: { kind: 'not-found', message: 'No such frame.', advice: 'Take another.' } })
  },
  removeCaptures: note,
  exportTrace: note,
  importTrace: note,
  doctor: note,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapscope-serve-'))
  const pages = join(folder, 'pages')
  await mkdir(pages)
  await writeFile(join(pages, 'index.html'), '<script nonce="__CSP_NONCE__"></script>')
  await writeFile(join(folder, 'secret.js'), 'secret')
  serving = await open(pages)
  port = Number(new URL(serving.url).port)
  token = new URL(serving.url).hash.replace('#token=', '')
})

afterAll(async () => {
  await serving.close()
  await rm(folder, { recursive: true })
})

async function open(pages: string, at?: number): Promise<Serving> {
  const answer = await serve({ api, pages, port: at })
  if ('failed' in answer) throw new Error(answer.failed.message)
  return answer.ok
}

interface Heard {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** A request with exactly these headers and this path; neither is normalised on the way. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  return new Promise<Heard>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

function call(method: string, input: unknown, headers: Record<string, string> = {}): Promise<Heard> {
  return ask(`/api/${method}`, { method: 'POST', headers: { ...good(), ...headers }, body: JSON.stringify(input) })
}

function wait(signal?: AbortSignal, method = 'rows', query: object = { kind: 'captures' }): Promise<Response> {
  const body = JSON.stringify({ ...query, since: 'x', waitMs: 12_000 })
  return fetch(new URL(`/api/${method}`, serving.url), {
    method: 'POST',
    headers: good(),
    body,
    ...(signal && { signal }),
  })
}

function good(): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
}

describe('a call with everything in order', () => {
  test('is answered', async () => {
    const heard = await call('about', {})
    expect(heard.status).toBe(200)
    expect(JSON.parse(heard.text)).toEqual({ ok: { version: '1.2.3', runtime: 'Node', dataFolder: '/d' } })
  })

  test('from our own page, by either name of this machine', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(await call('about', {}, { host, origin: `http://${host}` })).toMatchObject({ status: 200 })
    }
  })

  test('passes on what the engine says has failed, as an answer', async () => {
    const heard = await call('replay', { frame: 3, mode: 'exact' })
    expect(called.at(-1)).toEqual({ frame: 3, mode: 'exact' })
    expect([heard.status, JSON.parse(heard.text)]).toMatchObject([200, { failed: { kind: 'not-found' } }])
  })
})

describe('a call that is refused', () => {
  const refusals: [
    what: string,
    status: number,
    path: string,
    method: string,
    headers: () => Record<string, string>,
  ][] = [
    ['another Host', 403, '/api/about', 'POST', () => ({ ...good(), host: 'evil.example' })],
    ['another Host with our port', 403, '/api/about', 'POST', () => ({ ...good(), host: `evil.example:${port}` })],
    ['our Host with another port', 403, '/api/about', 'POST', () => ({ ...good(), host: '127.0.0.1:1' })],
    ['another origin', 403, '/api/about', 'POST', () => ({ ...good(), origin: 'http://evil.example' })],
    ['another port of this machine', 403, '/api/about', 'POST', () => ({ ...good(), origin: 'http://127.0.0.1:1' })],
    ['an opaque origin', 403, '/api/about', 'POST', () => ({ ...good(), origin: 'null' })],
    ['no token', 401, '/api/about', 'POST', () => ({ 'content-type': 'application/json' })],
    ['a wrong token', 401, '/api/about', 'POST', () => ({ ...good(), authorization: `Bearer ${'A'.repeat(43)}` })],
    ['half a token', 401, '/api/about', 'POST', () => ({ ...good(), authorization: `Bearer ${token.slice(0, 20)}` })],
    ['the token as a password', 401, '/api/about', 'POST', () => ({ ...good(), authorization: `Basic ${token}` })],
    ['GET', 405, '/api/about', 'GET', good],
    ['OPTIONS', 405, '/api/about', 'OPTIONS', good],
    ['a form', 415, '/api/about', 'POST', () => ({ ...good(), 'content-type': 'text/plain' })],
    ['no such method', 404, '/api/close', 'POST', good],
    ['no method', 404, '/api/', 'POST', good],
    ['a method of every object', 404, '/api/toString', 'POST', good],
    ['POST on a page', 405, '/', 'POST', good],
  ]

  test.each(refusals)('%s: %i, and says why in JSON', async (_what, status, path, method, headers) => {
    const before = called.length
    const heard = await ask(path, { method, headers: headers(), ...(method === 'POST' && { body: '{}' }) })
    expect(heard.status).toBe(status)
    expect(heard.headers['access-control-allow-origin']).toBeUndefined()
    const { failed } = JSON.parse(heard.text)
    expect(failed).toEqual({ kind: expect.any(String), message: expect.any(String), advice: expect.any(String) })
    expect(called.length).toBe(before)
  })

  test('a body that is not JSON, and one that the method does not take', async () => {
    expect(await ask('/api/about', { method: 'POST', headers: good(), body: '{' })).toMatchObject({ status: 415 })
    expect(JSON.parse((await call('show', { frame: 'one' })).text)).toMatchObject({ failed: { kind: 'bad-input' } })
  })

  test('a body of more than 16 MiB, announced or not', async () => {
    const body = Buffer.alloc(16 * 1024 * 1024 + 1, ' ')
    expect(await ask('/api/about', { method: 'POST', headers: good(), body })).toMatchObject({ status: 413 })
    const headers = { ...good(), 'transfer-encoding': 'chunked' }
    expect(await ask('/api/about', { method: 'POST', headers, body })).toMatchObject({ status: 413 })
  })

  test('the pages too have one name only', async () => {
    expect(await ask('/', { headers: { host: 'evil.example' } })).toMatchObject({ status: 403 })
  })
})

describe('pages', () => {
  test('come with their policy', async () => {
    const heard = await ask('/')
    expect(heard).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } })
    const nonce = /'nonce-([^']+)'/.exec(String(heard.headers['content-security-policy']))?.[1]
    expect(heard.text).toBe(`<script nonce="${nonce}"></script>`)
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  test.each(['/../secret.js', '/..%2fsecret.js', '/%2e%2e/secret.js', '/nothing.js'])(
    '%s is not among them',
    async (path) => {
      expect(await ask(path)).toMatchObject({ status: 404, text: expect.stringContaining('"not-found"') })
    },
  )
})

describe('a call that waits', () => {
  test.each([
    ['rows', { kind: 'captures' }],
    ['timeline', { session: '1-1' }],
  ])('for %s is asked for in slices, as long as nothing is new', async (method, query) => {
    waits.length = 0
    const waiting = wait(undefined, method, query)
    for (const slices of [1, 2, 3]) {
      await expect.poll(() => waits).toHaveLength(slices)
      nothingNew()
    }
    expect(await (await waiting).json()).toMatchObject({ ok: { revision: 'x' } })
    expect(waits).toEqual([5_000, 5_000, 2_000])
  })

  test('ends with the slice in which its client left', async () => {
    waits.length = 0
    const leaving = new AbortController()
    const waiting = wait(leaving.signal).catch(() => 'left')
    await expect.poll(() => waits).toEqual([5_000])
    leaving.abort()
    expect(await waiting).toBe('left')
    await delay(50)
    nothingNew()
    await delay(50)
    expect(waits).toEqual([5_000])
  })
})

describe('its life', () => {
  test('listens on 127.0.0.1 and nowhere else', async () => {
    const refused = await new Promise<string | undefined>((resolve) => {
      const socket = connect({ host: '127.0.0.2', port })
      socket.on('connect', () => resolve(undefined))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    })
    expect(refused).toBe('ECONNREFUSED')
  })

  test('every start has its own token', async () => {
    const other = await open(folder)
    expect(new URL(other.url).hash).not.toBe(new URL(serving.url).hash)
    expect(Buffer.from(new URL(other.url).hash.replace('#token=', ''), 'base64url')).toHaveLength(32)
    await other.close()
  })

  test('a taken port is said to be taken', async () => {
    expect(await serve({ api, pages: folder, port })).toMatchObject({
      failed: { kind: 'port-taken', message: expect.stringContaining(String(port)) },
    })
  })

  test('close ends a call that waits', async () => {
    const other = await open(folder)
    const { port: at, hash } = new URL(other.url)
    const headers = { authorization: `Bearer ${hash.replace('#token=', '')}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ kind: 'captures', since: 'x', waitMs: 60_000 })
    const waiting = fetch(`http://127.0.0.1:${at}/api/rows`, { method: 'POST', headers, body }).then(
      () => 'answered',
      () => 'ended',
    )
    await delay(50)
    await other.close()
    expect(await waiting).toBe('ended')
  })
})
