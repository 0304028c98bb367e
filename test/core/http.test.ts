import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { header, headParser, mediaType, parseHead, pathOf, requestLine, statusLine } from '../../src/core/http.ts'

describe('a head', () => {
  test('keeps order, case and duplicates', () => {
    expect(parseHead('GET / HTTP/1.1\r\nB: 1\r\na: 2\r\nB: 3\r\n\r\n')).toEqual({
      startLine: 'GET / HTTP/1.1',
      headers: [
        ['B', '1'],
        ['a', '2'],
        ['B', '3'],
      ],
    })
  })

  test.each<[string, string, [string, string][]]>([
    ['blanks around a value', 'x\r\nA:   b c \t\r\n\r\n', [['A', 'b c']]],
    ['no blank before it', 'x\r\nA:b\r\n\r\n', [['A', 'b']]],
    ['no value', 'x\r\nA:\r\n\r\n', [['A', '']]],
    ['colons in a value', 'x\r\nHost: [::1]:80\r\n\r\n', [['Host', '[::1]:80']]],
    ['a blank before the colon', 'x\r\nA : b\r\n\r\n', [['A', 'b']]],
    [
      'line feeds alone',
      'x\nA: b\nC: d\n\n',
      [
        ['A', 'b'],
        ['C', 'd'],
      ],
    ],
    [
      'folded lines',
      'x\r\nA: b\r\n  c\r\n\td\r\nE: f\r\n\r\n',
      [
        ['A', 'b c d'],
        ['E', 'f'],
      ],
    ],
    ['a fold before the first header', 'x\r\n y\r\n\r\n', [[' y', '']]],
    ['no colon', 'x\r\nnonsense\r\n\r\n', [['nonsense', '']]],
    ['bytes above ASCII', 'x\r\nA: \xe9\xff\r\n\r\n', [['A', '\xe9\xff']]],
    ['a byte at its end that Latin-1 calls a blank', 'x\r\nA: \xc3\xa0\r\n\r\n', [['A', '\xc3\xa0']]],
    ['no headers', 'x\r\n\r\n', []],
    ['no end', 'x\r\nA: b', [['A', 'b']]],
  ])('with %s', (_, text, headers) => {
    expect(parseHead(text)).toEqual({ startLine: 'x', headers })
  })

  const name = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/)
  const value = fc.stringMatching(/^([\x21-\x7e\x80-\xff]([\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/)

  property.prop([fc.array(fc.tuple(name, value))])('reads any headers as they were written', (headers) => {
    const head = `GET / HTTP/1.1\r\n${headers.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n`
    expect(parseHead(head)).toEqual({ startLine: 'GET / HTTP/1.1', headers })
  })

  property.prop([fc.string({ unit: 'binary' })])('no text makes it throw', (text) => {
    expect(() => parseHead(text)).not.toThrow()
  })
})

test('heads that were said before are the same object, and of very many or very long ones none is kept', () => {
  const read = headParser()
  const request = 'GET / HTTP/1.1\r\nA: 1\r\n\r\n'
  const first = read(request)
  expect(first).toEqual(parseHead(request))
  expect(read(request)).toBe(first)
  expect(read(request.replace('1\r\n\r', '2\r\n\r')).headers).toEqual([['A', '2']])
  for (let n = 0; n < 100; n++) read(`GET /${n} HTTP/1.1\r\n\r\n`)
  expect(read(request)).not.toBe(first)
  const long = `GET /${'a'.repeat(5000)} HTTP/1.1\r\n\r\n`
  expect(read(long)).not.toBe(read(long))
})

test.each<[string, string | undefined]>([
  ['mcp-session-id', 'one'],
  ['accept', 'b'],
  ['empty', ''],
  ['absent', undefined],
])('the first %s is %j', (name, expected) => {
  const headers = [
    ['MCP-Session-Id', 'one'],
    ['Mcp-Session-Id', 'two'],
    ['Accept', 'b'],
    ['Empty', ''],
  ] as const
  expect(header(headers, name)).toBe(expected)
})

test.each([
  ['POST /mcp?a=1 HTTP/1.1', { method: 'POST', target: '/mcp?a=1' }],
  ['OPTIONS * HTTP/1.1', { method: 'OPTIONS', target: '*' }],
  ['GET', { method: 'GET', target: '' }],
  ['', { method: '', target: '' }],
])('the request line %j', (line, expected) => {
  expect(requestLine(line)).toEqual(expected)
})

test.each([
  ['HTTP/1.1 200 OK', { status: 200, reason: 'OK' }],
  ['HTTP/1.1 404 Not Found', { status: 404, reason: 'Not Found' }],
  ['HTTP/1.1 202', { status: 202, reason: '' }],
  ['HTTP/1.1 202 ', { status: 202, reason: '' }],
  ['HTTP/1.1 what', { status: 0, reason: '' }],
  ['', { status: 0, reason: '' }],
])('the status line %j', (line, expected) => {
  expect(statusLine(line)).toEqual(expected)
})

test.each([
  ['text/event-stream; charset=utf-8', 'text/event-stream'],
  ['Application/JSON', 'application/json'],
  [' application/json ;x=y', 'application/json'],
  ['', ''],
  [undefined, null],
])('the media type of %j is %j', (value, expected) => {
  expect(mediaType(value)).toBe(expected)
})

test.each([
  ['/mcp?a=1', '/mcp?a=1'],
  ['http://127.0.0.1:3000/mcp?a=1', '/mcp?a=1'],
  ['HTTPS://example.org', '/'],
  ['http://example.org?a=1', '/?a=1'],
  ['*', '*'],
])('the target %j points to %j', (target, expected) => {
  expect(pathOf(target)).toBe(expected)
})
