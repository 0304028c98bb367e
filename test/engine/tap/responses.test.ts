import { describe, expect, onTestFinished, test } from 'vitest'
import type { EndVerdict } from '../../../src/core/wire.ts'
import { sendRaw } from '../../clients/raw.ts'
import { AWKWARD, bytesOf } from '../../servers/awkward.ts'
import { hugeBody, startRaw } from '../../servers/raw.ts'
import { connected, tapOn, writeApart } from './watched.ts'

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** How the capture says that an answer ended; `server-clean` where it is not said here. */
const ENDS: Record<string, EndVerdict> = {
  cut: 'server-abort',
  'cut-reset': 'server-abort',
  'cut-short': 'server-abort',
  'no-answer': 'server-abort',
  'cut-head': 'server-abort',
}

/** What a client gets of a redirect's `Location`; everything around it must be as it was. */
async function locationOf(location: string, status = '307 Temporary Redirect') {
  const { client, far, tap, tapHost, host } = await connected()
  await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 0\r\n\r\n`)
  await far.until('POST')
  const head = (value: string) => `HTTP/1.1 ${status}\r\nLOCATION:  ${value}\r\nX: y\r\nContent-Length: 0\r\n\r\n`
  const sent = location.replace('SERVER', host)
  await far.write(head(sent))
  await client.until('\r\n\r\n')
  await tap.end()
  const received = /LOCATION: {2}(.*)\r\n/.exec(latin1(client.received()))?.[1] ?? ''
  expect(latin1(client.received())).toBe(head(received))
  expect(tap.events('response')[0]!.head.headers[0]).toEqual(['LOCATION', sent])
  const rewrites = tap.events('rewrite').map(({ what, original, changed }) => ({ what, original, changed }))
  expect(rewrites).toEqual(received === sent ? [] : [{ what: 'location', original: sent, changed: received }])
  return received.replace(tapHost, 'TAP').replace(host, 'SERVER')
}

describe('an answer arrives as it was sent, and ends as it ended', () => {
  test.for(Object.entries(AWKWARD))('%s', async ([name, steps]) => {
    const server = await startRaw()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const method = name === 'head' ? 'HEAD' : 'POST'
    const request = `${method} /${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const ends = steps.some((step) => step === 'end' || step === 'reset')
    // A server that keeps the connection open is asked for one more thing, so that its end shows.
    const requests = ends ? request : `${request}POST /no-answer HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const direct = await sendRaw(server.url, requests)
    expect(latin1(direct.bytes)).toBe(latin1(bytesOf(steps)))
    expect(await sendRaw(tap.url, requests)).toEqual(direct)
    expect((await tap.end()).end).toBe(ENDS[name] ?? 'server-clean')
  })

  test('1 MB, and not a byte elsewhere', async () => {
    const server = await startRaw()
    onTestFinished(() => server.close())
    const tap = await tapOn(server.url)
    const request =
      'GET /huge?bytes=1000000 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /no-answer HTTP/1.1\r\nHost: localhost\r\n\r\n'
    const { bytes } = await sendRaw(tap.url, request)
    expect(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).equals(hugeBody(1_000_000))).toBe(true)
    const [body] = tap.events('response body')
    expect(Buffer.from(body!.bytes).equals(hugeBody(1_000_000))).toBe(true)
  })

  test('wherever its head is split, an interim one before it', async () => {
    const answer =
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 307 Go\r\nLocation: LOCATION\r\nContent-Length: 1\r\n\r\n!'
    const { client, far, tap, tapHost, host } = await connected()
    const sent = answer.replace('LOCATION', `http://${host}/mcp/`)
    const expected = answer.replace('LOCATION', `http://${tapHost}/mcp/`)
    let received = 0
    for (let at = 1; at < sent.length; at++) {
      await client.write(`GET /${at} HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
      await far.until(`GET /${at} `)
      await writeApart(far, [sent.slice(0, at), sent.slice(at)])
      const bytes = await client.until(received + expected.length)
      expect(latin1(bytes.subarray(received))).toBe(expected)
      received = bytes.length
    }
    await tap.end(sent.length - 2)
    expect(tap.events('rewrite')).toHaveLength(sent.length - 1)
    expect(tap.events('response body')).toHaveLength(sent.length - 1)
    expect(new Set(tap.events('end').map(({ end }) => end))).toEqual(new Set(['server-clean']))
  })

  test.each(['SSH-2.0-OpenSSH_9.2\r\n', 'HTTP/2', '\n', 'HT TP'])(
    'what is no HTTP goes on at once: %j',
    async (bytes) => {
      const { client, far, tapHost } = await connected()
      await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
      await far.until('GET')
      await far.write(bytes)
      await client.until(bytes)
      await far.write('\0more')
      expect(latin1(await client.until('more'))).toBe(`${bytes}\0more`)
    },
  )

  test('what the server says unasked goes on, too', async () => {
    const { client, far, tap } = await connected()
    await far.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
    far.end()
    expect(latin1(await client.until('close\r\n\r\n'))).toBe(
      'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n',
    )
    expect(await client.ended).toBe('fin')
    expect(tap.events('request')).toEqual([])
  })

  test('a head whose lines end with LF does not wait for the end of the connection', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
    await far.until('GET')
    await far.write('HTTP/1.1 200 OK\nContent-Length: 6\n\n\r\n\r\nok')
    await client.until('\n\n\r\n\r\nok')
    expect(await tap.end()).toMatchObject({ end: 'server-clean', responseBytes: 6 })
  })

  test('a body whose chunks are malformed goes on, and is no clean end', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`)
    await far.until('GET')
    await far.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nwhat')
    await far.write('ever')
    await client.until('zz\r\nwhatever')
    far.end()
    expect(await client.ended).toBe('fin')
    expect((await tap.end()).end).toBe('server-abort')
  })
})

describe('the answer to', () => {
  test('HEAD has no body, whatever its length says, and the next answer is told apart', async () => {
    const { client, far, tap, tapHost } = await connected()
    const get = (method: string) => `${method} /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`
    await client.write(get('HEAD') + get('GET'))
    await far.until('GET')
    await far.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    await client.until('ok')
    expect((await tap.end(1)).responseBytes).toBe(2)
    expect(tap.events('end').map(({ responseBytes }) => responseBytes)).toEqual([0, 2])
  })

  test('a GET that is an empty stream does not hold back the next answer', async () => {
    const { client, far, tap, tapHost } = await connected()
    const get = `GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n`
    await client.write(get)
    await far.until('GET')
    await far.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n')
    await tap.end()
    await client.write(get.replace('/mcp', '/next'))
    await far.until('/next')
    await writeApart(far, ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', '{"half":'])
    expect(latin1(await client.until('{"half":')).endsWith('\r\n\r\n{"half":')).toBe(true)
  })

  test('a notification, 202 and empty, gains neither body nor headers', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: 2\r\n\r\n{}`)
    await far.until('{}')
    await far.write('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n')
    await client.until('\r\n\r\n')
    expect((await tap.end()).end).toBe('server-clean')
    expect(latin1(client.received())).toBe('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n')
    expect(tap.events('response body')).toEqual([])
  })

  test('an upgrade is followed by bytes that are nobody else’s business, both ways', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nUpgrade: shout\r\nConnection: Upgrade\r\n\r\n`)
    await far.until('Upgrade\r\n\r\n')
    const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: shout\r\n\r\nHTTP/1.1 200 NO\r\n\r\n'
    await far.write(switching)
    expect(latin1(await client.until('NO\r\n\r\n'))).toBe(switching)
    const opaque = `GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\n\r\n\0\xff`
    await client.write(opaque)
    expect(latin1(await far.until('\0\xff')).endsWith(opaque)).toBe(true)
    far.end()
    expect(await client.ended).toBe('fin')
    expect(await tap.end()).toMatchObject({ end: 'server-clean', requestBytes: opaque.length })
    expect(tap.events('request')).toHaveLength(1)
  })

  test('an event stream is read event by event, before the next is sent', async () => {
    const { client, far, tap, tapHost } = await connected()
    await client.write(`GET /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nAccept: text/event-stream\r\n\r\n`)
    await far.until('GET')
    await far.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n')
    await client.until('chunked\r\n\r\n')
    const blocks = [
      ': hello\n\n',
      'id: 1\nretry: 10\ndata:\n\n',
      'event: message\r\ndata: {"jsonrpc":"2.0","method":"a"}\r\n\r\n',
    ]
    for (const block of blocks) {
      const chunk = `${block.length.toString(16)}\r\n${block}\r\n`
      await far.write(chunk)
      await client.until(chunk)
      await expect.poll(() => tap.events('sse').at(-1)?.text).toBe(block)
    }
    await far.write('0\r\n\r\n')
    await client.until('0\r\n\r\n')
    expect((await tap.end()).end).toBe('server-clean')
  })
})

describe('a redirect', () => {
  test.each([
    ['http://SERVER/mcp/', 'http://TAP/mcp/'],
    ['http://SERVER', 'http://TAP'],
    ['http://SERVER/a?b=http://SERVER/c#d', 'http://TAP/a?b=http://SERVER/c#d'],
    ['//SERVER/mcp/', 'http://TAP/mcp/'],
  ])('to %s, the server itself, stays on the tap', async (location, expected) => {
    expect(await locationOf(location)).toBe(expected)
  })

  test.each(['/mcp/', 'mcp/', '?x', 'https://auth.example/login', 'http://127.0.0.1:1/mcp', 'http://[', ''])(
    'to %j is left alone',
    async (location) => expect(await locationOf(location)).toBe(location),
  )

  test('is one only with a status that says so', async () => {
    expect(await locationOf('http://SERVER/made', '201 Created')).toBe('http://SERVER/made')
  })
})
