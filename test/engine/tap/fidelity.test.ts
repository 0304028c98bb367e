// What a tap must not change, rule by rule. Bytes are compared as they were written and received; each test names its rule.
import net from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openRaw, sendRaw } from '../../clients/raw.ts'
import { startManual } from '../../servers/manual.ts'
import { connected, hostOf, tapOn, writeApart } from './watched.ts'

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const EVENTS = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const chunk = (text: string) => `${Buffer.byteLength(text, 'latin1').toString(16)}\r\n${text}\r\n`
const post = (host: string) => `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\n{}`
const get = (host: string, path = '/mcp') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

/** One exchange: what the server gets of `request`, and the client of `answer`. `HOST` stands for `name` there, for the server's here. */
async function exchanged(request: string, answer: string, name?: string) {
  const { client, far, tap, tapHost, host } = await connected()
  await client.write(request.replaceAll('HOST', name ?? tapHost))
  const sent = request.replaceAll('HOST', host)
  const got = latin1(await far.until(sent.length))
  await far.write(answer)
  const received = latin1(await client.until(answer.length))
  await tap.end()
  return { got, sent, received, tap, client, far }
}

describe('bodies', () => {
  test.each([
    ['in one piece', 'Content-Length: 17', '{ "a" : 1.0e1 }\r\n'],
    [
      'in chunks of any size, with extensions and trailers',
      'Transfer-Encoding: chunked',
      '1;x="y"\r\n{\r\n000A\r\n"a": "\u00e9"}\n\r\n0\r\nX-T: 1\r\n\r\n',
    ],
    ['compressed', 'Content-Encoding: gzip\r\nContent-Length: 4', '\x1f\x8b\x08\x00'],
  ])('rule 1: pass byte for byte, %s', async (_how, header, body) => {
    const request = `POST /mcp HTTP/1.1\r\nHost: HOST\r\n${header}\r\n\r\n${body}`
    const answer = `HTTP/1.1 200 OK\r\n${header}\r\n\r\n${body}`
    const { got, sent, received } = await exchanged(request, answer)
    expect({ got, received }).toEqual({ got: sent, received: answer })
  })

  test('rule 1: are not held back until they are complete, either way', async () => {
    const { client, far, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 8\r\n\r\none`)
    await far.until('one')
    await far.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\none')
    await client.until('one')
    for (const [from, to] of [
      [client, far],
      [far, client],
    ] as const) {
      await from.write('two')
      expect(latin1(await to.until('onetwo')).endsWith('onetwo')).toBe(true)
    }
  })
})

describe('heads', () => {
  const NAMED = [
    'Mcp-Session-Id: S-1',
    'MCP-Protocol-Version: 2025-11-25',
    'Mcp-Method: tools/call',
    'Mcp-Name: =?base64?w6k=?=',
    'Accept: application/json, text/event-stream',
    'Accept-Encoding: gzip;q=0, br',
    'Content-Type: application/json ; charset=UTF-8',
    'Content-Encoding: identity',
    'Authorization: Bearer a.b.c',
    'Last-Event-ID: 7/\u00e9',
    'Cookie: AWSALB=x==; sid=1',
    'Connection: keep-alive, X-Hop',
    'Keep-Alive: timeout=5',
    'TE: trailers',
    'X-Forwarded-For: 10.0.0.1',
    'User-Agent: test/1',
  ]
  const ANSWERED = [
    'Mcp-Session-Id: S-1',
    'Set-Cookie: AWSALB=x==; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Path=/; HttpOnly',
    'WWW-Authenticate: Bearer error="invalid_token", scope="a b"',
    'Retry-After: 120',
    'Cache-Control: no-cache, no-transform',
    'ETag: W/"x"',
    'Server: uvicorn',
    'Date: yesterday',
    'Vary: *',
    'Connection: keep-alive',
  ]

  // A name as long as the server's is written over in its place, any other one makes a new head.
  const names = [undefined, 'localhost', '127.255.255.254:65535']

  test.each(names)('rule 2: these pass as they are, and none is added or taken away, to %s', async (name) => {
    const request = `GET /mcp HTTP/1.1\r\nHost: HOST\r\n${NAMED.join('\r\n')}\r\n\r\n`
    const answer = `HTTP/1.1 200 OK\r\n${ANSWERED.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`
    const { got, sent, received } = await exchanged(request, answer, name)
    expect({ got, received }).toEqual({ got: sent, received: answer })
  })

  test.each(names)('rule 6: order, spelling and duplicates stay, to %s', async (name) => {
    const lines = 'b: 2\r\nA: 1\r\nB:  3 \r\na: 4\r\nx-EMPTY:\r\nA: 1'
    const request = `GET /mcp HTTP/1.1\r\n${lines}\r\nhOsT: HOST\r\nz: 0\r\n\r\n`
    const answer = `HTTP/1.1 200 OK\r\n${lines}\r\ncontent-length: 0\r\nz: 0\r\n\r\n`
    const { got, sent, received } = await exchanged(request, answer, name)
    expect({ got, received }).toEqual({ got: sent, received: answer })
  })

  test.each(['HTTP/1.0', 'HTTP/1.1'])('the version stays: %s', async (version) => {
    const { client, far, tap, tapHost, host } = await connected()
    await client.write(`GET /mcp ${version}\r\nHost: ${tapHost}\r\n\r\n`)
    expect(latin1(await far.until('\r\n\r\n'))).toBe(`GET /mcp ${version}\r\nHost: ${host}\r\n\r\n`)
    const answer = `${version} 200 OK\r\nContent-Type: application/json\r\n\r\n{}`
    await far.write(answer)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(latin1(client.received())).toBe(answer)
    expect(await tap.end()).toMatchObject({ end: 'server-clean', responseBytes: 2 })
  })
})

describe('answers', () => {
  test.each([
    ['a reason of its own', 'HTTP/1.1 404 Session not found, sorry\r\nContent-Length: 0\r\n\r\n'],
    ['no reason', 'HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n'],
    ['a status nobody knows', 'HTTP/1.1 799 What\r\nContent-Length: 3\r\n\r\nabc'],
    ['an error with its body', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 24\r\n\r\nNo valid session ID here'],
    [
      'a redirect elsewhere',
      'HTTP/1.1 307 Temporary Redirect\r\nLocation: https://other.example/mcp\r\nContent-Length: 0\r\n\r\n',
    ],
    ['a 401', 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n'],
  ])('rule 3: status, reason and body stay: %s', async (_what, answer) => {
    expect((await exchanged(get('HOST'), answer)).received).toBe(answer)
  })

  test('rule 10: a 202 gains neither body nor Content-Type', async () => {
    const answer = 'HTTP/1.1 202 Accepted\r\n\r\n'
    const { client, far, tapHost } = await connected()
    await client.write(get(tapHost))
    await far.until('GET')
    await far.write(answer)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(latin1(client.received())).toBe(answer)
  })

  test.each([
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['304 that names a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n'],
  ])('have no body where there is none, and the next one is told apart: %s', async (_status, answer) => {
    const { received, client, far, tap } = await exchanged(get('HOST'), answer)
    expect(received).toBe(answer)
    await client.write(get(hostOf(tap.url), '/next'))
    await far.until('/next')
    await far.write(OK)
    await client.until(answer + OK)
    expect(await tap.end(1)).toMatchObject({ end: 'server-clean', responseBytes: 2 })
  })

  test('interim ones pass when they come, all of them', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(get(tapHost))
    await far.until('GET')
    const interim = [
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
      'HTTP/1.1 102 Processing\r\n\r\n',
    ]
    for (const head of interim) {
      await far.write(head)
      await client.until(head)
    }
    await far.write(OK)
    expect(latin1(await client.until('ok'))).toBe(interim.join('') + OK)
    await tap.end()
    expect(tap.events('response')).toHaveLength(4)
  })
})

describe('event streams', () => {
  const blocks = [
    '\u00ef\u00bb\u00bfdata: a byte order mark\n\n',
    ': keep-alive\n\n',
    'id: 1\r\nevent: message\r\ndata: {"jsonrpc":"2.0",\r\ndata: "method":"a"}\r\n\r\n',
    'retry: 3000\rdata: ends with CR\r\r',
    'data\n\n\n\n',
    'id:7\nid\ndata:no blank\nunknown: x\n\n',
  ]

  test('rule 4: line ends, comments, ids, retry, names, order and boundaries stay; each block goes on before the next comes', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nAccept: text/event-stream\r\n\r\n`)
    await far.until('GET')
    let sent = EVENTS
    await far.write(EVENTS)
    for (const block of blocks) {
      await far.write(chunk(block))
      sent += chunk(block)
      await client.until(sent.length)
    }
    await far.write('0\r\n\r\n')
    expect(latin1(await client.until(sent.length + 5))).toBe(`${sent}0\r\n\r\n`)
    await tap.end()
    expect(
      tap
        .events('sse')
        .map(({ bytes }) => latin1(bytes))
        .join(''),
    ).toBe(blocks.join(''))
  })

  test('rule 9: nothing is added to a silent stream, and it is not ended, however long it is silent', async () => {
    // An hour cannot be waited for: timers are moved on, and no socket may have one of its own.
    const timeouts = vi.spyOn(net.Socket.prototype, 'setTimeout')
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
    onTestFinished(() => void vi.useRealTimers().restoreAllMocks())
    const { client, far, tapHost } = await connected()
    await client.write(get(tapHost))
    await far.until('GET')
    await far.write(EVENTS)
    await client.until(EVENTS)
    vi.advanceTimersByTime(3_600_000)
    await nextTurn()
    expect(timeouts).not.toHaveBeenCalled()
    await far.write(chunk('data: late\n\n'))
    expect(latin1(await client.until('late\n\n\r\n'))).toBe(EVENTS + chunk('data: late\n\n'))
  })
})

describe('requests', () => {
  test('rule 5: parallel ones are not put in a row, and those of one connection stay in theirs, duplicates included', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const sides = []
    for (let n = 0; n < 3; n++) {
      const client = await openRaw(tap.url)
      onTestFinished(() => client.close())
      sides.push({ client, far: await server.next() })
    }
    const host = hostOf(tap.url)
    // The first two are never answered: nobody waits for them.
    for (const { client } of sides) await client.write(get(host, '/same') + get(host, '/same') + get(host, '/last'))
    for (const { far } of sides) {
      const all = latin1(await far.until('GET /last'))
      expect(all.match(/GET \/\w+/g)).toEqual(['GET /same', 'GET /same', 'GET /last'])
    }
    const [, , last] = sides
    await last!.far.write(OK)
    await last!.client.until(OK)
  })

  test('rule 7: none is made up, followed or sent again: the server gets what the client sent, and nothing else', async () => {
    const { client, far, server, tapHost, host, tap } = await connected()
    const answers = [
      'HTTP/1.1 307 Temporary Redirect\r\nLocation: /mcp/\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 404 Not Found\r\nContent-Length: 17\r\n\r\nSession not found',
      'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n',
    ]
    for (const [n, answer] of answers.entries()) {
      await client.write(post(tapHost))
      await far.until(post(host).length * (n + 1))
      await far.write(answer)
      await client.until(answers.slice(0, n + 1).join('').length)
    }
    await client.write(post(tapHost))
    await far.until(post(host).length * 5)
    far.reset()
    expect(await client.ended).toBe('reset')
    expect(latin1(client.received())).toBe(answers.join(''))
    expect(latin1(far.received())).toBe(post(host).repeat(5))
    await tap.end(4)
    expect(server.opened()).toBe(1)
  })

  test('rule 11: each client connection has one of the server, opened with it and ended with it', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    for (let n = 1; n <= 3; n++) {
      const client = await openRaw(tap.url)
      const far = await server.next()
      expect(server.opened()).toBe(n)
      client.end()
      expect(await far.ended).toBe('fin')
      far.end()
      expect(await client.ended).toBe('fin')
    }
  })

  test('a half-closed client gets its answer, and so does a server that has ended its own side get the rest', async () => {
    const { client, far, tapHost } = await connected()
    await client.write(get(tapHost))
    client.end()
    expect(await far.ended).toBe('fin')
    await writeApart(far, OK)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(latin1(client.received())).toBe(OK)
  })

  test.each(['reset', 'end'] as const)(
    'rule 8: a client’s %s reaches the server at once, in the middle of a stream',
    async (how) => {
      const { client, far, tapHost } = await connected()
      await client.write(get(tapHost))
      await far.until('GET')
      await far.write(EVENTS + chunk('data: 1\n\n'))
      await client.until('data: 1\n\n')
      client[how]()
      expect(await far.ended).toBe(how === 'reset' ? 'reset' : 'fin')
    },
  )

  test.each(['reset', 'end'] as const)('rule 8: a server’s %s is no clean end for the client', async (how) => {
    const { client, far, tapHost } = await connected()
    await client.write(get(tapHost))
    await far.until('GET')
    await far.write(EVENTS + chunk('data: 1\n\n'))
    await client.until('data: 1\n\n')
    far[how]()
    expect(await client.ended).toBe(how === 'reset' ? 'reset' : 'fin')
    expect(latin1(client.received())).toBe(EVENTS + chunk('data: 1\n\n'))
  })
})

test('a request that is refused leaves no answer of the server behind it', async () => {
  const server = await startManual()
  onTestFinished(() => server.close())
  const tap = await tapOn(server.url)
  const { bytes, end } = await sendRaw(tap.url, get('evil.example'))
  expect([latin1(bytes).slice(0, 12), end]).toEqual(['HTTP/1.1 403', 'fin'])
  expect((await server.next()).received()).toHaveLength(0)
})
