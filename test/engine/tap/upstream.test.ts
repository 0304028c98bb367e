import { describe, expect, onTestFinished, test } from 'vitest'
import { openRaw } from '../../clients/raw.ts'
import { startSecure } from '../../servers/secure.ts'
import { connected, hostOf, tapOn } from './watched.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const get = (host: string) => `GET /mcp HTTP/1.1\r\nHost: ${host}\r\n\r\n`

describe('how a server was reached', () => {
  test('is told by the first exchange of a connection', async () => {
    const { client, far, tap, tapHost, host } = await connected()
    for (const n of [0, 1]) {
      await client.write(get(tapHost))
      await far.until(get(host).length * (n + 1))
      await far.write(OK)
      await tap.end(n)
    }
    expect(tap.events('end').map(({ reached }) => reached)).toEqual([
      { remote: host, connectMs: expect.any(Number), tlsMs: null, tls: null, proxy: null },
      null,
    ])
    expect(tap.events('end')[0]!.reached!.connectMs).toBeGreaterThan(0)
    expect(tap.events('response').map(({ remote }) => remote)).toEqual([host, host])
  })

  test('is told also when it never answers', async () => {
    const { client, far, tap, tapHost, host } = await connected()
    await client.write(get(tapHost))
    await far.until('GET')
    client.reset()
    expect(await tap.end()).toMatchObject({ end: 'client-abort', reached: { remote: host } })
  })

  test('with TLS: its version, what the handshake took, and that nobody has checked the certificate', async () => {
    const server = await startSecure()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url, { insecure: true })
    const client = await openRaw(tap.url)
    onTestFinished(() => client.close())
    await client.write(get(hostOf(tap.url)))
    await client.until(hostOf(server.url))
    const { reached } = await tap.end()
    expect(reached).toMatchObject({ tls: 'TLSv1.3, certificate not trusted: DEPTH_ZERO_SELF_SIGNED_CERT', proxy: null })
    expect(reached!.tlsMs).toBeGreaterThan(0)
    expect(reached!.connectMs).toBeGreaterThan(0)
  })
})
