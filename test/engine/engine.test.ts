import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Answer, CaptureRow } from '../../src/core/api.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { openRaw, sendRaw } from '../clients/raw.ts'
import { connectSdk } from '../clients/sdk.ts'
import { exchangeIn, okOf } from '../interop/tapped.ts'
import { startRaw } from '../servers/raw.ts'
import { startStreamable } from '../servers/streamable.ts'
import { exchangesOf, newEngine, newFolder } from './replay/engines.ts'

async function rawServer() {
  const server = await startRaw()
  onTestFinished(() => server.close())
  return server
}

const get = (path: string, host: string, more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`

const hostOf = ({ tapUrl }: CaptureRow): string => new URL(tapUrl ?? '').host

const captures = async (engine: Engine) => okOf(await engine.rows({ kind: 'captures' })).rows

test.each([
  ['ftp://127.0.0.1/mcp', 'no http: or https: address'],
  ['http://', 'not an address'],
  ['http://me:s3cret@127.0.0.1/mcp', 'password'],
  ['http://a b/', 'not an address'],
])('%s cannot be tapped: %s', async (url, why) => {
  const engine = await newEngine(await newFolder())
  const answer = await engine.startTap({ url })
  expect(answer).toMatchObject({ failed: { kind: 'bad-input', message: expect.stringContaining(why) } })
  expect(JSON.stringify(answer)).toContain('http://127.0.0.1:3000/mcp')
})

test('a port that is taken is said to be, and leaves no capture behind', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as net.AddressInfo // it listens on a port
  const engine = await newEngine(await newFolder())
  expect(await engine.startTap({ url: 'http://127.0.0.1:9/mcp', port })).toMatchObject({
    failed: { kind: 'port-taken', message: `Port ${port} is taken by another program.` },
  })
  expect(await captures(engine)).toEqual([])
})

test('a tap is stopped once, by the one who started it', async () => {
  const folder = await newFolder()
  const [engine, other] = [await newEngine(folder), await newEngine(folder)]
  const capture = okOf(await engine.startTap({ url: 'http://127.0.0.1:9/mcp', name: 'mine' }))
  const { captureId } = capture
  expect(capture).toMatchObject({ name: 'mine', target: 'http://127.0.0.1:9/mcp', stoppedAt: null })
  expect(await other.stopTap({ captureId })).toMatchObject({ failed: { kind: 'not-found' } })
  expect(okOf(await other.removeCaptures({ captureIds: [captureId] }))).toEqual({ removed: 0 })
  expect(okOf(await engine.stopTap({ captureId })).stoppedAt).not.toBeNull()
  expect(await engine.stopTap({ captureId })).toMatchObject({ failed: { kind: 'not-found' } })
  await expect(openRaw(capture.tapUrl ?? '')).rejects.toThrow('ECONNREFUSED')
  expect(okOf(await other.removeCaptures({ captureIds: [captureId] }))).toEqual({ removed: 1 })
  expect(await captures(engine)).toEqual([])
})

test('closing stores everything, and ends what was open', async () => {
  const folder = await newFolder()
  const server = await rawServer()
  const engine = await newEngine(folder)
  const capture = okOf(await engine.startTap({ url: server.url }))
  await sendRaw(capture.tapUrl ?? '', get('/cut', hostOf(capture)))
  const open = await openRaw(capture.tapUrl ?? '')
  await open.write(`POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: 100\r\n\r\nbegun`)
  await exchangesStarted(engine, capture.captureId, 2)
  await engine.close()
  await open.ended
  open.close()

  const next = await newEngine(folder)
  const rows = okOf(await next.rows({ kind: 'exchanges', captureId: capture.captureId })).rows
  expect(rows.map(({ end }) => end)).toEqual(['server-abort', 'proxy'])
  expect(await captures(next)).toMatchObject([{ exchanges: 2, stoppedAt: expect.any(String), dropped: 0 }])
})

async function exchangesStarted(engine: Engine, captureId: number, count: number): Promise<void> {
  let since: string | undefined
  for (let attempt = 0; attempt < 40; attempt++) {
    const page = okOf(await engine.rows({ kind: 'exchanges', captureId, since, waitMs: 500 }))
    if (page.total >= count) return
    since = page.revision
  }
  throw new Error(`capture ${captureId} has no ${count} exchanges`)
}

/** A process of its own that taps `url`. */
async function tapping(folder: string, url: string) {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'tapping.ts'), folder, url])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer] // a stream without encoding
  const capture = okOf(JSON.parse(line.toString()) as Answer<CaptureRow>) // as tapping.ts wrote it
  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { capture, kill }
}

test('what another process captures is seen as it happens; what it stored before it was killed stays', async () => {
  const folder = await newFolder()
  const server = await rawServer()
  const here = await newEngine(folder)
  const { revision } = okOf(await here.rows({ kind: 'captures' }))
  const arrived = here.rows({ kind: 'captures', since: revision })
  const { capture, kill } = await tapping(folder, server.url)
  expect(okOf(await arrived).rows).toMatchObject([{ captureId: capture.captureId }])

  await sendRaw(capture.tapUrl ?? '', get('/gzip', hostOf(capture)).replace('GET /gzip', 'GET /until-close'))
  await exchangesOf(here, capture.captureId, 1)
  const open = await openRaw(capture.tapUrl ?? '')
  await open.write(`POST /echo HTTP/1.1\r\nHost: ${hostOf(capture)}\r\nContent-Length: 100\r\n\r\nbegun`)
  await exchangesStarted(here, capture.captureId, 2)
  await kill()
  open.close()
  expect(await captures(here)).toMatchObject([{ stoppedAt: null }])

  const next = await newEngine(folder)
  await next.doctor({})
  expect(await captures(next)).toMatchObject([{ stoppedAt: expect.any(String), exchanges: 2 }])
  const { rows } = okOf(await next.rows({ kind: 'exchanges', captureId: capture.captureId }))
  expect(rows).toMatchObject([{ end: 'server-clean' }, { end: 'proxy', endedAt: expect.any(String) }])
  expect(exchangeIn(await next.show({ frame: rows[0]?.frame ?? 0 })).responseBody?.text).toContain('naïve 🦊')
})

test('credentials of a real capture stand in no file; the session id does', async () => {
  const folder = await newFolder()
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const engine = await newEngine(folder)
  const capture = okOf(await engine.startTap({ url: server.url }))
  const keyed = okOf(await engine.startTap({ url: `${server.url}?api_key=s3cret-5` }))
  const client = await connectSdk(capture.tapUrl ?? '')
  const id = client.sessionId() ?? ''
  const secrets = 'Authorization: Bearer s3cret-1\r\nCookie: sid=s3cret-2\r\nX-Api-Key: s3cret-3\r\n'
  await sendRaw(capture.tapUrl ?? '', get('/mcp?access_token=s3cret-4', hostOf(capture), secrets))
  await client.close()
  await exchangesOf(engine, capture.captureId, 3)
  const stored = await contentOf(folder)
  expect(stored).toContain(id)
  expect(stored).toContain('[sha256 ')
  expect(stored).not.toContain('s3cret')
  // The tap's own address is for its client, as long as the tap runs.
  expect(keyed.tapUrl).toMatch(/\/mcp\?api_key=s3cret-5$/)
  expect(okOf(await engine.rows({ kind: 'captures' })).rows.map(({ tapUrl }) => tapUrl)).toContain(keyed.tapUrl)
  await engine.close()
  expect(await contentOf(folder)).not.toContain('s3cret')
})

/** All that stands in the files of a folder. */
async function contentOf(folder: string): Promise<string> {
  const files = await readdir(folder)
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))
  return contents.join('')
}

test('a database that cannot be used is an answer that says what to do, and is used once it can be', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'tapscope.db'), 'x'.repeat(5000))
  const engine = await newEngine(folder)
  const failed = { failed: { kind: 'database', message: expect.stringContaining('not a database') } }
  for (const answer of [
    await engine.startTap({ url: 'http://127.0.0.1:9/' }),
    await engine.rows({ kind: 'captures' }),
    await engine.show({ frame: 1 }),
    await engine.removeCaptures({ captureIds: [1] }),
  ]) {
    expect(answer).toMatchObject(failed)
  }
  await writeFile(join(folder, 'tapscope.db'), '')
  expect(await engine.startTap({ url: 'http://127.0.0.1:9/' })).toHaveProperty('ok')
  expect(await captures(engine)).toHaveLength(1)
})
