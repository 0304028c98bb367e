import { expect, test } from 'vitest'
import { median, spread, table } from '../../bench/figures.ts'
import { createReader, push } from '../../bench/response.ts'

const CASES = [
  {
    name: 'a body with a length',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-length: 7\r\n\r\n{"a":1}',
    expected: { status: 200, bytes: 7, start: '{"a":1}' },
    text: '',
  },
  {
    name: 'an event stream in chunks',
    bytes:
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '6;x=y\r\ndata: \r\na\r\n1234567\n\n\n\r\n0\r\nTrailer: t\r\n\r\n',
    expected: { status: 200, bytes: 16, start: '' },
    text: 'data: 1234567\n\n\n',
  },
  { name: 'no body', bytes: 'HTTP/1.1 202 Accepted\r\n\r\n', expected: { status: 202, bytes: 0, start: '' }, text: '' },
]

test.for(CASES)('the load reads $name, however it is split', ({ bytes, expected, text }) => {
  for (let at = 0; at <= bytes.length; at++) {
    let got = ''
    const reader = createReader((piece) => (got += piece))
    const ends = [bytes.slice(0, at), bytes.slice(at)].map((piece) => push(reader, Buffer.from(piece)))
    expect(ends).toEqual([at === bytes.length, true])
    expect(reader.answer).toMatchObject(expected)
    expect(got).toBe(text)
  }
})

test('figures are medians with quartiles', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(spread([5, 1, 2, 4, 3])).toEqual({ low: 2, median: 3, high: 4 })
})

test('a table is as wide as its cells', () => {
  expect(
    table([
      ['', 'b'],
      ['long', '12345'],
    ]),
  ).toBe('           b\nlong   12345')
})
