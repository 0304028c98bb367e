import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw, type RawConnection, sendRaw } from '../../clients/raw.ts'
import { listen } from '../../servers/listen.ts'
import { type ManualServer, startManual } from '../../servers/manual.ts'
import { startProxy } from '../../servers/proxy.ts'
import { startSecure } from '../../servers/secure.ts'
import { hostOf, tapOn, type WatchedTap } from './watched.ts'
import net from 'node:net'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n'
const CONNECT = 'CONNECT server.example:3000 HTTP/1.1\r\nHost: server.example:3000\r\n\r\n'
const post = (host: string) => `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\n\r\nbody`

interface Proxied {
  proxy: ManualServer
  tap: WatchedTap
  client: RawConnection
  /** The proxy's end, and behind its first answer the server's. */
  far: RawConnection
}

/** A tap in front of `http://server.example:3000/mcp` that goes through a proxy whose bytes the test writes. */
async function proxied(credentials = ''): Promise<Proxied> {
  const proxy = await startManual()
  onTestFinished(() => proxy.close())
  const env = { HTTP_PROXY: `http://${credentials}${hostOf(proxy.url)}` }
  const tap = await tapOn('http://server.example:3000/mcp', { env })
  const client = await openRaw(tap.url)
  onTestFinished(() => client.close())
  return { proxy, tap, client, far: await proxy.next() }
}

/** The same, with a request sent and a proxy that answers it. */
async function refusedWith(answer: string) {
  const { tap, client, far, proxy } = await proxied()
  await client.write(post(hostOf(tap.url)))
  await far.until('\r\n\r\n')
  await far.write(answer)
  if (!answer.includes('\r\n\r\n')) far.end()
  expect(await client.ended).toBe('fin')
  await far.ended
  const received = client.received().toString()
  expect(received).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/)
  expect(far.received().toString()).toBe(CONNECT)
  expect(tap.events('request')).toHaveLength(1)
  return {
    text: received.split('\r\n\r\n')[1],
    ...(await tap.end()),
    name: `proxy http://${hostOf(proxy.url)} (HTTP_PROXY)`,
  }
}

describe('through a proxy', () => {
  test('a tunnel is asked for, and nothing else goes before it stands; then bytes pass as they are', async () => {
    const { tap, client, far, proxy } = await proxied()
    await client.write(post(hostOf(tap.url)))
    await far.until('\r\n\r\n')
    expect(far.received().toString()).toBe(CONNECT)
    await far.write(ESTABLISHED.slice(0, 20))
    await far.write(ESTABLISHED.slice(20))
    const expected = CONNECT + post('server.example:3000')
    expect((await far.until(expected.length)).toString()).toBe(expected)
    await far.write(OK)
    expect((await client.until('ok')).toString()).toBe(OK)
    client.end()
    expect(await far.ended).toBe('fin')
    far.end()
    expect(await client.ended).toBe('fin')
    const { end, reached } = await tap.end()
    expect({ end, reached }).toEqual({
      end: 'server-clean',
      reached: {
        remote: hostOf(proxy.url),
        proxy: `proxy http://${hostOf(proxy.url)} (HTTP_PROXY)`,
        connectMs: expect.any(Number),
        tlsMs: null,
        tls: null,
      },
    })
    expect(tap.events('response')[0]!.remote).toBe(hostOf(proxy.url))
  })

  test('the login of the proxy goes to the proxy alone, and not into the capture', async () => {
    const { tap, client, far } = await proxied('me:s3cret@')
    await far.until('\r\n\r\n')
    const login = `Proxy-Authorization: Basic ${Buffer.from('me:s3cret').toString('base64')}\r\n`
    expect(far.received().toString()).toBe(CONNECT.replace(/\r\n$/, `${login}\r\n`))
    await far.write(ESTABLISHED)
    await client.write(post(hostOf(tap.url)))
    await far.until('body')
    expect(
      far
        .received()
        .toString()
        .match(/Proxy-Authorization/g),
    ).toHaveLength(1)
    await far.write(OK)
    await tap.end()
    expect(JSON.stringify(tap.all())).not.toMatch(/s3cret|bWU6czNjcmV0/)
  })

  test('what the server says in the same packet as the proxy is not lost', async () => {
    const { client, far } = await proxied()
    await far.until('\r\n\r\n')
    await far.write(`${ESTABLISHED}HTTP/1.1 408 Request Timeout\r\n\r\n`)
    expect((await client.until('\r\n\r\n')).toString()).toBe('HTTP/1.1 408 Request Timeout\r\n\r\n')
  })

  test('a reset of the server is one for the client', async () => {
    const { tap, client, far } = await proxied()
    await far.until('\r\n\r\n')
    await far.write(ESTABLISHED)
    await client.write(post(hostOf(tap.url)))
    await far.until('body')
    far.reset()
    expect(await client.ended).toBe('reset')
    expect((await tap.end()).end).toBe('server-abort')
  })

  test.each(['before', 'behind'])(
    'a client that goes away %s the answer of the proxy is gone for the server at once',
    async (when) => {
      const { tap, client, far } = await proxied()
      await client.write(post(hostOf(tap.url)))
      await far.until('\r\n\r\n')
      if (when === 'behind') {
        await far.write(ESTABLISHED)
        await far.until('body')
      }
      client.reset()
      expect(await far.ended).toBe('reset')
      expect((await tap.end()).end).toBe('client-abort')
    },
  )

  test('a tap that is stopped hangs up, also while the tunnel is being dug', async () => {
    const { tap, client, far } = await proxied()
    await far.until('\r\n\r\n')
    await tap.close()
    expect(await client.ended).toBe('fin')
    await far.ended
  })

  test('many requests and large bodies, both ways', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const proxy = await startProxy(server.url)
    onTestFinished(() => proxy.close())
    const tap = await tapOn('http://server.example/mcp', { env: { ALL_PROXY: proxy.url } })
    const client = await openRaw(tap.url)
    onTestFinished(() => client.close())
    const far = await server.next()
    const body = Buffer.alloc(3_000_000, 'abcdefg')
    const head = `POST /mcp HTTP/1.1\r\nHost: ${hostOf(tap.url)}\r\nContent-Length: ${body.length}\r\n\r\n`
    void client.write(head + body.toString())
    const got = await far.until(body.length + 60)
    expect(got.subarray(-body.length).equals(body)).toBe(true)
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`
    void far.write(answer + body.toString())
    expect((await client.until(answer.length + body.length)).subarray(answer.length).equals(body)).toBe(true)
    expect(proxy.asked).toEqual(['CONNECT server.example:80 HTTP/1.1\r\nHost: server.example:80\r\n\r\n'])
  })

  test('TLS is spoken with the server, not with the proxy', async () => {
    const server = await startSecure()
    onTestFinished(() => server.close())
    const proxy = await startProxy(server.url)
    onTestFinished(() => proxy.close())
    const how = { env: { https_proxy: proxy.url }, insecure: true }
    const tap = await tapOn('https://server.example/mcp', how)
    const request = `GET /mcp HTTP/1.1\r\nHost: ${hostOf(tap.url)}\r\nConnection: close\r\n\r\n`
    const { bytes, end } = await sendRaw(tap.url, request)
    expect([bytes.toString().split('\r\n\r\n')[1], end]).toEqual(['server.example', 'fin'])
    expect(proxy.asked).toEqual(['CONNECT server.example:443 HTTP/1.1\r\nHost: server.example:443\r\n\r\n'])
    const { reached } = await tap.end()
    expect(reached).toMatchObject({
      tls: expect.stringMatching(/^TLSv1\.3, certificate not trusted: \w+$/),
      tlsMs: expect.any(Number),
    })
    // One that breaks off is broken off for the server, through both.
    const client = await openRaw(tap.url)
    await client.write(request.replace('/mcp', '/stream'))
    await client.until('data: 1\n\n')
    client.reset()
    await expect.poll(() => server.ends).toEqual(['whole', 'broken off'])
  })

  test('a certificate that is not trusted is the server’s fault, not the proxy’s', async () => {
    const server = await startSecure()
    onTestFinished(() => server.close())
    const proxy = await startProxy(server.url)
    onTestFinished(() => proxy.close())
    const tap = await tapOn('https://server.example/mcp', { env: { https_proxy: proxy.url } })
    const { bytes } = await sendRaw(tap.url, `GET /mcp HTTP/1.1\r\nHost: ${hostOf(tap.url)}\r\n\r\n`)
    expect(bytes.toString()).toMatch(
      /could not reach https:\/\/server\.example: self-signed certificate\. .*--insecure/,
    )
  })
})

describe('a proxy that', () => {
  test('wants a login: the client is told which variable to change', async () => {
    const { text, end, reason, name } = await refusedWith(
      'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
    )
    expect({ end, reason }).toEqual({ end: 'proxy', reason: `${name}: 407 Proxy Authentication Required` })
    expect(text).toBe(
      `Tapscope could not reach http://server.example:3000 through the ${name}: 407 Proxy Authentication Required. ` +
        'It wants to know who asks: write user and password into HTTP_PROXY, as in http://user:password@proxy:3128.\n',
    )
  })

  test.each([
    ['refuses', 'HTTP/1.1 403 Forbidden\r\n\r\n', /: 403 Forbidden\. It does not let this server be reached/],
    ['cannot reach the server', 'HTTP/1.0 502 Bad Gateway\r\n\r\n', /: 502 Bad Gateway\. It cannot reach the server/],
    [
      'is no proxy',
      'HTTP/1.1 404 Not Found\r\n\r\n',
      /: 404 Not Found\. Check the address in HTTP_PROXY, or list server/,
    ],
    [
      'speaks something else',
      'SSH-2.0-OpenSSH_9.2\r\n\r\n',
      /: it does not speak HTTP\. Check the address in HTTP_PROXY/,
    ],
    ['hangs up', '', /: it closed the connection\. Check the address in HTTP_PROXY/],
  ])('%s', async (_what, answer, told) => {
    expect((await refusedWith(answer)).text).toMatch(told)
  })

  test('is not there', async () => {
    const gone = await listen(net.createServer(), '')
    await gone.close()
    const tap = await tapOn('http://server.example:3000/mcp', { env: { http_proxy: gone.url } })
    const { bytes } = await sendRaw(tap.url, post(hostOf(tap.url)))
    const host = hostOf(gone.url)
    expect(bytes.toString()).toContain(
      `through the proxy http://${host} (http_proxy): connect ECONNREFUSED ${host}. Check the address in http_proxy`,
    )
    expect((await tap.end()).reached).toBeNull()
  })

  test('is for others: a server on this machine is reached without it', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url, { env: { HTTP_PROXY: 'http://127.0.0.1:9', ALL_PROXY: 'http://127.0.0.1:9' } })
    const client = await openRaw(tap.url)
    onTestFinished(() => client.close())
    await client.write(post(hostOf(tap.url)))
    const far = await server.next()
    expect((await far.until('body')).toString()).toMatch(/^POST \/mcp /)
  })
})
