import zlib from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw } from '../../clients/raw.ts'
import { startManual } from '../../servers/manual.ts'
import { connected, hostOf, writeApart } from './watched.ts'

const PATH = '/.well-known/oauth-protected-resource/mcp'
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const chunked = (body: Buffer, size: number) =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, n) => body.subarray(n * size, (n + 1) * size))
    .map((part) => `${part.length.toString(16)}\r\n${latin1(part)}\r\n`)
    .join('') + '0\r\nX-Trailer: 1\r\n\r\n'

/** A connection on which metadata was asked for. */
async function asked(path = PATH, auth: 'map' | 'pass' = 'map') {
  const sides = await connected({ auth })
  await sides.client.write(`GET ${path} HTTP/1.1\r\nHost: ${sides.tapHost}\r\n\r\n`)
  await sides.far.until('\r\n\r\n')
  return sides
}

const json = (host: string) => `{ "resource" : "http://${host}/mcp" }`
const head = (length: number, more = '') =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${more}Content-Length: ${length}\r\n\r\n`

const both = (resource: string, server: string) =>
  `{"resource":"http://${resource}/mcp","authorization_servers":["http://${server}/tenant"]}`

/** A connection to the front, and its other end. */
async function through({ server, front }: { server: Awaited<ReturnType<typeof startManual>>; front: string }) {
  const client = await openRaw(`http://${front}`)
  onTestFinished(() => client.close())
  return { client, far: await server.next() }
}

const form = (host: string) => `grant_type=x&resource=${encodeURIComponent(`http://${host}/mcp`)}&scope=a+b`

const post = (host: string, body: string) =>
  `POST /tenant/token HTTP/1.1\r\nhost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`

const signIn = (host: string) =>
  `/authorize?response_type=code&client_id=1&resource=${encodeURIComponent(`http://${host}/mcp`)}`

const issuer = (host: string) => `{"issuer":"http://${host}/tenant","token_endpoint":"http://${host}/tenant/token"}`

const redirect = (host: string) =>
  `HTTP/1.1 302 Found\r\nLocation: http://localhost:1/callback?code=1&iss=${encodeURIComponent(`http://${host}/tenant`)}&state=2#x\r\nContent-Length: 0\r\n\r\n`

/** Metadata that names a second server went through the tap; the address that the client got for it. */
async function fronted() {
  const server = await startManual()
  onTestFinished(() => server.close())
  const sides = await asked()
  const text = both(sides.host, hostOf(server.url))
  await sides.far.write(head(text.length) + text)
  await sides.client.until('authorization_servers')
  const [, front = ''] =
    /"http:\/\/(127\.0\.0\.1:\d+)\/tenant"/.exec(latin1(await sides.client.until('/tenant"]}'))) ?? []
  return { ...sides, server, front }
}

const formHead = (to: string, length: string) =>
  `POST /token HTTP/1.1\r\nHost: ${to}\r\nContent-Type: application/x-www-form-urlencoded\r\n${length}\r\n\r\n`

describe('metadata of a resource gets the tap for an address', () => {
  test('with a length, in any pieces', async () => {
    const { client, far, tap, host, tapHost } = await asked()
    await writeApart(far, (head(json(host).length) + json(host)).split(''))
    const expected = head(json(tapHost).length) + json(tapHost)
    expect(latin1(await client.until(json(tapHost)))).toBe(expected)
    await tap.end()
    expect(latin1(tap.events('response body')[0]!.bytes)).toBe(json(host))
    expect(tap.events('rewrite')).toMatchObject([
      { what: 'metadata', original: `resource "http://${host}/mcp"`, changed: `resource "http://${tapHost}/mcp"` },
    ])
  })

  test.each([
    ['chunked', 'Transfer-Encoding: chunked\r\nTrailer: X-Trailer\r\n', (body: Buffer) => chunked(body, 5)],
    ['until the connection ends', '', latin1],
    ['gzip', 'Content-Encoding: gzip\r\n', (body: Buffer) => latin1(zlib.gzipSync(body))],
    [
      'br, chunked',
      'Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n',
      (body: Buffer) => chunked(zlib.brotliCompressSync(body), 7),
    ],
  ])('%s', async (_how, more, pack) => {
    const { client, far, host, tapHost, tap } = await asked()
    await far.write(`HTTP/1.1 200 OK\r\nX-Before: 1\r\n${more}X-After: 2\r\n\r\n${pack(Buffer.from(json(host)))}`)
    far.end()
    await client.ended
    const got = latin1(client.received())
    expect(got).toContain(`Content-Length: ${json(tapHost).length}\r\n`)
    expect(got.replace(/Content-Length: \d+\r\n/, '')).toBe(
      `HTTP/1.1 200 OK\r\nX-Before: 1\r\nX-After: 2\r\n\r\n${json(tapHost)}`,
    )
    expect((await tap.end()).end).toBe('server-clean')
  })

  test('in the spelling that the client uses', async () => {
    const { client, far, tap, host } = await connected()
    await client.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost:${tap.port}\r\n\r\n`)
    await far.until('\r\n\r\n')
    await far.write(head(json(host).length) + json(host))
    expect(latin1(await client.until('}'))).toContain(json(`localhost:${tap.port}`))
  })

  test('between other answers on one connection', async () => {
    const { client, far, tapHost, host } = await connected()
    const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`
    await client.write(ask('/a') + ask(PATH) + ask('/b'))
    await far.until('GET /b')
    const plain = head(2) + 'ok'
    await far.write(plain + head(json(host).length) + json(host) + plain)
    const expected = plain + head(json(tapHost).length) + json(tapHost) + plain
    expect(latin1(await client.until(expected.length))).toBe(expected)
  })
})

const huge = (host: string) => Buffer.from(`{"a":"${'x'.repeat(300_000)}","resource":"http://${host}/mcp"}`)

describe('it passes untouched', () => {
  test.each<[what: string, start: string, body: (host: string) => string]>([
    ['broken JSON', 'HTTP/1.1 200 OK', (host) => json(host).slice(0, -1)],
    ['of someone else', 'HTTP/1.1 200 OK', () => json('example.com')],
    ['huge', 'HTTP/1.1 200 OK', (host) => latin1(huge(host))],
    ['huge, with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 300046', (host) => latin1(huge(host))],
    ['huge, in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked', (host) => chunked(huge(host), 50_000)],
    ['huge when unpacked', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip', (host) => latin1(zlib.gzipSync(huge(host)))],
    ['packed in an unknown way', 'HTTP/1.1 200 OK\r\nContent-Encoding: x', json],
    ['said to be packed', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip', json],
    ['no success', 'HTTP/1.1 404 Not Found', json],
    ['an event stream', 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream', json],
    ['empty', 'HTTP/1.1 200 OK\r\nContent-Length: 0', () => ''],
    ['cut off', 'HTTP/1.1 200 OK\r\nContent-Length: 1000', json],
    ['in chunks that are none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked', (host) => `zz\r\n${json(host)}`],
    ['no text', 'HTTP/1.1 200 OK', (host) => `\xff\xfe${json(host)}`],
  ])('%s', async (_what, start, body) => {
    const { client, far, host, tap } = await asked()
    const sent = `${start}\r\n\r\n${body(host)}`
    await far.write(sent)
    far.end()
    await client.ended
    expect(latin1(client.received()) === sent).toBe(true)
    expect(tap.events('rewrite')).toEqual([])
  })

  test('and is not waited for when it is huge, or a stream', async () => {
    for (const [start, body] of [
      ['Transfer-Encoding: chunked', `50000\r\n${'x'.repeat(300_000)}`],
      ['Content-Type: text/event-stream', 'data: {"a":1}\n\n'],
    ] as const) {
      const { client, far } = await asked()
      const sent = `HTTP/1.1 200 OK\r\n${start}\r\n\r\n${body}`
      await far.write(sent)
      expect((await client.until(sent.length)).length).toBe(sent.length)
    }
  })

  test.each([
    ['at another path', '/mcp', 'map'],
    ['with authorization passed on as it is', PATH, 'pass'],
  ] as const)('%s', async (_what, path, auth) => {
    const { client, far, host } = await asked(path, auth)
    const sent = head(json(host).length) + json(host)
    await far.write(sent)
    expect(latin1(await client.until(sent.length))).toBe(sent)
  })
})

describe('an authorization server on another origin', () => {
  test('gets an address on this machine too', async () => {
    const { client, front, tapHost, server } = await fronted()
    expect(front).not.toBe(hostOf(server.url))
    expect(latin1(client.received())).toContain(both(tapHost, front))
  })

  test('and what the server says behind, or that it ends, comes after it', async () => {
    for (const behind of [`${head(2)}ok`, '']) {
      const { client, far, tapHost, host } = await asked()
      await client.write(`GET /b HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
      await far.until('GET /b')
      const text = both(host, 'localhost:9')
      const length = behind === '' ? '' : `Content-Length: ${text.length}\r\n`
      await far.write(`HTTP/1.1 200 OK\r\n${length}\r\n${text}${behind}`)
      far.end()
      expect(await client.ended).toBe('fin')
      const got = latin1(client.received())
      expect(got).toContain(`"resource":"http://${tapHost}/mcp"`)
      expect(got.endsWith(`/tenant"]}${behind}`)).toBe(true)
    }
  })

  test('gets a form that is cut off, or endless, as it comes', async () => {
    const { client, far, tapHost, host } = await connected()
    const endless = `50000\r\n${'x'.repeat(300_000)}`
    await client.write(formHead(tapHost, 'Transfer-Encoding: chunked') + endless)
    expect(latin1(await far.until(endless.length))).toContain(formHead(host, 'Transfer-Encoding: chunked'))
    const other = await connected()
    await other.client.write(`${formHead(other.tapHost, 'Content-Length: 100')}resource=`)
    other.client.end()
    expect(await other.far.ended).toBe('fin')
    expect(latin1(other.far.received())).toBe(`${formHead(other.host, 'Content-Length: 100')}resource=`)
  })

  test('is asked for a token for the server, not for the tap', async () => {
    const it = await fronted()
    const { client, far } = await through(it)
    await writeApart(client, post(it.front, form(it.tapHost)).split(''))
    expect(latin1(await far.until(form(it.host)))).toBe(post(hostOf(it.server.url), form(it.host)))
    await far.write(head(2) + '{}')
    await client.until('{}')
    await it.tap.end(1)
    expect(it.tap.events('rewrite').slice(2)).toMatchObject([
      { what: 'server', original: `http://${it.front}`, changed: `http://${hostOf(it.server.url)}` },
      { what: 'resource', original: `http://${it.tapHost}/mcp`, changed: `http://${it.host}/mcp` },
    ])
    expect(latin1(it.tap.events('request body')[0]!.bytes)).toBe(form(it.tapHost))
  })

  test('sees a browser come by itself', async () => {
    const it = await fronted()
    const { client, far } = await through(it)
    await client.write(`GET ${signIn(it.tapHost)} HTTP/1.1\r\nHost: ${it.front}\r\nSec-Fetch-Mode: navigate\r\n\r\n`)
    await client.ended
    const location = `http://${hostOf(it.server.url)}${signIn(it.host)}`
    expect(latin1(client.received())).toMatch(/^HTTP\/1\.1 302 Found\r\n/)
    expect(latin1(client.received())).toContain(`\r\nLocation: ${location}\r\n`)
    expect(await it.tap.end(1)).toMatchObject({ end: 'proxy', reason: expect.stringContaining('browser') })
    expect(far.received()).toHaveLength(0)
  })

  test('names itself to the client as it was named to it', async () => {
    const it = await fronted()
    const { client, far } = await through(it)
    await client.write(`GET /.well-known/oauth-authorization-server/tenant HTTP/1.1\r\nHost: ${it.front}\r\n\r\n`)
    await far.until('\r\n\r\n')
    const text = issuer(hostOf(it.server.url))
    await far.write(head(text.length) + text)
    await client.until(issuer(it.front))
    await client.write(`GET /authorize?response_type=code&client_id=1 HTTP/1.1\r\nHost: ${it.front}\r\n\r\n`)
    await far.until('/authorize')
    await far.write(redirect(hostOf(it.server.url)))
    expect(latin1(await client.until('#x\r\nContent-Length: 0\r\n\r\n'))).toContain(redirect(it.front))
  })

  test('its front ends with the tap', async () => {
    const it = await fronted()
    await it.tap.close()
    await expect(openRaw(`http://${it.front}`)).rejects.toThrow('ECONNREFUSED')
  })
})
