import { expect, test } from 'vitest'
import { Held, MOST_HELD } from '../../../src/engine/tap/held.ts'

const heldOf = (head: string) => new Held(Buffer.from(head, 'latin1'))
const NEW = Buffer.from('{"é":1}')

test.each([
  [
    'a length',
    'HTTP/1.1 200 OK\r\nA: b\r\nCONTENT-LENGTH:  99\r\nX: y\r\n\r\n',
    'HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 8\r\nX: y\r\n\r\n',
  ],
  [
    'chunks and a coding',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\nTrailer: X\r\nETag: "1"\r\nDigest: sha-256=x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 8\r\nETag: "1"\r\n\r\n',
  ],
  [
    'the end of the connection',
    'HTTP/1.0 200 OK\r\nA: b\r\n\r\n',
    'HTTP/1.0 200 OK\r\nA: b\r\nContent-Length: 8\r\n\r\n',
  ],
])('a head that ends its body with %s gets the length of the new one', (_what, head, expected) => {
  expect(heldOf(head).withBody(NEW).toString()).toBe(expected + NEW.toString())
})

test('what was held comes back as it came', () => {
  const held = heldOf('HEAD\r\n\r\n')
  held.add(Buffer.from('1\r\na'))
  held.add(Buffer.from('\r\n0\r\n\r\n'))
  expect(held.asItCame().toString()).toBe('HEAD\r\n\r\n1\r\na\r\n0\r\n\r\n')
  expect(held.isTooMuch).toBe(false)
  held.add(Buffer.alloc(MOST_HELD))
  expect(held.isTooMuch).toBe(true)
})
