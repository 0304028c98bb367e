import { randomBytes } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw, sendRaw } from '../../clients/raw.ts'
import { startRaw } from '../../servers/raw.ts'
import { connected, hostOf, tapOn, writeApart } from './watched.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** A head with everything that an intermediary is tempted to change. */
const oddHead = (host: string) =>
  `POST /mcp?a=1&a=2&%7e HTTP/1.1\r\nX-First: 1\r\nHOST:   ${host}  \r\nmcp-SESSION-id: S-1\r\nMcp-Session-Id: S-2\r\n` +
  'Accept: application/json\r\naccept: text/event-stream\r\nX-Latin: caf\u00e9\r\nX-Empty:\r\nX-Spaces:   three   \r\n' +
  'Cookie: a=1\r\nCookie: b=2\r\nAuthorization: Bearer t\r\nLast-Event-ID: 7\r\ncontent-LENGTH: 4\r\nConnection: keep-alive\r\n\r\n'

const chunkedHead = (host: string) => `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n`
const echo = (host: string) => `POST /echo HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 3\r\n\r\nabc`
const get = (path: string, host: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const post = (path: string, host: string) =>
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\n${path}`
const three = (host: string) => post('/1', host) + get('/2', host) + post('/3', host)

/** Sends a request and a second one behind it; neither may reach the server. */
async function refused(headers: (tapHost: string) => string, body = '') {
  const { client, far, tap, tapHost } = await connected()
  await client.write(`POST /mcp HTTP/1.1\r\n${headers(tapHost)}\r\n\r\n${body}`)
  expect(await client.ended).toBe('fin')
  await client.write(`GET /second HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`).catch(() => {})
  client.end()
  await far.ended
  const { end, reason } = await tap.end()
  return { answer: latin1(client.received()), far: far.received(), requests: tap.events('request'), end, reason }
}

describe('a request arrives as it was sent, but for its Host', () => {
  test('order, case, blanks, duplicates and Latin-1 of its headers', async () => {
    const { client, far, tap, tapHost, host } = await connected()
    await client.write(`${oddHead(tapHost)}body`)
    expect(latin1(await far.until('\r\n\r\nbody'))).toBe(`${oddHead(host)}body`)
    const [request] = tap.events('request')
    expect(latin1(request!.bytes)).toContain(`HOST:   ${tapHost}  \r\nmcp-SESSION-id: S-1\r\nMcp-Session-Id: S-2\r\n`)
  })

  test.each(['localhost:80', '127.0.0.1', 'LOCALHOST', '[::1]:9', '127.255.0.1:65535'])('Host: %s', async (name) => {
    const { client, far, host } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost:${name}\r\n\r\n`)
    expect(latin1(await far.until('\r\n\r\n'))).toBe(`GET /mcp HTTP/1.1\r\nHost:${host}\r\n\r\n`)
  })

  const bodies: Record<string, Buffer> = {
    'JSON that no serialiser writes': Buffer.from(
      '{ "b":1.0,"a":"\\u00e9é🦊", "a" : 1e400,\r\n"n":9007199254740993 }\n',
    ),
    '300 kB of noise': randomBytes(300_000),
    'bytes that look like a head': Buffer.from('\r\n\r\nPOST / HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
    'no bytes': Buffer.alloc(0),
  }
  test.each(Object.entries(bodies))('a body: %s', async (_name, body) => {
    const { client, far, tap, tapHost } = await connected()
    const head = `POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: ${body.length}\r\n\r\n`
    await client.write(head)
    await client.write(body)
    const got = await far.until(head.length + body.length)
    expect(got.subarray(-body.length || got.length).equals(body)).toBe(true)
    await far.write(OK)
    await client.until('ok')
    expect((await tap.end()).requestBytes).toBe(body.length)
    expect(tap.events('request body').map(({ bytes }) => Buffer.from(bytes).equals(body))).toEqual(
      body.length > 0 ? [true] : [],
    )
  })

  test('chunks, their sizes and extensions, and a trailer, in whatever pieces they come', async () => {
    const { client, far, tap, tapHost, host } = await connected()
    const body = '3;note="a;b"\r\nabc\r\n00A\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n'
    const next = `GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`
    await writeApart(client, chunkedHead(tapHost) + body + next)
    const expected = chunkedHead(host) + body + next.replace(tapHost, host)
    expect(latin1(await far.until(expected.length))).toBe(expected)
    expect(tap.events('request body').map(({ bytes }) => latin1(bytes))).toEqual(['abc0123456789'])
    expect(tap.events('request')).toHaveLength(2)
  })

  test('wherever its head is split', async () => {
    const server = await startRaw()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const whole = echo(hostOf(tap.url))
    const clients = await Promise.all(
      Array.from(whole, async (_letter, at) => {
        const client = await openRaw(tap.url)
        await writeApart(client, [whole.slice(0, at), whole.slice(at)])
        expect(latin1(await client.until('\r\n\r\nabc'))).toContain(echo(hostOf(server.url)))
        return client
      }),
    )
    for (const client of clients) client.close()
    expect(new Set(server.received.map(latin1))).toEqual(new Set([echo(hostOf(server.url))]))
  })

  test('with an empty line before it', async () => {
    const { client, far, tap, tapHost, host } = await connected()
    await client.write(`\r\n\r\nGET /a HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
    expect(latin1(await far.until('\r\n\r\nGET'))).toBe(`\r\n\r\nGET /a HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    expect(tap.events('request')[0]!.head.startLine).toBe('GET /a HTTP/1.1')
  })
})

describe('requests on one connection', () => {
  test('in one packet arrive in their order, and are told apart', async () => {
    const { client, far, tap, tapHost, host } = await connected()
    await client.write(three(tapHost))
    expect(latin1(await far.until('\r\n\r\n/3'))).toBe(three(host))
    await far.write(OK.replace('ok', '-1') + OK.replace('ok', '-2') + OK.replace('ok', '-3'))
    expect(latin1(await client.until('-3'))).toBe(
      OK.replace('ok', '-1') + OK.replace('ok', '-2') + OK.replace('ok', '-3'),
    )
    await tap.end(2)
    expect(tap.events('request').map(({ head }) => head.startLine.split(' ')[1])).toEqual(['/1', '/2', '/3'])
    const answers = tap.events('response body').map(({ exchange, bytes }) => [exchange, latin1(bytes)])
    expect(answers).toEqual(tap.events('request').map(({ exchange }, n) => [exchange, `-${n + 1}`]))
  })

  test('one after the other use the same connection to the server', async () => {
    const { client, far, server, tap, tapHost } = await connected()
    for (let n = 1; n <= 3; n++) {
      await client.write(get(`/${n}`, tapHost))
      await far.until(`GET /${n} `)
      await far.write(OK.replace('ok', `-${n}`))
      await client.until(`-${n}`)
    }
    expect(server.opened()).toBe(1)
    await tap.end(2)
    expect(tap.events('request').map(({ connection }) => connection)).toEqual([1, 1, 1])
  })

  test('Expect: 100-continue waits for the server, not for the tap', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n`)
    await far.until('Expect: 100-continue\r\n')
    expect(client.received()).toHaveLength(0)
    await far.write('HTTP/1.1 100 Continue\r\n\r\n')
    await client.until('100 Continue\r\n\r\n')
    await client.write('body')
    await far.until('\r\n\r\nbody')
    await far.write(OK)
    await client.until('ok')
    expect((await tap.end()).end).toBe('server-clean')
    expect(tap.all().map(({ kind }) => kind)).toEqual([
      'request',
      'response',
      'request body',
      'response',
      'response body',
      'end',
    ])
  })
})

describe('a request that the tap does not pass on', () => {
  test.each([
    ['another host', () => 'Host: evil.example', /Host "evil\.example" is not this machine; use 127\.0\.0\.1/],
    ['another host with the port', (host: string) => `Host: evil.example:${host.split(':')[1]}`, /is not this machine/],
    ['a name that begins like ours', () => 'Host: localhost.evil.example', /is not this machine/],
    ['no Host', () => 'X: y', /Host "" is not this machine/],
    [
      'a web page',
      (host: string) => `Host: ${host}\r\nOrigin: https://evil.example`,
      /https:\/\/evil\.example may not/,
    ],
    ['a page without origin', (host: string) => `Host: ${host}\r\nOrigin: null`, /without an origin may not/],
  ])('%s', async (_name, headers, why) => {
    const { answer, far, requests, end, reason } = await refused(headers)
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n(.+\r\n)*Connection: close\r\n\r\nTapscope did not pass/)
    expect(answer).toMatch(why)
    expect(far).toHaveLength(0)
    expect(requests).toHaveLength(1)
    expect({ end, reason: why.test(reason ?? '') }).toEqual({ end: 'proxy', reason: true })
  })

  test.each(['http://localhost:6274', 'http://127.0.0.1', 'http://[::1]:1', 'vscode-webview://a', 'app://obsidian.md'])(
    'but one of %s it does',
    async (origin) => {
      const { client, far, tapHost } = await connected()
      await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nOrigin: ${origin}\r\n\r\n`)
      expect(latin1(await far.until('\r\n\r\n'))).toContain(`Origin: ${origin}\r\n`)
    },
  )

  const smuggled = 'GET /inner HTTP/1.1\r\nHost: localhost\r\n\r\n'
  test.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6', /length of its body is given twice/],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked', /length of its body is given twice/],
    ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 5', /length of its body is given twice/],
    ['two codings', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', /length of its body is given twice/],
    ['a coding that is not chunked', 'Transfer-Encoding: xchunked', /does not end with chunked/],
    ['chunked in the middle', 'Transfer-Encoding: chunked, gzip', /does not end with chunked/],
    ['a length that is no number', 'Content-Length: +5', /Content-Length is no number/],
    ['a list of lengths', 'Content-Length: 5, 5', /Content-Length is no number/],
    ['a blank behind a name', 'Content-Length : 5', /blank behind the name content-length/],
    ['a folded header', 'X: y\r\n Content-Length: 5', /folded header/],
    ['a bare LF', 'X: y\nContent-Length: 5', /lines do not end with CR LF/],
    ['a bare CR', 'X: y\rContent-Length: 5', /lines do not end with CR LF/],
    ['a NUL', 'X: y\0z', /control characters/],
    ['a vertical tab behind a name', 'Content-Length\v: 5', /control characters/],
    ['two hosts', 'Host: evil.example', /more than one host/],
    ['two origins', 'Origin: http://localhost\r\nOrigin: https://evil.example', /more than one origin/],
  ])('because it can be read in two ways: %s', async (_name, header, why) => {
    const { answer, far, requests, end } = await refused((host) => `Host: ${host}\r\n${header}`, smuggled)
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toMatch(why)
    expect(far).toHaveLength(0)
    expect({ requests: requests.length, end }).toEqual({ requests: 1, end: 'proxy' })
  })

  test.each([
    ['a blank in its path', 'GET /a b HTTP/1.1', '', /first line/],
    ['no version', 'GET /a', '', /first line/],
    ['another version', 'PRI * HTTP/2.0', '', /first line/],
    [
      'chunks before there were any',
      'POST /mcp HTTP/1.0',
      'Transfer-Encoding: chunked\r\n',
      /chunked, and of HTTP\/1\.0/,
    ],
  ])('because it can be read in two ways: %s', async (_name, startLine, headers, why) => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`${startLine}\r\nHost: ${tapHost}\r\n${headers}\r\n`)
    expect(await client.ended).toBe('fin')
    expect(latin1(client.received())).toMatch(/^HTTP\/1\.1 400 /)
    expect(latin1(client.received())).toMatch(why)
    await far.ended
    expect(far.received()).toHaveLength(0)
    expect((await tap.end()).end).toBe('proxy')
  })

  test('CONNECT: a tap is no proxy', async () => {
    const { client, far, tap } = await connected()
    await client.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')
    expect(await client.ended).toBe('fin')
    expect(latin1(client.received())).toMatch(
      /^HTTP\/1\.1 501 Not Implemented\r\n.*a tap is none: give the client the tap's address/s,
    )
    await far.ended
    expect(far.received()).toHaveLength(0)
    expect(await tap.end()).toMatchObject({ end: 'proxy', reason: expect.stringContaining('CONNECT is for proxies') })
  })

  test.each([
    'zz\r\n',
    '-1\r\n',
    '0x5\r\nabcde\r\n',
    '5\nabcde\r\n',
    '5\r\nabcdef\r\n',
    'f'.repeat(13),
    `5;${'x'.repeat(20_000)}`,
  ])('goes no further than its malformed chunk: %j', async (chunk) => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    await far.until('chunked\r\n\r\n')
    await client.write(`${chunk}\r\n\r\n`)
    expect(await client.ended).toBe('reset')
    expect(await far.ended).toBe('reset')
    expect(await tap.end()).toMatchObject({ end: 'proxy', reason: expect.stringMatching(/chunk.*malformed/) })
  })

  test('a head without end', async () => {
    const { client, tap, tapHost } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n${'X-Long: x\r\n'.repeat(18_000)}`)
    expect(latin1(await client.until('longer'))).toMatch(/^HTTP\/1\.1 431 /)
    expect(await client.ended).toBe('fin')
    expect(tap.all()).toEqual([])
  })

  test('TLS, to a tap whose address begins with http:', async () => {
    const tap = await tapOn('http://127.0.0.1:9/mcp')
    const hello = Buffer.from([0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3])
    const { bytes, end } = await sendRaw(tap.url, hello)
    expect(latin1(bytes)).toMatch(/^HTTP\/1\.1 400 .*begins with http:, not https:/s)
    expect(end).toBe('fin')
  })
})
