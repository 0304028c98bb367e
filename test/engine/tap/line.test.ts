import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw } from '../../clients/raw.ts'
import { startManual } from '../../servers/manual.ts'
import { connected, hostOf, tapOn } from './watched.ts'

const get = (host: string, path = '/mcp', method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const text = (bytes: Buffer) => bytes.toString('latin1')

describe('an answer in the server’s place', () => {
  test('waits for the answers that are due before it', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(get(tapHost, '/1') + get(tapHost, '/2') + get('evil.example', '/3') + get(tapHost, '/4'))
    await far.until('/2 ')
    expect(client.received()).toHaveLength(0)
    await far.write(OK)
    await client.until('ok')
    await far.write(OK.replace('ok', '-2'))
    expect(await client.ended).toBe('fin')
    expect(text(client.received())).toMatch(
      /^HTTP\/1\.1 200 OK.*ok.*-2HTTP\/1\.1 403 Forbidden.*not this machine.*\n$/s,
    )
    expect(text(far.received())).not.toMatch(/\/3|\/4/)
    await tap.end(2)
    expect(tap.events('end').map(({ end }) => end)).toEqual(['server-clean', 'server-clean', 'proxy'])
  })

  test('waits for a stream, too, whose beginning is looked at before it goes on', async () => {
    const { client, far, tapHost } = await connected()
    await client.write(get(tapHost, '/1') + get('evil.example', '/2'))
    await far.until('/1 ')
    const stream =
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n'
    await far.write(stream)
    expect(await client.ended).toBe('fin')
    expect(text(client.received()).startsWith(`${stream}HTTP/1.1 403 Forbidden\r\n`)).toBe(true)
  })

  test('is not given if the answers before it never come, and the capture says what it would have been', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(get(tapHost, '/1') + get('evil.example', '/2'))
    await far.until('/1 ')
    far.end()
    expect(await client.ended).toBe('fin')
    expect(client.received()).toHaveLength(0)
    expect(await tap.end(0)).toMatchObject({ end: 'server-abort' })
    expect(await tap.end(1)).toMatchObject({ end: 'proxy', reason: expect.stringMatching(/not this machine/) })
  })

  test('has no body if the request was HEAD', async () => {
    const { client, tap } = await connected()
    await client.write(get('evil.example', '/mcp', 'HEAD'))
    expect(await client.ended).toBe('fin')
    expect(text(client.received())).toMatch(/^HTTP\/1\.1 403 .*\r\n\r\n$/s)
    expect((await tap.end()).responseBytes).toBe(0)
  })

  test('reaches a client that is still sending', async () => {
    const { client, tap } = await connected()
    const length = 8_000_000
    await client.write(`POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: ${length}\r\n\r\n`)
    const sent = client.write(Buffer.alloc(length))
    expect(text(await client.until('client'))).toMatch(/^HTTP\/1\.1 403 /)
    await sent
    client.end()
    expect(await client.ended).toBe('fin')
    expect(tap.events('request')).toHaveLength(1)
  })
})

/** A client of a tap in front of nothing. */
async function alone() {
  const server = await startManual()
  await server.close()
  const tap = await tapOn(server.url)
  const client = await openRaw(tap.url)
  onTestFinished(() => client.close())
  return { tap, client, tapHost: hostOf(tap.url) }
}

describe('a server that is not there', () => {
  test.each([1, 10, 27, 40])(
    'a request is told so, however late and in whatever pieces it comes (cut at %i)',
    async (at) => {
      const { client, tap, tapHost } = await alone()
      const request = get(tapHost)
      await client.write(request.slice(0, at))
      // A second connection has failed by now, and so has the first.
      const second = await openRaw(tap.url)
      await second.write(get(tapHost, '/other'))
      await second.ended
      second.close()
      await client.write(request.slice(at))
      expect(await client.ended).toBe('fin')
      expect(text(client.received())).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n.*Nothing listens there/s)
      expect((await tap.end(1)).end).toBe('proxy')
    },
  )

  test('of several requests at once the first is told so, and all have the reason', async () => {
    const { client, tap, tapHost } = await alone()
    await client.write(get(tapHost, '/1') + get(tapHost, '/2') + get('evil.example', '/3'))
    expect(await client.ended).toBe('fin')
    expect(text(client.received()).match(/HTTP\/1\.1 502/g)).toHaveLength(1)
    await tap.end(0)
    for (const { end, reason } of tap.events('end')) {
      expect([end, reason]).toEqual(['proxy', expect.stringMatching(/ECONNREFUSED|not this machine/)])
    }
    expect(tap.events('end')).toHaveLength(tap.events('request').length)
  })

  test('a request with a large body is told so, and its end reaches the tap', async () => {
    const { client, tap, tapHost } = await alone()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 8000000\r\n\r\n`)
    const sent = client.write(Buffer.alloc(8_000_000))
    await client.until('502 Bad Gateway')
    await sent
    client.end()
    expect(await client.ended).toBe('fin')
    await tap.close()
    expect(tap.events('request')).toHaveLength(1)
  })

  test('a client that asks nothing and leaves is let go', async () => {
    const { client, tap } = await alone()
    client.end()
    expect(await client.ended).toBe('fin')
    expect(tap.events('request')).toEqual([])
  })
})
