import { describe, expect, test } from 'vitest'
import { readHead } from '../../../src/engine/tap/heads.ts'
import { isForm, mapStartLine, signInPath } from '../../../src/engine/tap/signIn.ts'

function headOf(startLine: string, ...lines: string[]) {
  const bytes = Buffer.from([startLine, 'Host: 127.0.0.1', ...lines, '', ''].join('\r\n'), 'latin1')
  return readHead(bytes, 0, bytes.length)
}

const map = (resource: string) => (resource === 'tap' ? 'the server' : undefined)

test('resource in a query is mapped, the rest of the line stays', () => {
  expect(mapStartLine('GET /a%20?x=1&resource=tap&y HTTP/1.1', map)?.startLine).toBe(
    'GET /a%20?x=1&resource=the%20server&y HTTP/1.1',
  )
})

test.each([
  'GET /a HTTP/1.1',
  'GET /a?b HTTP/1.1',
  'GET /resource=tap HTTP/1.1',
  'GET /?resource=x HTTP/1.1',
  'resource=tap',
])('%s needs no change', (line) => {
  expect(mapStartLine(line, map)).toBeUndefined()
})

describe('a browser that comes to sign in', () => {
  const path = '/authorize?response_type=code&client_id=1'

  test.each(['Sec-Fetch-Mode: navigate', 'accept: text/html,*/*', 'Accept: application/xhtml+xml, text/html'])(
    'says %s',
    (line) => {
      expect(signInPath(headOf(`GET ${path} HTTP/1.1`, line))).toBe(path)
    },
  )

  test.each([
    [`GET ${path} HTTP/1.1`, 'Accept: */*'],
    [`GET ${path} HTTP/1.1`, 'Sec-Fetch-Mode: cors'],
    [`POST ${path} HTTP/1.1`, 'Accept: text/html'],
    ['GET /authorize?client_id=1 HTTP/1.1', 'Accept: text/html'],
    ['GET /authorize?response_type=code HTTP/1.1', 'Accept: text/html'],
    ['GET /mcp HTTP/1.1', 'Accept: text/html'],
    [`GET http://127.0.0.1${path} HTTP/1.1`, 'Accept: text/html'],
  ])('is none that says %s, %s', (startLine, line) => {
    expect(signInPath(headOf(startLine, line))).toBeUndefined()
  })

  test('may have pushed its request before', () => {
    const pushed = '/authorize?client_id=1&request_uri=urn%3Ax'
    expect(signInPath(headOf(`GET ${pushed} HTTP/1.1`, 'Accept: text/html'))).toBe(pushed)
  })
})

describe('a form', () => {
  const form = 'Content-Type: application/x-www-form-urlencoded; charset=utf-8'

  test.each([
    [true, 'POST /token HTTP/1.1', [form, 'Content-Length: 10']],
    [true, 'POST /token HTTP/1.1', [form, 'Transfer-Encoding: chunked']],
    [false, 'POST /token HTTP/1.1', [form, 'Content-Length: 0']],
    [false, 'POST /token HTTP/1.1', [form]],
    [false, 'POST /token HTTP/1.1', [form, 'Content-Length: 300000']],
    [false, 'POST /token HTTP/1.1', [form, 'Content-Length: 10', 'Expect: 100-continue']],
    [false, 'POST /mcp HTTP/1.1', ['Content-Type: application/json', 'Content-Length: 10']],
    [false, 'PUT /token HTTP/1.1', [form, 'Content-Length: 10']],
  ])('%s: %s with %s', (expected, startLine, lines) => {
    expect(isForm(headOf(startLine, ...lines))).toBe(expected)
  })
})
