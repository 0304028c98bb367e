import { describe, expect, test } from 'vitest'
import { type Decoded, readMessages } from '../../src/core/jsonrpc.ts'
import * as mcp from '../../src/core/mcp.ts'

function message(text: object): Decoded {
  const [decoded] = readMessages(JSON.stringify({ jsonrpc: '2.0', ...text })) ?? []
  if (!decoded) throw new Error('no message')
  return decoded
}

const request = (method: string, params: object = {}) => message({ id: 1, method, params })
const result = (value: object) => message({ id: 1, result: value })
const META = 'io.modelcontextprotocol'

test.each([
  ['2024-10-07', 'legacy'],
  ['2025-11-25', 'legacy'],
  ['2026-07-28', 'modern'],
  ['2027-01-01', 'modern'],
])('version %s is %s', (version, era) => {
  expect(mcp.eraOf(version)).toBe(era)
})

describe('a modern message', () => {
  test.each<[string, Decoded, boolean, string | undefined]>([
    ['its _meta', request('tools/list', { _meta: { [`${META}/protocolVersion`]: '2026-07-28' } }), true, '2026-07-28'],
    [
      'a version that is no text',
      request('tools/list', { _meta: { [`${META}/protocolVersion`]: 7 } }),
      false,
      undefined,
    ],
    ['other _meta', request('tools/list', { _meta: { progressToken: 1 } }), false, undefined],
    ['the probe', request('server/discover'), true, undefined],
    ['listening', request('subscriptions/listen'), true, undefined],
    ['a legacy method', request('initialize', { protocolVersion: '2026-07-28' }), false, undefined],
    ['nothing else', request('tools/list'), false, undefined],
  ])('is known by %s', (_, decoded, isModern, version) => {
    expect([mcp.isModern(decoded), mcp.modernVersion(decoded)]).toEqual([isModern, version])
  })
})

describe('names', () => {
  test.each<[string, Decoded, string | null]>([
    ['initialize', request('initialize', { clientInfo: { name: 'a', version: '1.0' } }), 'a 1.0'],
    ['initialize without version', request('initialize', { clientInfo: { name: 'a' } }), 'a'],
    ['a modern request', request('x', { _meta: { [`${META}/clientInfo`]: { name: 'b', version: '2' } } }), 'b 2'],
    ['clientInfo that is none', request('initialize', { clientInfo: 'a' }), null],
    ['clientInfo without name', request('initialize', { clientInfo: { version: '1' } }), null],
    ['any other request', request('ping'), null],
  ])('of the client, from %s', (_, decoded, expected) => {
    expect(mcp.clientOf(decoded)).toBe(expected)
  })

  test.each<[string, Decoded, string | null]>([
    ['an InitializeResult', result({ serverInfo: { name: 's', version: '1' } }), 's 1'],
    ['a modern result', result({ _meta: { [`${META}/serverInfo`]: { name: 's', version: '2' } } }), 's 2'],
    ['a result that is no object', message({ id: 1, result: 'text' }), null],
    ['any other result', result({ tools: [] }), null],
  ])('of the server, from %s', (_, decoded, expected) => {
    expect(mcp.serverOf(decoded)).toBe(expected)
  })

  test.each<[Decoded, string | null]>([
    [request('tools/call', { name: 'echo' }), 'echo'],
    [request('resources/read', { uri: 'file:///a' }), 'file:///a'],
    [request('tasks/get', { taskId: 't-1' }), 't-1'],
    [request('tools/call', { name: 7 }), null],
    [request('tools/list'), null],
  ])('of what a request is about: %j', (decoded, expected) => {
    expect(mcp.nameOf(decoded)).toBe(expected)
  })
})

test.each<[Decoded, string | undefined]>([
  [result({ protocolVersion: '2025-06-18', capabilities: {} }), '2025-06-18'],
  [result({ protocolVersion: 1 }), undefined],
  [result({}), undefined],
  [message({ id: 1, error: { code: 1, message: '' } }), undefined],
])('the negotiated version in %j', (decoded, expected) => {
  expect(mcp.negotiatedVersion(decoded)).toBe(expected)
})

test.each<[Decoded, boolean]>([
  [result({ supportedVersions: ['2025-06-18', '2025-11-25'] }), true],
  [result({ supportedVersions: [] }), true],
  [result({ supportedVersions: ['2025-11-25', '2026-07-28'] }), false],
  [result({ supportedVersions: '2025-06-18' }), false],
  [result({ tools: [] }), false],
])('a legacy server discovers itself by %j: %j', (decoded, expected) => {
  expect(mcp.isLegacyDiscovery(decoded)).toBe(expected)
})

test.each([
  ['/messages/?session_id=abc', 'abc'],
  ['/messages?sessionId=abc&x=1', 'abc'],
  ['/messages?x=1&sessionid=abc', 'abc'],
  ['/messages?Session-Id=abc', 'abc'],
  ['/messages?sessionId=a%2Fb', 'a/b'],
  ['/messages?sessionId=%zz', '%zz'],
  ['/messages?sessionId=', ''],
  ['/messages?mysessionid=abc', null],
  ['/messages', null],
  ['/sessionId=abc', null],
])('the session parameter of %s is %j', (path, expected) => {
  expect(mcp.sessionParameter(path)).toBe(expected)
})
