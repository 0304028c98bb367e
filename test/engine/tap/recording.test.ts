import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openRaw } from '../../clients/raw.ts'
import { startRaw } from '../../servers/raw.ts'
import { connected, hostOf, tapOn } from './watched.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const EVENTS = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
const get = (host: string, path = '/mcp') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

/** What is told of gaps, without its times. */
const gapsOf = (tap: Awaited<ReturnType<typeof tapOn>>) =>
  tap.events('gap').map(({ copies, bytes, paused }) => ({ copies, bytes, exchanges: paused?.exchanges }))

describe('in a pause', () => {
  test('traffic flows on; what begins in it is counted, and nothing of it is kept, even if it ends later', async () => {
    const { client, far, tap, tapHost } = await connected()
    const before = Date.now() * 1000
    tap.recording.set('paused')
    for (const path of ['/1', '/2']) {
      await client.write(get(tapHost, path))
      await far.until(path)
      await far.write(OK)
      await client.until(OK.length * Number(path.slice(1)))
    }
    await client.write(get(tapHost, '/3'))
    await far.until('/3')
    tap.recording.set('on')
    await far.write(OK)
    await client.until(OK.length * 3)
    await client.write(get(tapHost, '/4'))
    await far.until('/4')
    await far.write(OK)
    await tap.end()
    expect(tap.events('request').map(({ head }) => head.startLine)).toEqual(['GET /4 HTTP/1.1'])
    expect(tap.all().map(({ kind }) => kind)).toEqual(['gap', 'request', 'response', 'response body', 'end'])
    const [gap] = tap.events('gap')
    expect(gap).toMatchObject({ copies: 0, bytes: 0, paused: { exchanges: 3 } })
    expect(gap!.paused!.since).toBeGreaterThan(before - 2000)
    expect(gap!.paused!.since).toBeLessThan(gap!.at)
  })

  test('an exchange that began before is recorded to its end', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 4\r\n\r\nbo`)
    await far.until('bo')
    tap.recording.set('paused')
    await client.write('dy')
    await far.until('body')
    await far.write(OK)
    expect(await tap.end()).toMatchObject({ end: 'server-clean', requestBytes: 4, responseBytes: 2, unrecorded: 0 })
    expect(tap.events('request body').map(({ text }) => text)).toEqual(['body'])
    tap.recording.set('on')
    expect(gapsOf(tap)).toEqual([{ copies: 0, bytes: 0, exchanges: 0 }])
  })

  test('the events of an open stream pass unrecorded, and it goes on behind them', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(get(tapHost))
    await far.until('GET')
    const say = async (event: string) => {
      await far.write(event)
      await client.until(event)
    }
    await say(`${EVENTS}data: 1\n\n`)
    tap.recording.set('paused')
    await say('data: 2\n\n')
    await say('data: 3\n\n')
    tap.recording.set('on')
    await say('data: 4\n\n')
    far.end()
    expect(await tap.end()).toMatchObject({ end: 'server-clean', responseBytes: 36, dropped: 0, unrecorded: 2 })
    expect(tap.events('sse').map(({ text, offset }) => [text, offset])).toEqual([
      ['data: 1\n\n', 0],
      ['data: 4\n\n', 27],
    ])
    expect(gapsOf(tap)).toEqual([{ copies: 2, bytes: 18, exchanges: 0 }])
  })

  test('the tap may be stopped: what passed is told all the same', async () => {
    const { client, far, tap, tapHost } = await connected()
    tap.recording.set('paused')
    await client.write(get(tapHost))
    await far.until('GET')
    await tap.close()
    expect(await client.ended).toBe('reset')
    expect(gapsOf(tap)).toEqual([{ copies: 0, bytes: 0, exchanges: 1 }])
    expect(tap.events('request')).toEqual([])
  })

  test('twice paused is paused once, and without a pause there is no gap', async () => {
    const { tap } = await connected()
    tap.recording.set('on')
    tap.recording.set('paused')
    tap.recording.set('paused')
    tap.recording.set('on')
    tap.recording.set('on')
    expect(gapsOf(tap)).toHaveLength(1)
  })
})

test('under load, with pauses at any moment, every exchange is recorded whole or counted', async () => {
  const server = await startRaw()
  onTestFinished(() => server.close())
  const tap = await tapOn(server.url)
  const run = { asked: 0, isOver: false }
  const clients = Array.from({ length: 16 }, async () => {
    const client = await openRaw(tap.url)
    while (!run.isOver) {
      const body = `{"jsonrpc":"2.0","id":"${++run.asked}."}`
      const head = `POST /echo HTTP/1.1\r\nHost: ${hostOf(tap.url)}\r\nContent-Length: ${body.length}\r\n\r\n`
      await client.write(head + body)
      await client.until(body) // the server says again what it was told
    }
    client.close()
  })
  for (let n = 0; n < 40; n++) {
    tap.recording.set(n % 2 === 0 ? 'paused' : 'on')
    const enough = run.asked + 50
    await vi.waitUntil(() => run.asked >= enough, { interval: 1 })
  }
  run.isOver = true
  await Promise.all(clients)
  await expect.poll(() => tap.events('end').length).toBe(tap.events('request').length)
  const unrecorded = gapsOf(tap).reduce((sum, { exchanges = 0 }) => sum + exchanges, 0)
  expect(gapsOf(tap)).toHaveLength(20)
  expect(unrecorded).toBeGreaterThan(500)
  expect(tap.events('request').length + unrecorded).toBe(run.asked)
  expect(new Set(tap.events('end').map(({ end }) => end))).toEqual(new Set(['server-clean']))
  const said = (kind: 'request body' | 'response body') =>
    new Map(
      tap.events(kind).map(({ exchange, bytes }) => [
        exchange,
        Buffer.from(bytes)
          .toString()
          .replace(/^.*\r\n/s, ''),
      ]),
    )
  expect(said('request body').size).toBe(tap.events('request').length)
  expect(said('response body')).toEqual(said('request body'))
})
