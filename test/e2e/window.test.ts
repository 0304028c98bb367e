// The desktop window as a door: what the page in it may and may not do, and what outlives it.
import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, CaptureRow } from '../../src/core/api.ts'
import { startStreamable } from '../servers/streamable.ts'
import { connectSdk } from '../clients/sdk.ts'
import { launchElectron, noWindow } from './harness.ts'

declare global {
  var tapscope: { platform: string; call(method: string, input: unknown): Promise<unknown> } // what the preload offers
}

let data: string
let close: () => Promise<void>
let app: ElectronApplication
let window: Page

async function open(folder = data): Promise<void> {
  ;({ app, window, close } = await launchElectron({ data: folder }))
  await window.waitForLoadState('load')
}

function call<T>(method: string, input: unknown): Promise<Answer<T>> {
  // What comes back is what the contract says; the page's side of it is tested elsewhere.
  return window.evaluate(([name, value]) => globalThis.tapscope.call(String(name), value), [method, input]) as never
}

const reason = await noWindow()

describe.skipIf(reason)('the page in the window', () => {
  let stranger: Server
  let elsewhere: string

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'tapscope-window-'))
    stranger = createServer((_request, response) => response.end('<title>Elsewhere</title>')).listen(0, '127.0.0.1')
    await new Promise((resolve) => stranger.once('listening', resolve))
    const address = stranger.address()
    elsewhere = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    await open()
  })
  afterAll(async () => {
    await close()
    stranger.close()
    await rm(data, { recursive: true, force: true })
  })

  test('is sandboxed and has nothing of Node', async () => {
    const found = await window.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis),
      offered: Object.keys(globalThis.tapscope),
    }))
    expect(found).toEqual({ node: [], offered: ['platform', 'call'] })
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      // Not in the types of Electron, but what it really runs with.
      return (contents as unknown as { getLastWebPreferences(): object } | undefined)?.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
  })

  test('comes with a strict policy and a nonce of its own', async () => {
    const [one, two] = await app.evaluate(async ({ net }) =>
      Promise.all(
        [1, 2].map(async () => {
          const response = await net.fetch('app://tapscope/index.html')
          return { policy: response.headers.get('content-security-policy'), html: await response.text() }
        }),
      ),
    )
    expect(one?.policy).toContain("default-src 'none'; script-src 'self';")
    expect(one?.policy).not.toContain('unsafe')
    expect(one?.html).not.toContain('__CSP_NONCE__')
    expect(one?.policy).not.toBe(two?.policy)
    const outside = await app.evaluate(async ({ net }) =>
      Promise.all(
        ['app://tapscope/../main/index.js', 'app://tapscope/..%2fmain%2findex.js', 'app://other/index.html'].map(
          async (url) => (await net.fetch(url)).status,
        ),
      ),
    )
    expect(outside).toEqual([404, 404, 404])
  })

  test('cannot turn text into markup or script', async () => {
    const result = await window.evaluate(() => {
      const attempts = {
        markup: () => (document.createElement('div').innerHTML = '<img src=x>'),
        script: () => (document.createElement('script').text = 'globalThis.was = 1'),
        handler: () => document.body.setAttribute('onclick', 'globalThis.was = 1'),
      }
      return Object.entries(attempts).map(([name, attempt]) => {
        try {
          attempt()
          return `${name} passed`
        } catch {
          return `${name} refused`
        }
      })
    })
    expect(result).toEqual(['markup refused', 'script refused', 'handler refused'])
  })

  test('cannot leave, open another window, frame or fetch somebody else', async () => {
    const before = window.url()
    await window.evaluate((url) => void (location.href = url), elsewhere)
    expect(await window.evaluate((url) => globalThis.open(url) === null, elsewhere)).toBe(true)
    expect(await window.evaluate((url) => fetch(url).then(String, () => 'refused'), elsewhere)).toBe('refused')
    await window.evaluate(
      (url) => document.body.append(Object.assign(document.createElement('iframe'), { src: url })),
      elsewhere,
    )
    await expect.poll(() => window.frames().some((frame) => frame.url() === elsewhere)).toBe(false)
    expect(window.url()).toBe(before)
    expect(app.windows()).toHaveLength(1)
  })

  test('gets no permission but to copy', async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'clipboard-write']
    const states = await window.evaluate(
      (wanted) =>
        Promise.all(
          wanted.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
        ),
      names,
    )
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied', 'denied', 'granted'])
  })

  test('calls the contract by name, and nothing else', async () => {
    expect(await call('about', {})).toMatchObject({
      ok: { dataFolder: data, runtime: expect.stringMatching(/^Electron \d/) },
    })
    expect(await call('show', { frame: 'one' })).toMatchObject({ failed: { kind: 'bad-input' } })
    await expect(call('close', {})).rejects.toThrow('There is no such method')
  })

  test('is the only one on this data folder', async () => {
    const { program, args, display } = await app.evaluate(() => ({
      program: process.execPath,
      args: process.argv.slice(1),
      display: process.env['DISPLAY'],
    }))
    const env = { ...process.env, ...(display && { DISPLAY: display }), TAPSCOPE_DATA: data }
    const own = args.filter((arg) => !/^--(inspect|remote-debugging)/.test(arg))
    const second = spawn(program, own, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    second.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    expect(await new Promise((done) => second.once('close', done))).toBe(0)
    expect(said).toContain('it is running already on this data folder')
    expect(app.windows()).toHaveLength(1)
  })
})

describe.skipIf(reason)('what outlives the window', () => {
  beforeEach(async () => void (data = await mkdtemp(join(tmpdir(), 'tapscope-window-'))))
  afterEach(() => rm(data, { recursive: true, force: true }))

  test('everything that was captured, and the size', async () => {
    await open()
    const server = await startStreamable()
    const started = await call<CaptureRow>('startTap', { url: server.url })
    if ('failed' in started) throw new Error(started.failed.message)
    const client = await connectSdk(started.ok.tapUrl ?? '')
    const id = client.sessionId()
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1000, 700))
    await close()
    await client.close().catch(() => {})
    await server.close()

    await open()
    expect(await call('rows', { kind: 'captures' })).toMatchObject({
      ok: { rows: [{ stoppedAt: expect.any(String), dropped: 0 }] },
    })
    expect(await call('rows', { kind: 'sessions' })).toMatchObject({ ok: { rows: [{ sessionId: id }] } })
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize())).toEqual([1000, 700])
    await close()
  })

  test('a signal ends it in order: what it captured is stored and stopped', async () => {
    await open()
    const started = await call<CaptureRow>('startTap', { url: 'http://127.0.0.1:9/mcp' })
    if ('failed' in started) throw new Error(started.failed.message)
    expect((await fetch(started.ok.tapUrl ?? '')).status).toBe(502)
    const child = app.process()
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    await close()
    const database = new Database(join(data, 'tapscope.db'), { readonly: true })
    const stored = database.prepare('SELECT stoppedAt, exchanges FROM capture').get()
    database.close()
    expect(stored).toMatchObject({ stoppedAt: expect.any(String), exchanges: 1 })
  })

  test('a database that is none: the window opens and says what to do', async () => {
    await writeFile(join(data, 'tapscope.db'), 'not a database, but long enough to look like one. '.repeat(100))
    await open()
    expect(await call('rows', { kind: 'captures' })).toMatchObject({ failed: { kind: 'database' } })
    await expect.poll(() => window.locator('body').innerText()).toContain('tapscope.db')
    await close()
  })
})
