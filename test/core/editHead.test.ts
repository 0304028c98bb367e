import { describe, expect, test } from 'vitest'
import { headerIn, requestOf, withHeader, withMethod, withoutHeader, withTarget } from '../../src/core/editHead.ts'

const head =
  'POST /mcp?x=1 HTTP/1.1\r\nHOST:  127.0.0.1:1 \r\nX-Many: one\r\nmcp-session-id: old\r\nx-many: two\r\n folded\r\nX-Empty:\r\n\r\n'

describe('a header', () => {
  test('gets a value where it stands, in its own spelling', () => {
    expect(withHeader(head, 'Mcp-Session-Id', 'new')).toBe(head.replace('old', 'new'))
    expect(withHeader(head, 'host', 'a:2')).toBe(head.replace('127.0.0.1:1 ', 'a:2'))
    expect(withHeader(head, 'x-empty', 'full')).toBe(head.replace('X-Empty:', 'X-Empty:full'))
  })

  test('comes last when it is new', () => {
    expect(withHeader(head, 'X-New', 'here')).toBe(head.replace('X-Empty:\r\n', 'X-Empty:\r\nX-New: here\r\n'))
  })

  test('that stands there more than once is one afterwards', () => {
    const one = 'POST /mcp?x=1 HTTP/1.1\r\nHOST:  127.0.0.1:1 \r\nX-Many: 3\r\nmcp-session-id: old\r\nX-Empty:\r\n\r\n'
    expect(withHeader(head, 'X-Many', '3')).toBe(one)
  })

  test('takes a value with signs that mean something to a replacement', () => {
    expect(withHeader(head, 'X-New', "$& $1 $'")).toContain("\r\nX-New: $& $1 $'\r\n\r\n")
    expect(withHeader(head, 'mcp-session-id', "$& $1 $'")).toContain("\r\nmcp-session-id: $& $1 $'\r\n")
  })

  test('goes with its folded lines and its duplicates', () => {
    const without = 'POST /mcp?x=1 HTTP/1.1\r\nHOST:  127.0.0.1:1 \r\nmcp-session-id: old\r\nX-Empty:\r\n\r\n'
    expect(withoutHeader(head, 'x-MANY')).toBe(without)
    expect(withoutHeader(head, 'many')).toBe(head)
  })

  test('is read by any spelling of its name, without the blanks around it', () => {
    expect(headerIn(head, 'host')).toBe('127.0.0.1:1')
    expect(headerIn(head, 'x-empty')).toBe('')
    expect(headerIn(head, 'x')).toBeUndefined()
  })
})

test('the first line is read and changed by its parts', () => {
  expect(requestOf(head)).toEqual({ method: 'POST', target: '/mcp?x=1' })
  expect(withTarget(head, '/a$1?b')).toBe(head.replace('/mcp?x=1', '/a$1?b'))
  expect(withMethod(head, 'DELETE')).toBe(head.replace('POST', 'DELETE'))
})

test('nothing that is put in begins a line of its own', () => {
  expect(withHeader(head, 'mcp-session-id', 'a\r\nEvil: 1')).toBe(head.replace('old', 'a Evil: 1'))
  expect(withHeader(head, 'X-New', 'a\nb')).toContain('\r\nX-New: a b\r\n\r\n')
  expect(withTarget(head, '/a HTTP/1.1\r\nEvil:1')).toBe(head.replace('/mcp?x=1', '/a%20HTTP/1.1%20%20Evil:1'))
})

test('a head without headers takes one', () => {
  expect(withHeader('GET / HTTP/1.1\r\n\r\n', 'Host', 'h')).toBe('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
})
