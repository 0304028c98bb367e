import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectSdk } from '../clients/sdk.ts'
import { startStreamable, type StreamableServer } from '../servers/streamable.ts'
import { begin, dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
let server: StreamableServer

beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  server = await startStreamable()
})
afterAll(async () => {
  await server.close()
  await remove()
})

test.each(['SIGINT', 'SIGTERM'] as const)('a session through it is stored whole after %s', async (signal) => {
  const tap = await begin(data, 'tap', server.url, '--name', signal)
  expect(tap.first).toEqual({ captureId: expect.any(Number), tapUrl: expect.any(String), target: server.url })
  expect(new URL(tap.first.tapUrl).hostname).toBe('127.0.0.1')
  expect(new URL(tap.first.tapUrl).pathname).toBe('/mcp')

  const client = await connectSdk(tap.first.tapUrl)
  const id = client.sessionId()
  await client.terminate()
  await client.close()
  const ended = await tap.stop(signal)
  expect(ended).toMatchObject({ code: 0, out: `${JSON.stringify(tap.first)}\n` })
  expect(ended.err).toContain(`Point your client at ${tap.first.tapUrl}`)

  const [capture] = (await run(data, 'captures', '--capture', String(tap.first.captureId), '--json')).lines()
  expect(capture).toMatchObject({ name: signal, target: server.url, dropped: 0, stoppedAt: expect.any(String) })
  const [session] = (await run(data, 'sessions', '--json')).lines()
  expect(session).toMatchObject({ sessionId: id, issuedBy: 1, end: { kind: 'deleted', confidence: 'seen' } })
})

test('a client that is still connected does not keep it from ending', async () => {
  const tap = await begin(data, 'tap', server.url, '--json')
  const client = await connectSdk(tap.first.tapUrl)
  const standing = async () => (await run(data, 'streams', '--filter', 'kind:standalone', '--json')).out
  await expect.poll(standing).not.toBe('')
  expect(await tap.stop('SIGTERM')).toMatchObject({ code: 0, err: '' })
  await client.close().catch(() => {})
  const streams = (await run(data, 'streams', '--filter', 'kind:standalone', '--json')).lines()
  expect(streams).toMatchObject([{ end: 'proxy', endedAt: expect.any(String) }])
})

test('credentials are hashed, or kept where that is asked for', async () => {
  for (const [options, credentials] of [
    [[], 'hashed'],
    [['--keep-credentials'], 'kept'],
  ] as const) {
    const tap = await begin(data, 'tap', server.url, '--json', ...options)
    await fetch(tap.first.tapUrl, { headers: { Authorization: 'Bearer s3cret' } })
    await tap.stop('SIGTERM')
    expect((await run(data, 'captures', '--capture', String(tap.first.captureId), '--json')).lines()).toMatchObject([
      { credentials },
    ])
    expect((await run(data, 'show', '1')).out.includes('Bearer s3cret')).toBe(credentials === 'kept')
  }
})

test('of a body larger than the limit it keeps the beginning, and passes all of it', async () => {
  const tap = await begin(data, 'tap', server.url, '--keep', '1', '--json')
  const client = await connectSdk(tap.first.tapUrl)
  const text = 'abcdefgh'.repeat(300_000)
  expect(JSON.stringify(await client.call('echo', { text }))).toContain(text)
  await client.close()
  await tap.stop()
  const capture = String(tap.first.captureId)
  const large = (
    await run(data, 'exchanges', '--capture', capture, '--filter', 'responseBytes>2000000', '--json')
  ).lines()
  expect(large).toHaveLength(1)
  const shown = (await run(data, 'show', `${capture}:${large[0].frame}`, '--json')).lines()[0]
  expect(shown.requestBody.kept).toBe(1_048_576)
  expect(shown.requestBody.size).toBeGreaterThan(text.length)
})

test('authorization is led through it, or passed on as it is', async () => {
  const own = createServer((socket) => {
    const { port } = own.address() as AddressInfo // it listens on a port
    const body = JSON.stringify({ resource: `http://127.0.0.1:${port}/mcp` })
    // Only when the request is there: who closes with something unread resets the connection, and the answer with it.
    socket.once('data', () =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`),
    )
  }).listen(0, '127.0.0.1')
  await once(own, 'listening')
  const target = `http://127.0.0.1:${(own.address() as AddressInfo).port}/mcp` // as above
  for (const mode of ['map', 'pass']) {
    const tap = await begin(data, 'tap', target, '--json', '--auth', mode)
    const { tapUrl } = tap.first
    const answer = await fetch(new URL('/.well-known/oauth-protected-resource', tapUrl))
    expect(await answer.json()).toEqual({ resource: mode === 'map' ? tapUrl : target })
    await tap.stop('SIGTERM')
    expect((await run(data, 'show', '1')).out.includes('the tap changed metadata: resource')).toBe(mode === 'map')
  }
  own.close()
})

test('it goes on when nobody reads what it prints', async () => {
  const tap = await begin(data, 'tap', server.url)
  tap.child.stdout.destroy()
  tap.child.stderr.destroy()
  const client = await connectSdk(tap.first.tapUrl)
  await client.close()
  expect(await tap.stop()).toMatchObject({ code: 0 })
})

test('a port that is taken: what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const ended = await run(data, 'tap', server.url, '--port', port)
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toMatch(new RegExp(`^tapscope: Port ${port} is taken [^\\n]+\\n$`))
  other.close()
})

test('started by npx, it ends when npx is gone', async () => {
  const program = resolve(import.meta.dirname, '../../src/cli/index.ts')
  const env = { ...process.env, TAPSCOPE_DATA: data, npm_command: 'exec' }
  // A shell that stays the parent, as npm does, and dies of a signal without passing it on.
  const script = `"$0" "$@" & wait`
  const shell = spawn('sh', ['-c', script, process.execPath, program, 'tap', server.url, '--name', 'left'], { env })
  await once(shell.stdout, 'data')
  shell.kill('SIGKILL')
  await expect
    .poll(async () => (await run(data, 'captures', '--filter', 'name:left -stoppedAt:*', '--json')).out)
    .toBe('')
})

test('a second signal ends it at once, whatever it still has to do', async () => {
  const tap = await begin(data, 'tap', server.url)
  const database = new Database(join(data, 'tapscope.db'))
  database.exec('BEGIN IMMEDIATE') // Nothing can be stored now.
  void tap.stop('SIGINT')
  await delay(500)
  expect(tap.child.exitCode).toBeNull()
  const began = performance.now()
  await tap.stop('SIGINT')
  expect(tap.child.signalCode).toBe('SIGINT')
  expect(performance.now() - began).toBeLessThan(1_000)
  database.close()
})
