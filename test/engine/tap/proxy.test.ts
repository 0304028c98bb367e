import { describe, expect, test } from 'vitest'
import { credentialsOf, nameOf, type Proxy, proxyFor } from '../../../src/engine/tap/proxy.ts'

const PROXY = 'http://proxy.example:3128'

/** Where a server is reached through, with an environment: the proxy's address, or null. */
function through(server: string, env: Record<string, string>): string | null {
  const proxy = proxyFor(new URL(server), env)
  if (proxy && 'wrong' in proxy) throw new Error(proxy.wrong)
  return proxy && proxy.url.host
}

describe('the proxy of', () => {
  test.each([
    ['https://example.com/mcp', { HTTPS_PROXY: PROXY }],
    ['https://example.com/mcp', { https_proxy: PROXY }],
    ['https://example.com/mcp', { ALL_PROXY: PROXY }],
    ['https://example.com/mcp', { all_proxy: 'proxy.example:3128' }],
    ['https://example.com/mcp', { HTTPS_PROXY: PROXY, ALL_PROXY: 'http://other.example' }],
    ['https://example.com/mcp', { https_proxy: PROXY, HTTPS_PROXY: 'http://other.example' }],
    ['http://example.com/mcp', { HTTP_PROXY: PROXY }],
    ['http://example.com/mcp', { http_proxy: PROXY }],
    ['http://10.0.0.1/mcp', { http_proxy: PROXY, NO_PROXY: '' }],
  ])('%s is what %o says', (server, env) => expect(through(server, env)).toBe('proxy.example:3128'))

  test.each([
    ['https://example.com/mcp', {}],
    ['https://example.com/mcp', { HTTPS_PROXY: '' }],
    ['https://example.com/mcp', { HTTP_PROXY: PROXY }],
    ['http://example.com/mcp', { HTTPS_PROXY: PROXY }],
  ])('%s is none with %o', (server, env) => expect(through(server, env)).toBeNull())

  test.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'app.localhost',
    '127.0.0.1',
    '127.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
  ])('a server on this machine, %s, is none', (host) => {
    expect(through(`http://${host}:3000/mcp`, { HTTP_PROXY: PROXY, ALL_PROXY: PROXY })).toBeNull()
  })
})

describe('NO_PROXY', () => {
  test.each([
    ['*', 'https://example.com/'],
    ['example.com', 'https://example.com/'],
    ['example.com', 'https://EXAMPLE.com:8443/'],
    ['example.com', 'https://mcp.example.com/'],
    ['.example.com', 'https://mcp.example.com/'],
    ['.example.com', 'https://example.com/'],
    ['*.example.com', 'https://mcp.example.com/'],
    ['example.com.', 'https://example.com/'],
    ['example.com', 'https://example.com./'],
    ['a, b ,example.com', 'https://example.com/'],
    ['a b example.com', 'https://example.com/'],
    ['example.com:443', 'https://example.com/'],
    ['example.com:80', 'http://example.com/'],
    ['192.0.2.7', 'http://192.0.2.7:3000/'],
    ['192.0.2.0/24', 'http://192.0.2.7/'],
    ['10.0.0.0/8', 'http://10.200.3.4/'],
    ['2001:db8::7', 'http://[2001:db8::7]/'],
    ['[2001:db8::7]:3000', 'http://[2001:db8::7]:3000/'],
    ['2001:db8::/32', 'http://[2001:db8:1::7]/'],
  ])('%s excepts %s', (list, server) => {
    for (const name of ['NO_PROXY', 'no_proxy']) expect(through(server, { ALL_PROXY: PROXY, [name]: list })).toBeNull()
  })

  test.each([
    ['', 'https://example.com/'],
    ['example.com', 'https://notexample.com/'],
    ['example.com', 'https://example.com.evil.example/'],
    ['mcp.example.com', 'https://example.com/'],
    ['example.com:8443', 'https://example.com/'],
    ['192.0.2.0/24', 'http://192.0.3.7/'],
    ['192.0.2.0/99', 'http://192.0.2.7/'],
    ['192.0.2.0/24', 'http://192.0.2.example/'],
    ['0.2.7', 'http://192.0.2.7/'],
    ['2001:db8::/32', 'http://[2001:db9::7]/'],
    ['::/0', 'http://192.0.2.7/'],
    ['com*', 'https://example.com/'],
  ])('%j does not except %s', (list, server) => {
    expect(through(server, { ALL_PROXY: PROXY, NO_PROXY: list })).not.toBeNull()
  })
})

test.each([
  ['http://', /^HTTPS_PROXY is no address of a proxy$/],
  ['socks5://proxy.example:1080', /^HTTPS_PROXY names a proxy of the kind socks5:/],
])('%s is none that can be used, and its value, which may hold a password, is not repeated', (value, wrong) => {
  expect(proxyFor(new URL('https://example.com'), { HTTPS_PROXY: value })).toEqual({
    wrong: expect.stringMatching(wrong),
  })
})

test.each([
  ['http://me:s3cret@proxy.example:3128', 'me:s3cret'],
  ['http://DOMAIN%5Cme:p%40ss%3A@proxy.example', 'DOMAIN\\me:p@ss:'],
  ['http://me:100%25%zz@proxy.example', 'me:100%25%zz'],
  ['http://token@proxy.example', 'token:'],
])('%s logs in, and is named without its password', (value, credentials) => {
  const proxy = proxyFor(new URL('https://example.com'), { https_proxy: value }) as Proxy // a good address
  expect(credentialsOf(proxy)).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`)
  expect(nameOf(proxy)).toMatch(/^proxy http:\/\/proxy\.example(:3128)? \(https_proxy\)$/)
})

test('a proxy without a user asks for no login', () => {
  expect(credentialsOf({ url: new URL(PROXY), from: 'HTTP_PROXY' })).toBeNull()
})
