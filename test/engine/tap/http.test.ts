import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import net from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRecorder, SlabPool } from '../../../src/engine/log/recorder.ts'
import { openHttpTap } from '../../../src/engine/tap/http.ts'
import { readTarget, type Target } from '../../../src/engine/tap/target.ts'
import { openRaw, sendRaw } from '../../clients/raw.ts'
import { listen } from '../../servers/listen.ts'
import { startManual } from '../../servers/manual.ts'
import { startSecure, tlsFiles } from '../../servers/secure.ts'
import { hostOf, tapOn } from './watched.ts'

const nobody = createRecorder(new SlabPool(1024 * 1024), () => {})
const target = readTarget('http://127.0.0.1:9/a/b?c=d') as Target // a good address

describe('a tap', () => {
  test('has the path and query of its target, on a free port', async () => {
    const taps = await Promise.all([openHttpTap(target, 0, nobody, 0), openHttpTap(target, 0, nobody, 0)])
    for (const { url, port } of taps) expect(url).toBe(`http://127.0.0.1:${port}/a/b?c=d`)
    expect(taps[0].port).not.toBe(taps[1].port)
    await Promise.all(taps.map((tap) => tap.close()))
  })

  test('takes the port it is told, and gives it back', async () => {
    const tap = await openHttpTap(target, 0, nobody, 0)
    await expect(openHttpTap(target, tap.port, nobody, 0)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await tap.close()
    const again = await openHttpTap(target, tap.port, nobody, 0)
    expect(again.port).toBe(tap.port)
    await again.close()
  })

  test('listens on this machine only', async () => {
    const tap = await openHttpTap(target, 0, nobody, 0)
    onTestFinished(() => tap.close())
    await expect(openRaw(`http://[::1]:${tap.port}/`)).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL/)
  })

  test('that is closed takes nobody any more, and has let go of everybody', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const client = await openRaw(tap.url)
    const far = await server.next()
    await tap.close()
    expect([await client.ended, await far.ended]).toEqual(['fin', 'fin'])
    await expect(openRaw(tap.url)).rejects.toThrow(/ECONNREFUSED/)
  })
})

test('the front of an authorization server is where it was, as long as the tap is; and elsewhere if that is taken', async () => {
  const metadata = { resource: '', authorization_servers: ['https://sign-in.example'] }
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(metadata))
  })
  const running = await listen(server, '/mcp')
  onTestFinished(() => running.close())
  metadata.resource = running.url
  const tapped = readTarget(running.url) as Target // a good address
  /** The address of the front of a tap on this port, which is closed again. */
  async function frontOn(port: number): Promise<{ front: string; port: number }> {
    const tap = await openHttpTap(tapped, port, nobody, 0)
    const answer = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', tap.url))
    const { authorization_servers } = (await answer.json()) as typeof metadata
    await tap.close()
    return { front: authorization_servers[0] ?? '', port: tap.port }
  }
  const { front, port } = await frontOn(0)
  expect(front).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
  expect((await frontOn(port)).front).toBe(front)
  const other = net.createServer().listen(Number(new URL(front).port), '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const elsewhere = await frontOn(port)
  expect(elsewhere.front).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
  expect(elsewhere.front).not.toBe(front)
})

/** A tap in a process of its own that trusts the test's certificate: `NODE_EXTRA_CA_CERTS` is read at its start. */
async function trustingTap(url: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tapscope-tls-'))
  const env = { ...process.env, TAPSCOPE_DATA: folder, NODE_EXTRA_CA_CERTS: tlsFiles.certificate }
  const program = resolve(import.meta.dirname, '../../../src/cli/index.ts')
  const child = spawn(process.execPath, [program, 'tap', url], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await once(child, 'close')
    await rm(folder, { recursive: true })
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return JSON.parse(String(line)).tapUrl
}

describe('a TLS server whose authority is trusted', () => {
  test('answers through the tap, and learns when a client goes', async () => {
    const server = await startSecure()
    onTestFinished(() => server.close())
    const tapUrl = await trustingTap(server.url)
    const request = (path: string, connection: string) =>
      `GET ${path} HTTP/1.1\r\nHost: ${hostOf(tapUrl)}\r\nConnection: ${connection}\r\n\r\n`
    const { bytes, end } = await sendRaw(tapUrl, request('/mcp', 'close'))
    expect(bytes.toString()).toMatch(new RegExp(`^HTTP/1\\.1 200 OK\\r\\n.*\\r\\n\\r\\n${hostOf(server.url)}$`, 's'))
    expect(end).toBe('fin')

    for (const leave of ['reset', 'end'] as const) {
      const client = await openRaw(tapUrl)
      await client.write(request('/stream', 'keep-alive'))
      await client.until('data: 1\n\n')
      client[leave]()
      await expect
        .poll(() => server.ends)
        .toEqual(leave === 'reset' ? ['whole', 'broken off'] : ['whole', 'broken off', 'broken off'])
    }
    // The tap has outlived all of it.
    expect((await sendRaw(tapUrl, request('/mcp', 'close'))).bytes.toString()).toMatch(/^HTTP\/1\.1 200 /)
  })
})
