import { describe, expect, test } from 'vitest'
import {
  endOfHead,
  endOfLooseHead,
  readHead,
  requestFraming,
  responseFraming,
  withValue,
} from '../../../src/engine/tap/heads.ts'

const head = (...lines: string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
const read = (...lines: string[]) => readHead(head(...lines), 0, head(...lines).length)

describe('the end of a head', () => {
  const bytes = Buffer.from('xxGET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n\r\n')
  const end = bytes.indexOf('body')

  test('is behind its first blank line', () => {
    expect(endOfHead(bytes, 2)).toBe(end)
    expect(endOfHead(bytes.subarray(0, end - 1), 2)).toBe(-1)
  })

  test('is found wherever the bytes were cut before', () => {
    for (let since = 2; since < end; since++) expect(endOfHead(bytes, 2, since)).toBe(end)
  })

  test.each([
    ['a\r\nb\r\n\r\nc', 8],
    ['a\nb\n\nc', 5],
    ['a\r\nb\n\r\nc', 7],
    ['a\nb\r\n\nc', 6],
    ['a\r\nb\r\n', -1],
    ['', -1],
  ])('may also be %j', (text, expected) => {
    const at = endOfLooseHead(Buffer.from(`..${text}`), 2)
    expect(at < 0 ? at : at - 2).toBe(expected)
  })
})

describe('of a head is known', () => {
  test('what a relay needs, wherever it begins', () => {
    const request = head('POST /mcp HTTP/1.1', 'HOST:a:1', 'Origin: \t http://b  ', 'content-TYPE: text/x', 'X: y')
    const shifted = Buffer.concat([Buffer.from('before'), request, Buffer.from('behind')])
    const { text, length, startLine, ambiguity, ...rest } = readHead(shifted, 6, 6 + request.length)
    expect({ text, length, startLine, ambiguity }).toEqual({
      text: request.toString(),
      length: request.length,
      startLine: 'POST /mcp HTTP/1.1',
      ambiguity: undefined,
    })
    expect(rest.host).toEqual({ value: 'a:1', at: text.indexOf('a:1') })
    expect(rest.origin).toEqual({ value: 'http://b', at: text.indexOf('http://b') })
    expect(rest.contentType).toEqual({ value: 'text/x', at: text.indexOf('text/x') })
  })

  test('nothing that its other headers only resemble', () => {
    const { host, contentLength, chunked, location } = read(
      'GET /Host: HTTP/1.1',
      'X-Host: a',
      'Hosts: b',
      'Content-Lengths: 5',
      'Transfer-Encodings: chunked',
      'Locations: c',
      'no colon',
    )
    expect({ host, contentLength, chunked, location }).toEqual({
      host: undefined,
      contentLength: undefined,
      chunked: false,
      location: undefined,
    })
  })

  test('where it ends, if a bare LF made its blank line', () => {
    const bytes = Buffer.from('HTTP/1.1 200 OK\nContent-Length: 4\n\n\r\n\r\n')
    const { startLine, contentLength, length } = readHead(bytes, 0, bytes.length)
    expect({ startLine, contentLength, length }).toEqual({
      startLine: 'HTTP/1.1 200 OK',
      contentLength: 4,
      length: bytes.length - 4,
    })
  })

  test('its first Host and Location, if there are more', () => {
    const { host, location } = read('GET / HTTP/1.1', 'Host: a', 'Host: b', 'Location: c', 'Location: d')
    expect([host?.value, location?.value]).toEqual(['a', 'c'])
  })
})

test.each([
  [[], 'none'],
  [['Content-Length: 0'], 'none'],
  [['Content-Length: 12'], 12],
  [['Transfer-Encoding: chunked'], 'chunked'],
  [['Transfer-Encoding: gzip, Chunked'], 'chunked'],
  [['Transfer-Encoding:gzip,chunked'], 'chunked'],
])('a request with %j has a body: %s', (headers, expected) => {
  const framing = requestFraming(read('POST / HTTP/1.1', ...headers))
  expect(framing.kind === 'length' ? framing.length : framing.kind).toBe(expected)
})

test.each([
  ['GET', 200, [], 'until close'],
  ['GET', 200, ['Content-Length: 0'], 0],
  ['GET', 200, ['Content-Length: 12'], 12],
  ['GET', 200, ['Content-Length: what'], 'until close'],
  ['GET', 200, ['Content-Length: 12', 'Transfer-Encoding: chunked'], 'chunked'],
  ['GET', 200, ['Transfer-Encoding: gzip', 'Content-Length: 12'], 'until close'],
  ['HEAD', 200, ['Content-Length: 12'], 'none'],
  ['HEAD', 200, ['Transfer-Encoding: chunked'], 'none'],
  ['POST', 204, ['Content-Length: 12'], 'none'],
  ['GET', 304, ['Content-Length: 12'], 'none'],
] as const)('the answer to %s with %i and %j has a body: %s', (method, status, headers, expected) => {
  const framing = responseFraming(read(`HTTP/1.1 ${status} X`, ...headers), method, status)
  expect(framing.kind === 'length' ? framing.length : framing.kind).toBe(expected)
})

test('a value is replaced, and nothing around it', () => {
  const request = read('GET / HTTP/1.1', 'a: old', 'HoSt: \told ', 'b: old\xe9')
  const { host } = request
  expect(withValue(request, host!, 'new:1').toString('latin1')).toBe(
    head('GET / HTTP/1.1', 'a: old', 'HoSt: \tnew:1 ', 'b: old\xe9').toString('latin1'),
  )
})
