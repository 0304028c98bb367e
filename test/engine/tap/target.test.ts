import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readTarget, type Target, throughTap } from '../../../src/engine/tap/target.ts'
import { openRaw } from '../../clients/raw.ts'
import { startManual } from '../../servers/manual.ts'
import { hostOf, tapOn } from './watched.ts'

const target = (address: string) => readTarget(address) as Target // a good address

describe('an address', () => {
  test.each([
    ['http://127.0.0.1:3000/mcp?a=b', '127.0.0.1', 3000, '127.0.0.1:3000', false],
    ['http://localhost/mcp', 'localhost', 80, 'localhost:80', false],
    ['https://localhost/mcp', 'localhost', 443, 'localhost:443', true],
    ['http://LOCALHOST:1', 'localhost', 1, 'localhost:1', false],
    ['http://[::1]:3000/mcp', '::1', 3000, '[::1]:3000', false],
    ['localhost:3000/mcp', 'localhost', 3000, 'localhost:3000', false],
    ['127.0.0.1:3000', '127.0.0.1', 3000, '127.0.0.1:3000', false],
    ['HTTPS://Example.com/mcp', 'example.com', 443, 'example.com', true],
    ['https://example.com:8443/mcp', 'example.com', 8443, 'example.com:8443', true],
    ['http://example.com:80', 'example.com', 80, 'example.com', false],
    ['http://localhost./mcp', 'localhost', 80, 'localhost.:80', false],
    ['http://0.0.0.0/mcp', '0.0.0.0', 80, '0.0.0.0:80', false],
    ['http://[::ffff:127.0.0.1]/mcp', '::ffff:7f00:1', 80, '[::ffff:7f00:1]:80', false],
    ['http://[2001:db8::1]/mcp', '2001:db8::1', 80, '[2001:db8::1]', false],
  ])('%s', (address, host, port, authority, secure) => {
    expect(readTarget(address)).toMatchObject({ host, port, authority, secure })
  })

  test.each([
    ['', /is not an address/],
    ['http://', /"http:\/\/" is not an address/],
    ['http://a b/', /is not an address/],
    ['http://127.0.0.1:99999/mcp', /is not an address/],
    ['ftp://127.0.0.1/mcp', /"ftp:\/\/127\.0\.0\.1\/mcp" is no http: or https: address/],
    ['ws://127.0.0.1/mcp', /is no http: or https: address/],
    ['file:///etc/passwd', /is no http: or https: address/],
    ['http://me:secret@127.0.0.1/mcp', /^an address with a password in it cannot be tapped$/],
  ])('%j is none: %s', (address, wrong) => {
    expect(readTarget(address)).toEqual({ wrong: expect.stringMatching(wrong) })
  })
})

describe('a redirect', () => {
  const TAP = 'http://127.0.0.1:7777'

  test.each([
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3000/mcp/', '/mcp/'],
    ['http://127.0.0.1:3000/mcp', 'http://localhost:3000/a?b#c', '/a?b#c'],
    ['http://localhost:3000/mcp', 'HTTP://127.0.0.1:3000', ''],
    ['http://localhost:3000/mcp', 'http://[::1]:3000?x', '?x'],
    ['http://localhost:3000/mcp', '//localhost:3000/mcp/', '/mcp/'],
    // The scheme of a server behind a TLS terminator.
    ['https://example.com/mcp', 'http://example.com/mcp/', '/mcp/'],
    ['https://example.com/mcp', 'https://EXAMPLE.com:443/mcp/', '/mcp/'],
    ['https://example.com:8443/mcp', 'http://example.com:8443/mcp/', '/mcp/'],
  ])('of %s to %s goes through the tap', (address, location, rest) => {
    expect(throughTap(location, target(address), TAP)).toBe(TAP + rest)
  })

  test.each([
    ['http://127.0.0.1:3000/mcp', '/mcp/'],
    ['http://127.0.0.1:3000/mcp', 'http:/mcp/'],
    ['http://127.0.0.1:3000/mcp', 'mcp/'],
    ['http://127.0.0.1:3000/mcp', ''],
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3001/mcp'],
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1/mcp'],
    ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3000.evil.example/'],
    ['http://127.0.0.1:3000/mcp', 'https://auth.example/login?back=http://127.0.0.1:3000/mcp'],
    ['https://example.com/mcp', 'https://www.example.com/mcp'],
    ['https://example.com/mcp', 'http://example.com:8080/mcp'],
    ['https://example.com/mcp', 'com.example.app://callback'],
    ['http://127.0.0.1:3000/mcp', 'http://['],
  ])('of %s to %j is left alone', (address, location) => {
    expect(throughTap(location, target(address), TAP)).toBeUndefined()
  })
})

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
/** Some systems know `localhost` by one address only. */
const names = await lookup('localhost', { all: true })
const isIpv6Named = hasIpv6 && names.some(({ address }) => address === '::1')

/** Sends a request through a tap in front of `address`; returns the Host that the server at `host` gets. */
async function hostAt(host: string, address: (port: string) => string): Promise<[string, port: string]> {
  const server = await startManual(host)
  onTestFinished(() => server.close())
  const { port } = new URL(server.url)
  const tap = await tapOn(address(port))
  const client = await openRaw(tap.url)
  onTestFinished(() => client.close())
  await client.write(`GET /mcp HTTP/1.1\r\nHost: ${hostOf(tap.url)}\r\n\r\n`)
  const far = await server.next()
  const request = await far.until('\r\n\r\n')
  await far.write('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n')
  await tap.end()
  expect(tap.events('response')[0]!.remote?.replace('::ffff:', '')).toBe(
    host.includes(':') ? `${host}:${port}` : hostOf(server.url),
  )
  return [/Host: (.*)\r\n/.exec(request.toString())?.[1] ?? '', port]
}

describe('a server is reached', () => {
  test('at 127.0.0.1, by its name', async () => {
    const [host, port] = await hostAt('127.0.0.1', (listening) => `http://localhost:${listening}/mcp`)
    expect(host).toBe(`localhost:${port}`)
  })

  test.each(['LOCALHOST', 'localhost.', '127.0.0.1', '127.1', '0.0.0.0', '[::ffff:127.0.0.1]'])(
    'at 127.0.0.1, spelled %s, with the Host that its own client would send',
    async (name) => {
      const [host, port] = await hostAt('127.0.0.1', (listening) => `http://${name}:${listening}/mcp`)
      expect(host).toBe(new URL(`http://${name}:${port}`).host)
    },
  )

  test.skipIf(!hasIpv6)('at [::1]', async () => {
    const [host, port] = await hostAt('::1', (listening) => `http://[::1]:${listening}/mcp`)
    expect(host).toBe(`[::1]:${port}`)
  })

  test.skipIf(!isIpv6Named)('at [::1], by its name', async () => {
    const [host, port] = await hostAt('::1', (listening) => `http://localhost:${listening}/mcp`)
    expect(host).toBe(`localhost:${port}`)
  })
})
