import { describe, expect, onTestFinished, test } from 'vitest'
import { mapCookies } from '../../../src/engine/tap/cookies.ts'
import { readTarget, type Target } from '../../../src/engine/tap/target.ts'
import { openRaw } from '../../clients/raw.ts'
import { startManual } from '../../servers/manual.ts'
import { connected, hostOf, tapOn } from './watched.ts'

const target = (address: string) => readTarget(address) as Target // a good address
const mapped = (cookie: string, address: string) =>
  mapCookies(`HTTP/1.1 200 OK\r\nset-cookie:  ${cookie}\r\n\r\n`, target(address))

describe('a cookie that a client of the tap would not send back loses what keeps it from that', () => {
  test.each([
    ['https://mcp.example.com/mcp', 'a=1; Domain=mcp.example.com; Path=/', 'a=1; Path=/'],
    ['https://mcp.example.com/mcp', 'a=1;domain = .Example.COM', 'a=1'],
    [
      'https://mcp.example.com/mcp',
      'AWSALBCORS=x==; Path=/; SameSite=None; Secure',
      'AWSALBCORS=x==; Path=/; SameSite=None',
    ],
    ['https://mcp.example.com/mcp', 'a=1; SECURE; HttpOnly; Domain=example.com', 'a=1; HttpOnly'],
    ['https://mcp.example.com/mcp', '__Host-a=1; Secure; Path=/', '__Host-a=1; Path=/'],
    ['http://localhost:3000/mcp', 'a=1; Domain=localhost', 'a=1'],
    ['http://192.168.0.7/mcp', 'a=1; Domain=192.168.0.7', 'a=1'],
  ])('of %s: %s', (address, cookie, kept) => {
    expect(mapped(cookie, address)?.head).toBe(`HTTP/1.1 200 OK\r\nset-cookie:  ${kept}\r\n\r\n`)
  })
})

describe('a cookie is left alone', () => {
  test.each([
    ['https://mcp.example.com/mcp', 'a=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=60'],
    // Which the server's own client would refuse, too.
    ['https://mcp.example.com/mcp', 'a=1; Domain=other.example'],
    ['https://mcp.example.com/mcp', 'a=1; Domain=xample.com'],
    ['https://mcp.example.com/mcp', 'a=1; Domain='],
    ['https://mcp.example.com/mcp', 'a=1; Secured'],
    ['https://mcp.example.com/mcp', 'secure'],
    ['https://mcp.example.com/mcp', 'Domain=mcp.example.com'],
    // Over http: the server's own client would not send it back, either.
    ['http://mcp.example.com/mcp', 'a=1; Secure'],
    ['https://mcp.example.com/mcp', ''],
  ])('of %s: %j', (address, cookie) => expect(mapped(cookie, address)).toBeUndefined())
})

/** A redirect that sets cookies. */
const redirect = (location: string, domain: string) =>
  `HTTP/1.1 302 Found\r\nSet-Cookie: a=s3cret; Path=/\r\nSET-COOKIE: b=s3cret${domain}; HttpOnly\r\n` +
  `Location: ${location}\r\nSet-Cookie: c=caf\u00e9${domain}\r\nContent-Length: 2\r\n\r\nok`

test('what was changed is told with the original, but for the value; the capture has the head as it was sent', async () => {
  const { client, far, tap, tapHost, host } = await connected()
  await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
  await far.until('GET')
  await far.write(redirect(`http://${host}/mcp/`, '; Domain=127.0.0.1'))
  const expected = redirect(`http://${tapHost}/mcp/`, '')
  expect((await client.until(expected.length)).toString('latin1')).toBe(expected)
  await tap.end()
  expect(tap.events('rewrite').map(({ what, original, changed }) => [what, original, changed])).toEqual([
    ['location', `http://${host}/mcp/`, `http://${tapHost}/mcp/`],
    ['set-cookie', 'b=…; Domain=127.0.0.1; HttpOnly', 'b=…; HttpOnly'],
    ['set-cookie', 'c=…; Domain=127.0.0.1', 'c=…'],
  ])
  const [response] = tap.events('response')
  expect(Buffer.from(response!.bytes).toString('latin1')).toContain('; Domain=127.0.0.1; HttpOnly\r\n')
  expect(JSON.stringify(tap.events('rewrite'))).not.toContain('s3cret')
})

test('a head whose lines end with LF ends where it ends, and what follows is no part of it', async () => {
  const server = await startManual()
  onTestFinished(() => server.close())
  const tap = await tapOn(server.url)
  const client = await openRaw(tap.url)
  onTestFinished(() => client.close())
  await client.write(`GET /mcp HTTP/1.1\r\nHost: ${hostOf(tap.url)}\r\n\r\n`)
  const far = await server.next()
  await far.until('GET')
  const body = 'Set-Cookie: no=1; Domain=127.0.0.1\r\n\r\n'
  const head = (domain: string) => `HTTP/1.1 200 OK\nSet-Cookie: a=1${domain}\nContent-Length: ${body.length}\n\n`
  await far.write(head('; Domain=127.0.0.1') + body)
  const expected = head('') + body
  expect((await client.until(expected.length)).toString()).toBe(expected)
})
