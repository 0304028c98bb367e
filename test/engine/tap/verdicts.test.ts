// Who ended an exchange, and how cleanly: each observation with its verdict.
import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw } from '../../clients/raw.ts'
import { listen } from '../../servers/listen.ts'
import { tlsFiles } from '../../servers/secure.ts'
import { connected, hostOf, tapOn } from './watched.ts'

const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'
const UNTIL_CLOSE = 'HTTP/1.1 200 OK\r\n\r\n'
const EVENT = '9\r\ndata: 1\n\n\r\n'
const get = (host: string) => `GET /mcp HTTP/1.1\r\nHost: ${host}\r\n\r\n`

type Sides = Awaited<ReturnType<typeof connected>>

/** An exchange whose answer has begun with `bytes`, and then goes on as `then` says. */
async function verdictOf(bytes: string, then: (sides: Sides) => unknown) {
  const sides = await connected()
  await sides.client.write(get(sides.tapHost))
  await sides.far.until('GET')
  await sides.far.write(bytes)
  await sides.client.until(bytes.length)
  await then(sides)
  return sides.tap.end()
}

/** The client ends its side, and when the server has seen it, it does what follows. */
function fin(then: (sides: Sides) => unknown): (sides: Sides) => Promise<unknown> {
  return async (sides) => {
    sides.client.end()
    await sides.far.ended
    return then(sides)
  }
}

describe('server-clean: the answer was complete', () => {
  test.each<[string, string, (sides: Sides) => unknown]>([
    ['its length is there', `${SIZED}bo`, ({ far }) => far.write('dy')],
    ['its last chunk is there', CHUNKED + EVENT, ({ far }) => far.write('0\r\n\r\n')],
    ['its trailer is there', CHUNKED + EVENT, ({ far }) => far.write('0\r\nX-T: 1\r\n\r\n')],
    ['FIN, where that is the end', `${UNTIL_CLOSE}body`, ({ far }) => far.end()],
    ['RST behind it', `${SIZED}body`, ({ far }) => far.reset()],
    ['the client leaves behind it', `${SIZED}body`, ({ client }) => client.reset()],
    ['the tap is stopped behind it', `${SIZED}body`, ({ tap }) => tap.close()],
  ])('%s', async (_what, bytes, then) => {
    expect(await verdictOf(bytes, then)).toMatchObject({ end: 'server-clean', reason: null, idleMs: null })
  })
})

describe('server-abort: the server went before its end', () => {
  test.each<[string, string, (sides: Sides) => unknown]>([
    ['RST in a length', `${SIZED}bo`, ({ far }) => far.reset()],
    ['FIN in a length', `${SIZED}bo`, ({ far }) => far.end()],
    ['RST in chunks', CHUNKED + EVENT, ({ far }) => far.reset()],
    ['FIN in chunks', CHUNKED + EVENT, ({ far }) => far.end()],
    ['FIN before the empty line of the last chunk', `${CHUNKED}${EVENT}0\r\n`, ({ far }) => far.end()],
    ['RST, where FIN would be the end', `${UNTIL_CLOSE}body`, ({ far }) => far.reset()],
    ['FIN behind an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n', ({ far }) => far.end()],
    ['FIN without an answer', '', ({ far }) => far.end()],
  ])('%s', async (_what, bytes, then) => {
    expect(await verdictOf(bytes, then)).toMatchObject({ end: 'server-abort', idleMs: expect.any(Number) })
  })

  test('TLS that is cut off', async () => {
    const options = { key: readFileSync(tlsFiles.key), cert: readFileSync(tlsFiles.certificate) }
    const cut: (() => void)[] = []
    const secure = tls.createServer(options, (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write(CHUNKED + EVENT))
    })
    // The connection below: it ends without the word of TLS that it does.
    secure.on('connection', (raw) => cut.push(() => raw.end()))
    const server = await listen(secure, '/mcp')
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url.replace('http:', 'https:'), { insecure: true })
    const client = await openRaw(tap.url)
    onTestFinished(() => client.close())
    await client.write(get(hostOf(tap.url)))
    await client.until(CHUNKED + EVENT)
    cut[0]?.()
    expect((await tap.end()).end).toBe('server-abort')
    await client.ended
    expect(client.received().toString()).toBe(CHUNKED + EVENT)
  })
})

describe('client-abort: the client went before the end', () => {
  test.each<[string, string, (sides: Sides) => unknown]>([
    ['RST before the answer', '', ({ client }) => client.reset()],
    ['RST in a length', `${SIZED}bo`, ({ client }) => client.reset()],
    ['RST in chunks', CHUNKED + EVENT, ({ client }) => client.reset()],
    ['FIN in chunks, whatever the server then does', CHUNKED + EVENT, fin(({ far }) => far.reset())],
    ['FIN in chunks, even if the server then ends them', CHUNKED + EVENT, fin(({ far }) => far.write('0\r\n\r\n'))],
    ['FIN before the answer, and none comes', '', fin(({ far }) => far.end())],
  ])('%s', async (_what, bytes, then) => {
    expect(await verdictOf(bytes, then)).toMatchObject({ end: 'client-abort', idleMs: expect.any(Number) })
  })
})

describe('proxy: the tap', () => {
  test.each([
    ['before the answer', ''],
    ['in a stream', CHUNKED + EVENT],
    ['in a body', `${SIZED}bo`],
  ])('is stopped %s', async (_when, bytes) => {
    expect(await verdictOf(bytes, ({ tap }) => tap.close())).toMatchObject({
      end: 'proxy',
      reason: 'the tap was stopped',
    })
  })

  test('answers in the server’s place', async () => {
    const { client, tap } = await connected()
    await client.write(get('evil.example'))
    expect(await tap.end()).toMatchObject({ end: 'proxy', reason: expect.stringContaining('not this machine') })
  })
})

test('idle: how long nothing had come is told, of either side, and only of an end that is not clean', async () => {
  const began = performance.now()
  const { idleMs } = await verdictOf(CHUNKED + EVENT, async ({ client, far }) => {
    // The silence itself is what is measured.
    await new Promise((resolve) => setTimeout(resolve, 60))
    far.reset()
    await client.ended
  })
  expect(idleMs).toBeGreaterThanOrEqual(59)
  expect(idleMs).toBeLessThanOrEqual(performance.now() - began)
  const quick = await verdictOf(CHUNKED + EVENT, async ({ client, far }) => {
    await new Promise((resolve) => setTimeout(resolve, 60))
    await far.write(EVENT)
    await client.until(CHUNKED.length + 2 * EVENT.length)
    far.reset()
  })
  expect(quick.idleMs).toBeLessThan(idleMs ?? 0)
})
