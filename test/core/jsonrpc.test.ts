import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { type Decoded, invalidMessage, isObject, readMessages } from '../../src/core/jsonrpc.ts'

const blank = { id: undefined, method: null, params: null, result: undefined, error: null }

describe('one message', () => {
  test.each<[string, string, Partial<Decoded>]>([
    ['request', '{"jsonrpc":"2.0","id":1,"method":"ping"}', { kind: 'request', id: 1, method: 'ping' }],
    [
      'request with a text for its id',
      '{"jsonrpc":"2.0","id":"1","method":"ping"}',
      { kind: 'request', id: '1', method: 'ping' },
    ],
    [
      'request with null for its id',
      '{"jsonrpc":"2.0","id":null,"method":"ping"}',
      { kind: 'request', id: null, method: 'ping' },
    ],
    [
      'request with params',
      '{"jsonrpc":"2.0","id":0,"method":"tools/call","params":{"name":"a"}}',
      { kind: 'request', id: 0, method: 'tools/call', params: { name: 'a' } },
    ],
    [
      'request whose params are a list',
      '{"jsonrpc":"2.0","id":0,"method":"x","params":[1]}',
      { kind: 'request', id: 0, method: 'x' },
    ],
    [
      'notification',
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      { kind: 'notification', method: 'notifications/initialized' },
    ],
    ['result', '{"jsonrpc":"2.0","id":1,"result":{"a":1}}', { kind: 'result', id: 1, result: { a: 1 } }],
    ['result that is null', '{"jsonrpc":"2.0","id":1,"result":null}', { kind: 'result', id: 1, result: null }],
    [
      'result beside an error that is null',
      '{"jsonrpc":"2.0","id":1,"result":{},"error":null}',
      { kind: 'result', id: 1, result: {} },
    ],
    [
      'error',
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"no"}}',
      { kind: 'error', id: 1, error: { code: -32_600, message: 'no' } },
    ],
    [
      'error without an id',
      '{"jsonrpc":"2.0","error":{"code":-32020,"message":"no"}}',
      { kind: 'error', error: { code: -32_020, message: 'no' } },
    ],
    [
      'error with null for its id',
      '{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}',
      { kind: 'error', id: null, error: { code: -32_001, message: 'Session not found' } },
    ],
    [
      'error of Python v1',
      '{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Session not found"}}',
      { kind: 'error', id: 'server-error', error: { code: -32_600, message: 'Session not found' } },
    ],
    [
      'error of the Java SDK',
      '{"jsonRpcError":{"code":-32601,"message":"Session ID required in mcp-session-id header"},"cause":null,"stackTrace":[]}',
      { kind: 'error', error: { code: -32_601, message: 'Session ID required in mcp-session-id header' } },
    ],
    [
      'error without code and message',
      '{"jsonrpc":"2.0","id":1,"error":{}}',
      { kind: 'error', id: 1, error: { code: null, message: '' } },
    ],
    ['numbers in other forms', '{"jsonrpc":"2.0","id":1.0e0,"method":"x"}', { kind: 'request', id: 1, method: 'x' }],
    [
      'duplicate keys: the last one counts',
      '{"jsonrpc":"2.0","id":1,"id":2,"method":"a","method":"b"}',
      { kind: 'request', id: 2, method: 'b' },
    ],
    [
      'an id of another type is none',
      '{"jsonrpc":"2.0","id":{"a":1},"method":"x"}',
      { kind: 'notification', method: 'x' },
    ],
    ['neither of them', '{"jsonrpc":"2.0","id":3}', { kind: 'invalid', id: 3 }],
    ['a method that is no text', '{"jsonrpc":"2.0","id":3,"method":7}', { kind: 'invalid', id: 3 }],
    ['white space around', ' \r\n\t{"jsonrpc":"2.0","method":"x"}\n', { kind: 'notification', method: 'x' }],
  ])('%s', (_, text, expected) => {
    expect(readMessages(text)).toEqual([{ ...blank, from: 0, to: text.length, ...expected }])
  })

  test.each([
    ['an OAuth error', '{"error":"invalid_token","error_description":"expired"}'],
    ['an error of another web interface', '{"error":{"code":401,"message":"Unauthorized"}}'],
    ['OAuth metadata', '{"issuer":"http://127.0.0.1","token_endpoint":"http://127.0.0.1/token"}'],
    ['a result of something else', '{"result":"ok"}'],
    ['a text', '"Session ID not found."'],
    ['a number', '42'],
    ['null', 'null'],
    ['nothing in braces', '{}'],
    ['an empty list', '[]'],
    ['a list of other things', '[1,{"a":2},[]]'],
  ])('%s is JSON, and no JSON-RPC', (_, text) => {
    expect(readMessages(text)).toBeUndefined()
  })

  test.each(['', ' ', 'Bad Request', '{"jsonrpc":"2.0"', '{"id":01}', "{'a':1}", '[1,]', '{}{}', '\u{FEFF}{}'])(
    '%j is no JSON at all',
    (text) => {
      expect(readMessages(text)).toEqual([{ ...blank, kind: 'invalid', from: 0, to: text.length }])
    },
  )
})

const whiteSpace = fc.array(fc.constantFrom(' ', '\n', '\r', '\t', ''), { maxLength: 3 }).map((parts) => parts.join(''))
/** Texts with everything in them that could mislead whoever counts brackets. */
const tricky = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('[', ']', '{"a":[', '"', '\\', '\\"', '},{', ',', '\u{2028}'),
)
const params = fc.dictionary(tricky, fc.oneof(tricky, fc.jsonValue({ depthSize: 'small' })), { maxKeys: 3 })
const message = fc.oneof(
  fc.record({ jsonrpc: fc.constant('2.0'), id: fc.oneof(fc.integer(), tricky), method: tricky, params }),
  fc.record({ jsonrpc: fc.constant('2.0'), method: tricky }),
  fc.record({ id: fc.integer(), jsonrpc: fc.constant('2.0'), result: params }),
  fc.record({
    jsonrpc: fc.constant('2.0'),
    id: fc.constant(null),
    error: fc.record({ code: fc.integer(), message: tricky }),
  }),
)
const text = fc
  .tuple(message, fc.constantFrom(undefined, 1, '\t'))
  .map(([value, space]) => JSON.stringify(value, null, space))

describe('a batch', () => {
  property.prop([
    fc.array(fc.tuple(whiteSpace, text, whiteSpace), { minLength: 1, maxLength: 5 }),
    whiteSpace,
    whiteSpace,
  ])(
    'of any messages, with any white space: each reads as it does alone, and its place holds its text',
    (elements, before, after) => {
      const batch = `${before}[${elements.map((parts) => parts.join('')).join(',')}]${after}`
      const messages = readMessages(batch) ?? []
      expect(messages.map(({ from, to }) => batch.slice(from, to))).toEqual(elements.map(([, element]) => element))
      for (const [n, found] of messages.entries()) {
        const [alone] = readMessages(elements[n]?.[1] ?? '') ?? []
        expect({ ...found, from: 0, to: found.to - found.from }).toEqual(alone)
      }
    },
  )

  test('with an element that is no message keeps the others', () => {
    const batch = '[ {"jsonrpc":"2.0","id":1,"method":"ping"} , 7,"]" ,null, [{}] ]'
    const messages = readMessages(batch) ?? []
    expect(messages.map(({ kind, from, to }) => [kind, batch.slice(from, to)])).toEqual([
      ['request', '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
      ['invalid', '7'],
      ['invalid', '"]"'],
      ['invalid', 'null'],
      ['invalid', '[{}]'],
    ])
  })
})

property.prop([fc.oneof(fc.string(), fc.json(), text)])('no text makes it throw', (anything) => {
  expect(() => readMessages(anything)).not.toThrow()
})

test('what stands for a text that is none', () => {
  expect(invalidMessage('abc')).toEqual({ ...blank, kind: 'invalid', from: 0, to: 3 })
})

test.each<[unknown, boolean]>([
  [{}, true],
  [[], false],
  [null, false],
  ['text', false],
])('%j is an object: %j', (value, expected) => {
  expect(isObject(value)).toBe(expected)
})
