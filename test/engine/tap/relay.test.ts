import http from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw, type RawConnection } from '../../clients/raw.ts'
import { listen } from '../../servers/listen.ts'
import { startManual } from '../../servers/manual.ts'
import { connected, hostOf, tapOn } from './watched.ts'

const EVENTS = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const UNTIL_CLOSE = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n'
const EVENT = '9\r\ndata: 1\n\n\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const get = (host: string, path = '/mcp') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

/** A request whose answer has begun with `bytes`. */
async function answering(bytes: string) {
  const all = await connected()
  await all.client.write(get(all.tapHost))
  await all.far.until('\r\n\r\n')
  if (bytes) await all.far.write(bytes)
  await all.client.until(bytes.length)
  return all
}

describe('a server that goes away', () => {
  const moments = {
    'before its answer': '',
    'in the middle of chunks': EVENTS + EVENT,
    'in the middle of a length': `${LENGTH}half`,
  }

  test.each(Object.entries(moments))('with RST, %s: the client gets the RST', async (_when, bytes) => {
    const { client, far, tap } = await answering(bytes)
    far.reset()
    expect(await client.ended).toBe('reset')
    expect(client.received().toString()).toBe(bytes)
    expect(await tap.end()).toMatchObject({ end: 'server-abort', reason: 'read ECONNRESET' })
  })

  test.each(Object.entries(moments))(
    'with FIN, %s: the client gets the FIN and nothing to end the answer',
    async (_when, bytes) => {
      const { client, far, tap } = await answering(bytes)
      far.end()
      expect(await client.ended).toBe('fin')
      expect(client.received().toString()).toBe(bytes)
      expect(await tap.end()).toMatchObject({ end: 'server-abort', reason: 'the server closed the connection' })
    },
  )

  test('with FIN behind an answer without length: that is its end', async () => {
    const { client, far, tap } = await answering(`${UNTIL_CLOSE}data: 1\n\n`)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(await tap.end()).toMatchObject({ end: 'server-clean', reason: null, responseBytes: 9 })
  })

  test('with RST behind an answer without length: that is none', async () => {
    const { client, far, tap } = await answering(`${UNTIL_CLOSE}data: 1\n\n`)
    far.reset()
    expect(await client.ended).toBe('reset')
    expect((await tap.end()).end).toBe('server-abort')
  })

  test('with FIN between two requests: the client gets the FIN, and no exchange is blamed', async () => {
    const { client, far, tap } = await answering(OK)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(tap.events('end').map(({ end }) => end)).toEqual(['server-clean'])
  })

  test('with FIN, and the client may still speak', async () => {
    const { client, far, tapHost } = await answering(OK)
    far.end()
    await client.ended
    await client.write(get(tapHost, '/late'))
    expect((await far.until('/late')).toString()).toContain('GET /late ')
  })

  test('in the middle of a request is not asked again', async () => {
    const { client, far, server, tap, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 9\r\n\r\nhalf`)
    await far.until('half')
    far.reset()
    expect(await client.ended).toBe('reset')
    expect((await tap.end()).end).toBe('server-abort')
    expect(server.opened()).toBe(1)
  })
})

describe('a client that goes away', () => {
  const moments = {
    'before its answer': '',
    'in the middle of a stream': EVENTS + EVENT,
    'in the middle of a length': `${LENGTH}half`,
  }

  test.each(Object.entries(moments))('with RST, %s: the server gets the RST at once', async (_when, bytes) => {
    const { client, far, tap } = await answering(bytes)
    client.reset()
    expect(await far.ended).toBe('reset')
    expect(await tap.end()).toMatchObject({ end: 'client-abort', reason: null })
  })

  test.each(Object.entries(moments))('with FIN, %s: the server gets the FIN at once', async (_when, bytes) => {
    const { client, far, tap } = await answering(bytes)
    client.end()
    expect(await far.ended).toBe('fin')
    far.end()
    expect(await tap.end()).toMatchObject({ end: 'client-abort', reason: null })
  })

  test('of a stream, which the server then ends in an orderly way', async () => {
    const { client, far, tap } = await answering(EVENTS + EVENT)
    client.end()
    await far.ended
    await far.write('0\r\n\r\n')
    expect((await tap.end()).end).toBe('client-abort')
  })

  test('of a stream, which the server does not notice', async () => {
    const { client, far, tap } = await answering(EVENTS + EVENT)
    client.end()
    expect(await far.ended).toBe('fin')
    expect((await tap.end()).end).toBe('client-abort')
  })

  test('with its request: the stream that it reads on is recorded to its end', async () => {
    const { client, far, tap } = await answering('')
    client.end()
    await far.ended
    await far.write(`${EVENTS}${EVENT}`)
    await client.until(EVENT)
    expect(tap.events('end')).toEqual([])
    await far.write('0\r\n\r\n')
    expect((await tap.end()).end).toBe('server-clean')
    expect(tap.events('sse')).toHaveLength(1)
  })

  test('only with its own half, and still gets its whole answer', async () => {
    const { client, far, tap } = await answering('')
    client.end()
    await far.ended
    await far.write(OK)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(client.received().toString()).toBe(OK)
    expect((await tap.end()).end).toBe('server-clean')
  })

  test('for good, whatever the server still writes', async () => {
    const { client, far, tap } = await answering(EVENTS + EVENT)
    client.close()
    await far.ended
    // The first event makes the client's system say so, the next one finds it.
    while (tap.events('end').length === 0) await Promise.all([far.write(EVENT), nextTurn()])
    expect((await tap.end()).end).toBe('client-abort')
  })

  test('in the middle of its request', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 9\r\n\r\nhalf`)
    await far.until('half')
    client.reset()
    expect(await far.ended).toBe('reset')
    expect(await tap.end()).toMatchObject({ end: 'client-abort', requestBytes: 4 })
    expect(tap.events('request body').map(({ bytes, size }) => [Buffer.from(bytes).toString(), size])).toEqual([
      ['half', 4],
    ])
  })

  test('before it has said anything', async () => {
    const { client, far, tap } = await connected()
    client.end()
    expect(await far.ended).toBe('fin')
    far.end()
    expect(await client.ended).toBe('fin')
    expect(tap.events('request')).toEqual([])
  })
})

describe('whoever reads slowly slows the other down, and not the tap’s memory up', () => {
  const PIECE = Buffer.alloc(64 * 1024, 'x')
  /** More than all buffers of the systems between can hold. */
  const MUCH = 64 * 1024 * 1024

  /** Writes until a write has not been taken for a while; returns how much was. */
  async function writeUntilStuck(connection: RawConnection): Promise<number> {
    let taken = 0
    while (taken < MUCH) {
      const stuck = Symbol('stuck')
      const late = new Promise((resolve) => setTimeout(resolve, 300, stuck))
      const wrote = await Promise.race([connection.write(PIECE), late])
      taken += PIECE.length
      if (wrote === stuck) return taken
    }
    return taken
  }

  test('a client that reads nothing', async () => {
    const { client, far } = await answering(`HTTP/1.1 200 OK\r\nContent-Length: ${MUCH}\r\n\r\n`)
    client.pause()
    const taken = await writeUntilStuck(far)
    expect(taken).toBeLessThan(MUCH / 2)
    client.resume()
    await client.until(taken)
    client.close()
  })

  test('a server that reads nothing', async () => {
    const { client, far, tapHost } = await connected()
    far.pause()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: ${MUCH}\r\n\r\n`)
    const taken = await writeUntilStuck(client)
    expect(taken).toBeLessThan(MUCH / 2)
    far.resume()
    await far.until(taken)
    client.close()
  })
})

describe('many at once', () => {
  test('each client connection has one connection of the server, and keeps it', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const pairs = []
    for (const name of ['/a', '/b', '/c']) {
      const client = await openRaw(tap.url)
      onTestFinished(() => client.close())
      pairs.push({ name, client, far: await server.next() })
    }
    for (const round of [1, 2]) {
      for (const { name, client } of pairs) await client.write(get(hostOf(tap.url), name + round))
      // Answered the other way round: nobody waits for anybody.
      for (const { name, client, far } of pairs.toReversed()) {
        await far.until(`GET ${name}${round} `)
        await far.write(OK.replace('ok', name))
        await client.until(OK.length * round)
        expect(client.received().toString()).toBe(OK.replace('ok', name).repeat(round))
      }
    }
    expect(server.opened()).toBe(3)
    expect(tap.events('request').map(({ connection }) => connection)).toEqual([1, 2, 3, 1, 2, 3])
  })

  test('1,000 open streams', async () => {
    const responses = new Set<http.ServerResponse>()
    const server = await listen(
      http.createServer((_request, response) => {
        responses.add(response.writeHead(200, { 'Content-Type': 'text/event-stream' }))
        response.write(': open\n\n')
        response.on('close', () => responses.delete(response))
      }),
      '/mcp',
    )
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const clients: RawConnection[] = []
    onTestFinished(() => clients.forEach((client) => client.close()))
    for (let n = 0; n < 1000; n++) clients.push(await openRaw(tap.url))
    await Promise.all(clients.map((client) => client.write(get(hostOf(tap.url)))))
    await Promise.all(clients.map((client) => client.until(': open\n\n')))
    expect(responses.size).toBe(1000)
    for (const response of responses) response.write('data: all\n\n')
    await Promise.all(clients.map((client) => client.until('data: all\n\n')))
    for (const client of clients) client.reset()
    await expect.poll(() => responses.size).toBe(0)
    await expect.poll(() => tap.events('end').length).toBe(1000)
    expect(new Set(tap.events('end').map(({ end }) => end))).toEqual(new Set(['client-abort']))
    expect(tap.events('sse')).toHaveLength(2000)
  })
})

describe('the capture says', () => {
  test('who talked to whom, and when', async () => {
    const { client, far, server, tap, tapHost } = await connected()
    const before = Date.now() * 1000
    await client.write(get(tapHost))
    await far.until('GET')
    await far.write(OK)
    await client.until('ok')
    await tap.end()
    const after = (Date.now() + 1) * 1000
    const [request] = tap.events('request')
    const [response] = tap.events('response')
    expect(request!.client).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(response!.remote).toBe(hostOf(server.url))
    const times = tap.all().map(({ at }) => at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThan(before - 2000)
    expect(times.at(-1)).toBeLessThan(after + 2000)
  })

  test('of a stopped tap that the tap ended what was open; both sides are cut off', async () => {
    const { client, far, tap } = await answering(EVENTS + EVENT)
    await tap.close()
    expect(await client.ended).toBe('reset')
    expect(await far.ended).toBe('reset')
    expect(await tap.end()).toMatchObject({ end: 'proxy', reason: 'the tap was stopped' })
  })

  test('nothing of a connection that was idle when the tap was stopped', async () => {
    const { client, far, tap } = await answering(OK)
    await tap.close()
    expect(await client.ended).toBe('fin')
    expect(await far.ended).toBe('fin')
    expect(tap.events('end').map(({ end }) => end)).toEqual(['server-clean'])
  })
})
