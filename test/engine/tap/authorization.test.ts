import { describe, expect, test } from 'vitest'
import { Authorization, type Front } from '../../../src/engine/tap/authorization.ts'
import { readTarget, type Target } from '../../../src/engine/tap/target.ts'
import { connected } from './watched.ts'

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const targetOf = (url: string) => readTarget(url) as Target // a good address
const own: Front = { target: targetOf('http://127.0.0.1:3000/mcp'), origin: 'http://127.0.0.1:7000' }

/** Fronts on ports from 8001 on; `bad.example` cannot be fronted. */
function authorization() {
  let port = 8000
  const opened: string[] = []
  const open = async (target: Target): Promise<Front> => {
    opened.push(target.url.origin)
    if (target.host === 'bad.example') throw new Error('no port')
    return { target, origin: `http://127.0.0.1:${++port}` }
  }
  return { opened, authorization: new Authorization(own, open) }
}

const challenging = (text: string) =>
  `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${text}\r\nX-A: resource_metadata="http://127.0.0.1:3000/"\r\n\r\n`

const refusal = (at: string) =>
  `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nWww-Authenticate: Bearer error="x", resource_metadata="http://${at}/about?us"\r\nContent-Length: 0\r\n\r\n`

describe('a challenge', () => {
  const NOTHING = undefined
  test.each([
    ['Bearer resource_metadata="http://localhost:3000/x?y"', 'Bearer resource_metadata="http://127.0.0.1:7000/x?y"'],
    [
      'Bearer resource_metadata=http://127.0.0.1:3000/x, scope="a"',
      'Bearer resource_metadata=http://127.0.0.1:7000/x, scope="a"',
    ],
    [
      'Bearer realm="r", error="e",resource_metadata = "http://127.0.0.1:3000/", DPoP algs="ES256"',
      'Bearer realm="r", error="e",resource_metadata = "http://127.0.0.1:7000/", DPoP algs="ES256"',
    ],
    ['Bearer resource_metadata="https://example.com/x"', NOTHING],
    ['Bearer resource_metadata=""', NOTHING],
    ['Bearer realm="http://127.0.0.1:3000"', NOTHING],
  ])('%s', (value, expected) => {
    const mapped = authorization().authorization.challenge(challenging(value), own)
    expect(mapped?.head).toBe(expected && challenging(expected))
  })

  test('and what it names is metadata, wherever it is', async () => {
    const { client, far, tapHost, host, tap } = await connected()
    const ask = (path: string) => client.write(`GET ${path} HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
    await ask('/mcp')
    await far.until('GET /mcp')
    await far.write(refusal(host))
    expect(latin1(await client.until(refusal(tapHost).length))).toBe(refusal(tapHost))
    await tap.end()
    expect(tap.events('rewrite')).toMatchObject([
      { what: 'resource-metadata', original: `http://${host}/about?us`, changed: `http://${tapHost}/about?us` },
    ])
    expect(latin1(tap.events('response')[0]!.bytes)).toBe(refusal(host))
    await ask('/about?us')
    await far.until('GET /about?us')
    const text = `{"resource":"http://${host}"}`
    await far.write(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
    await client.until(`{"resource":"http://${tapHost}"}`)
  })

  test('is none of ours when authorization is passed on, or when nothing is refused', async () => {
    for (const [auth, status] of [
      ['pass', '401'],
      ['map', '200'],
    ] as const) {
      const { client, far, tapHost, host } = await connected({ auth })
      await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
      await far.until('GET /mcp')
      const answer = `HTTP/1.1 ${status} X\r\nWWW-Authenticate: Bearer resource_metadata="http://${host}/x"\r\nContent-Length: 0\r\n\r\n`
      await far.write(answer)
      expect(latin1(await client.until(answer.length))).toBe(answer)
    }
  })
})

describe('fronts', () => {
  test('are opened once for each origin, and not for what has one', async () => {
    const { authorization: it, opened } = authorization()
    expect(it.prepare(['http://localhost:3000/a', 'no address', 'ftp://a.example'])).toBeUndefined()
    await Promise.all([it.prepare(['https://a.example/x']), it.prepare(['https://a.example/y', 'https://b.example'])])
    expect(it.prepare(['https://a.example/z'])).toBeUndefined()
    expect(opened).toEqual(['https://a.example', 'https://b.example'])
    expect(it.toTap('https://a.example/z?a#b', own)).toBe('http://127.0.0.1:8001/z?a#b')
    expect(it.toTap('https://c.example', own)).toBeUndefined()
    expect(it.toTap('http://localhost:3000/mcp', { ...own, origin: 'http://localhost:7000' })).toBe(
      'http://localhost:7000/mcp',
    )
  })

  test('that cannot be opened leave the server where it is', async () => {
    const { authorization: it } = authorization()
    await it.prepare(['https://bad.example'])
    expect(it.toTap('https://bad.example', own)).toBeUndefined()
  })

  test('are few', async () => {
    const { authorization: it, opened } = authorization()
    await it.prepare(Array.from({ length: 50 }, (_, n) => `https://a${n}.example`))
    expect(opened).toHaveLength(8)
  })
})

test('a resource gets the name that the server had given it, or else its address', () => {
  const { authorization: it } = authorization()
  it.learn('resource', 'http://localhost:3000/mcp', 'http://127.0.0.1:7000/mcp')
  expect(it.toServer('http://127.0.0.1:7000/mcp')).toBe('http://localhost:3000/mcp')
  expect(it.toServer('http://localhost:7000/mcp')).toBe('http://127.0.0.1:3000/mcp')
  expect(it.toServer('http://127.0.0.1:7001/mcp')).toBeUndefined()
  expect(it.toServer('https://example.com:7000/mcp')).toBeUndefined()
  expect(it.toServer('urn:x')).toBeUndefined()
})
