import { describe, expect, test } from 'vitest'
import { compare, type Compared } from '../../src/core/compare.ts'

type Over = {
  startLine?: string
  asked?: [string, string][]
  request?: string
  status?: number | null
  headers?: [string, string][] | null
  body?: string | null
  events?: (string | null)[]
  end?: Compared['exchange']['end']
  size?: number
}

const body = (text: string | null, size = text?.length ?? 0) => ({
  frame: 2,
  at: '',
  size,
  kept: size,
  contentType: null,
  text,
  shortened: false,
})

/** An exchange with the parts that a comparison looks at. */
function exchange(over: Over = {}): Compared {
  const headers = over.headers === undefined ? [] : over.headers
  const row = { status: over.status === undefined ? 200 : over.status, end: over.end ?? 'server-clean' }
  return {
    exchange: row as Compared['exchange'], // a comparison reads nothing else of it
    request: { frame: 1, at: '', startLine: over.startLine ?? 'POST /mcp HTTP/1.1', headers: over.asked ?? [] },
    requestBody: over.request === undefined ? null : body(over.request),
    response: headers && { frame: 3, at: '', startLine: 'HTTP/1.1 200 OK', headers },
    responseBody: over.body === undefined ? null : body(over.body, over.size),
    events: (over.events ?? []).map((data, frame) => ({
      frame,
      at: '',
      text: '',
      event: null,
      id: null,
      retry: null,
      data,
      comments: [],
    })),
  }
}

const differences = (original: Over, replay: Over) =>
  compare(exchange(original), exchange(replay)).map(({ part, at, original: before, replay: after }) => [
    part,
    at,
    before,
    after,
  ])

/** Headers that differ each time. */
const natural = (n: string): Over => ({
  asked: [['HOST', `127.0.0.1:${n}`]],
  headers: [
    ['Date', n],
    ['content-length', n],
    ['X-Request-ID', n],
    ['Keep-Alive', n],
  ],
})

const deep = (last: string) => '['.repeat(50_000) + last + ']'.repeat(50_000)

const many = (n: number) => JSON.stringify(Array.from({ length: 1000 }, (_, at) => at + n))

test('an exchange does not differ from itself', () => {
  const same: Over = { request: '{"a":1}', body: '{"b":[1,2]}', headers: [['X', '1']] }
  expect(differences(same, same)).toEqual([])
})

test('the first line, the status and the end are told by what they are', () => {
  const refused = { startLine: 'POST /a HTTP/1.1', status: 400, end: 'server-clean' } as const
  const silent = { startLine: 'POST /b HTTP/1.1', status: null, end: 'server-abort' } as const
  expect(differences(refused, silent)).toEqual([
    ['request line', null, 'POST /a HTTP/1.1', 'POST /b HTTP/1.1'],
    ['status', null, '400', null],
    ['end', null, 'server-clean', 'server-abort'],
  ])
})

describe('headers', () => {
  test('are compared by name, duplicates together', () => {
    const before: Over = {
      headers: [
        ['Mcp-Session-Id', 'a'],
        ['X-Two', '1'],
        ['x-two', '2'],
        ['X-Gone', 'g'],
      ],
    }
    const after: Over = {
      headers: [
        ['x-new', 'n'],
        ['X-Two', '1, 2'],
        ['mcp-session-id', 'b'],
      ],
    }
    expect(differences(before, after)).toEqual([
      ['response header', 'Mcp-Session-Id', 'a', 'b'],
      ['response header', 'X-Gone', 'g', null],
      ['response header', 'x-new', null, 'n'],
    ])
    expect(differences({ asked: [['A', '1']] }, { asked: [['A', '2']] })).toEqual([['request header', 'A', '1', '2']])
  })

  test('that differ each time are left out', () => {
    expect(differences(natural('1'), natural('2'))).toEqual([])
  })

  test('of an answer that did not come are absent', () => {
    expect(differences({ headers: [['A', '1']] }, { headers: null })).toEqual([['response header', 'A', '1', null]])
  })

  test('may be named like properties of every object', () => {
    expect(differences({ headers: [['constructor', '1']] }, {})).toEqual([
      ['response header', 'constructor', '1', null],
    ])
  })
})

describe('bodies', () => {
  test('of JSON are compared by path, whatever their order and blanks', () => {
    const before = '{"id":1,"result":{"content":[{"text":"a"},{"text":"b"}],"odd key":null}}'
    const after = '{ "result": {"content":[{"text":"a"},{"text":"c"},3]}, "id":"1" }'
    expect(differences({ body: before }, { body: after })).toEqual([
      ['response body', '$.id', '1', '"1"'],
      ['response body', '$.result.content[1].text', '"b"', '"c"'],
      ['response body', '$.result.content[2]', null, '3'],
      ['response body', '$.result["odd key"]', 'null', null],
    ])
    expect(differences({ request: '{"a":[1]}' }, { request: '{"a":{"0":1}}' })).toEqual([
      ['request body', '$.a', '[1]', '{"0":1}'],
    ])
  })

  test('of text are compared as a whole', () => {
    expect(differences({ body: 'Bad Request' }, { body: '{"a":1}' })).toEqual([
      ['response body', null, 'Bad Request', '{"a":1}'],
    ])
    expect(differences({ body: 'gone' }, {})).toEqual([['response body', null, 'gone', null]])
  })

  test('that are no text are compared by their size', () => {
    expect(differences({ body: null, size: 3 }, { body: null, size: 3 })).toEqual([])
    expect(differences({ body: null, size: 3 }, { body: null, size: 4 })).toHaveLength(1)
  })

  test('of one event are compared with plain ones, and of several one by one', () => {
    expect(differences({ body: '{"id":1,"error":{}}' }, { events: ['', null, '{"id":1,"result":{}}'] })).toEqual([
      ['response body', '$.error', '{}', null],
      ['response body', '$.result', null, '{}'],
    ])
    expect(differences({ events: ['{"a":1}', '{"b":1}'] }, { events: ['{"a":1}', '{"b":2}'] })).toEqual([
      ['response body', '$[1].b', '1', '2'],
    ])
    expect(differences({ events: ['ping', '{}'] }, { events: ['pong', '{}'] })).toEqual([
      ['response body', null, 'ping\n{}', 'pong\n{}'],
    ])
  })

  test('nested without end are compared as text', () => {
    expect(differences({ body: deep('1') }, { body: deep('2') })).toEqual([
      ['response body', null, deep('1'), deep('2')],
    ])
  })

  test('keep a key that every object has apart from one of their own', () => {
    expect(differences({ body: '{}' }, { body: '{"__proto__":1,"toString":2}' })).toEqual([
      ['response body', '$.__proto__', null, '1'],
      ['response body', '$.toString', null, '2'],
    ])
  })

  test('differ in 200 places at most', () => {
    expect(differences({ body: many(0) }, { body: many(1) })).toHaveLength(200)
  })
})
