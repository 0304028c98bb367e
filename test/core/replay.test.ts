import { describe, expect, test } from 'vitest'
import type { ReplayMode } from '../../src/core/api.ts'
import { readMessages } from '../../src/core/jsonrpc.ts'
import {
  addressed,
  calledTools,
  isWhole,
  learnFromHandshake,
  learnFromStream,
  type Learnt,
  type Original,
  planReplay,
  type ReplayPlan,
  type Route,
  wireBytes,
} from '../../src/core/replay.ts'

const CALL = '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"text":"naïve 🦊"}}}'
const bytes = (text: string) => new TextEncoder().encode(text)

const headOf = (method: string, target: string, ...lines: string[]) =>
  [`${method} ${target} HTTP/1.1`, 'host: 127.0.0.1:4000', ...lines, '', ''].join('\r\n')

const post = (text: string, target: string, ...lines: string[]) => ({
  head: headOf('POST', target, ...lines, `content-length: ${bytes(text).length}`),
  body: bytes(text),
})

const CARRIED = ['Authorization: Bearer secret', 'X-Odd:  a ', 'mcp-session-id: old', 'X-Odd: b']

const original = (over: Partial<Original> = {}): Original => {
  const text = over.text ?? CALL
  const request = post(text, '/mcp', ...CARRIED, 'mcp-protocol-version: 2025-03-26')
  return { request, text, transport: 'streamable-http', era: 'legacy', initialize: null, live: null, ...over }
}

const overSse = (over: Partial<Original> = {}): Original =>
  original({ request: post(over.text ?? CALL, '/messages?sessionId=old'), transport: 'http+sse', ...over })

const route: Route = { target: '/mcp', moved: null }
const sseRoute: Route = { ...route, target: '/sse' }

function plan(of: Original, mode: ReplayMode, by: Route = route, edited?: string): ReplayPlan {
  const planned = planReplay(of, mode, by, edited)
  if ('failed' in planned) throw new Error(planned.failed.message)
  return planned.ok
}

/** The texts of all requests, given what is learnt before the steps that carry it. */
const sent = ({ steps, learnt }: ReplayPlan, now: Partial<Learnt> = {}) =>
  steps.map((step) => Buffer.from(wireBytes(addressed(step, { ...learnt, ...now }, '127.0.0.1:5000'))).toString())

const textOf = ({ head, body }: Original['request']) => head + new TextDecoder().decode(body)

/** The ids that a request with this body is answered for. */
const waits = (text: string) => plan(original({ text }), 'exact').steps[0]?.waitsFor

const rolesOf = (of: Original) => plan(of, 'fresh').steps.map(({ role }) => role)

/** The request itself in a fresh session of which this is known. */
const askedIn = (now: Partial<Learnt>, of: Original) => sent(plan(of, 'fresh'), now)[2] ?? ''

const failed = (of: Original) => planReplay(of, 'live', route)

describe('exact', () => {
  test('sends the same bytes, with the authority of the tap as Host', () => {
    const of = original()
    expect(sent(plan(of, 'exact'))).toEqual([textOf(of.request).replace('127.0.0.1:4000', '127.0.0.1:5000')])
  })

  test('counts an edited body, and sends it without content coding', () => {
    const of = original({ request: post(CALL, '/mcp', 'content-encoding: gzip', 'x-last: 1') })
    const edited = '{"jsonrpc":"2.0","id":"ä","method":"ping"}'
    expect(sent(plan(of, 'exact', route, edited))).toEqual([
      headOf('POST', '/mcp', 'x-last: 1', 'content-length: 43').replace('4000', '5000') + edited,
    ])
  })

  test('gives a request without a body one, with its length', () => {
    const of = original({ request: { head: headOf('GET', '/mcp'), body: new Uint8Array(0) }, text: '' })
    expect(sent(plan(of, 'exact', route, 'hi'))[0]).toContain('\r\nContent-Length: 2\r\n\r\nhi')
  })

  test('sends a chunked body in one chunk', () => {
    const head = headOf('POST', '/mcp', 'Transfer-Encoding: chunked')
    const chunked = (text: string) => original({ request: { head, body: bytes(text) }, text })
    expect(sent(plan(chunked('0123456789abcdefg'), 'exact'))[0]).toMatch(
      /\r\n\r\n11\r\n0123456789abcdefg\r\n0\r\n\r\n$/,
    )
    expect(sent(plan(chunked(''), 'exact'))[0]).toMatch(/chunked\r\n\r\n0\r\n\r\n$/)
    expect(sent(plan(chunked('old'), 'exact', route, 'new'))[0]).toMatch(/chunked\r\n\r\n3\r\nnew\r\n0\r\n\r\n$/)
  })

  test.each([
    ['/mcp', '/other?x=1'],
    ['/mcp?q=1', '/other?x=1'],
    ['/messages?sessionId=1', '/messages?sessionId=1'],
    ['http://127.0.0.1:4000/mcp', '/other?x=1'],
  ])('to another server, what went to %s goes to %s', (target, expected) => {
    const of = original({ request: post(CALL, target) })
    const moved = { ...route, moved: { from: '/mcp', to: '/other?x=1' } }
    expect(sent(plan(of, 'exact', moved))[0]?.split(' ')[1]).toBe(expected)
  })

  test('names the tap where the request names the server in full', () => {
    const of = original({ request: post(CALL, 'http://127.0.0.1:4000/mcp?x=1') })
    expect(sent(plan(of, 'exact'))[0]?.split(' ')[1]).toBe('http://127.0.0.1:5000/mcp?x=1')
  })

  test('waits for the answers to the requests in the body', () => {
    const batch = `[${CALL},{"jsonrpc":"2.0","method":"n"},{"jsonrpc":"2.0","id":"x","method":"ping"}]`
    const listen = '{"jsonrpc":"2.0","id":9,"method":"subscriptions/listen"}'
    expect([waits(batch), waits(listen), waits('no json'), waits('')]).toEqual([[7, 'x'], [], [], []])
  })
})

describe('fresh, with the session in a header', () => {
  test('shakes hands, sends the request with the new id and the agreed version, and deletes', () => {
    const of = original()
    const [initialize, initialized, asked, clean] = sent(plan(of, 'fresh'), { sessionId: 'new', version: '2025-11-25' })
    const always = 'Authorization: Bearer secret\r\nX-Odd:  a \r\nX-Odd: b\r\n'
    const both = 'Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n'
    const named = 'Mcp-Session-Id: new\r\nMCP-Protocol-Version: 2025-11-25\r\n\r\n'
    expect(initialize).toContain(`POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:5000\r\n${always}${both}Content-Length: `)
    expect(initialize).toContain('"protocolVersion":"2025-03-26"')
    expect(initialize).not.toMatch(/mcp-session-id|mcp-protocol-version/i)
    expect(initialized).toContain(`${always}${both}Content-Length: 54\r\n${named}{"jsonrpc":"2.0","method":"notif`)
    expect(asked).toBe(
      textOf(of.request).replace('4000', '5000').replace(': old', ': new').replace(': 2025-03-26', ': 2025-11-25'),
    )
    expect(clean).toBe(`DELETE /mcp HTTP/1.1\r\nhost: 127.0.0.1:5000\r\n${always}${named}`)
  })

  test('sends the initialize that was captured', () => {
    const initialize = bytes('{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"x"}}')
    const [first] = plan(original({ initialize }), 'fresh').steps
    expect(first).toMatchObject({ role: 'initialize', waitsFor: [0] })
    expect(first?.request.body).toEqual(initialize)
  })

  test('asks for 2025-06-18 when nothing names a version', () => {
    const of = original({ request: post(CALL, '/mcp') })
    expect(sent(plan(of, 'fresh'))[0]).toContain('"protocolVersion":"2025-06-18"')
  })

  test('adds an id that the request lacked, and takes it out for a server that issues none', () => {
    const without = original({ request: post(CALL, '/mcp') })
    expect(askedIn({ sessionId: 'new' }, without)).toContain('\r\nMcp-Session-Id: new\r\n\r\n{')
    expect(askedIn({ sessionId: null }, original())).not.toMatch(/mcp-session-id/i)
  })

  test('names a version only to servers that read it', () => {
    const without = original({ request: post(CALL, '/mcp') })
    expect(askedIn({ sessionId: 'new', version: '2025-03-26' }, without)).not.toMatch(/mcp-protocol-version/i)
    expect(askedIn({ sessionId: 'new', version: '2025-06-18' }, without)).toContain(
      '\r\nMCP-Protocol-Version: 2025-06-18\r\n',
    )
    expect(askedIn({ sessionId: 'new', version: '2024-11-05' }, original())).toContain(
      '\r\nmcp-protocol-version: 2024-11-05\r\n',
    )
  })

  test.each([
    ['{"jsonrpc":"2.0","id":0,"method":"initialize"}', 'POST', ['asked', 'delete']],
    ['{"jsonrpc":"2.0","method":"notifications/initialized"}', 'POST', ['initialize', 'asked', 'delete']],
    ['', 'GET', ['initialize', 'initialized', 'asked', 'delete']],
    ['', 'DELETE', ['initialize', 'initialized', 'asked']],
  ])('takes a part of the handshake, or of the end, for what it is: %s %s', (text, method, expected) => {
    const request = { head: headOf(method, '/mcp', 'mcp-session-id: old'), body: bytes(text) }
    expect(rolesOf(original({ request, text }))).toEqual(expected)
  })

  test('sends an initialize without the id it carried', () => {
    const text = '{"jsonrpc":"2.0","id":0,"method":"initialize"}'
    expect(sent(plan(original({ text }), 'fresh'))[0]).not.toMatch(/mcp-session-id/i)
  })

  test('leaves a modern request alone, which has no session', () => {
    const modern = original({ era: 'modern' })
    expect(sent(plan(modern, 'fresh'))).toEqual(sent(plan(modern, 'exact')))
    expect(sent(plan(modern, 'live'))).toEqual(sent(plan(modern, 'exact')))
  })

  test('cannot be had for what is no MCP traffic', () => {
    const request = { head: headOf('GET', '/session'), body: new Uint8Array(0) }
    const of = original({ request, text: '', transport: null, era: null })
    expect(planReplay(of, 'fresh', route)).toMatchObject({ failed: { kind: 'cannot-replay' } })
    expect(plan(of, 'exact').steps).toHaveLength(1)
  })
})

describe('fresh, over HTTP+SSE', () => {
  test('opens a stream, shakes hands over it and sends the request to the new message URL', () => {
    const planned = plan(overSse(), 'fresh', sseRoute)
    expect(planned.steps.map(({ role }) => role)).toEqual(['stream', 'initialize', 'initialized', 'asked'])
    const [stream, ...posts] = sent(planned, { endpoint: '/messages?sessionId=new', version: '2024-11-05' })
    expect(stream).toBe('GET /sse HTTP/1.1\r\nhost: 127.0.0.1:5000\r\nAccept: text/event-stream\r\n\r\n')
    expect(posts.map((text) => text.split('\r\n', 1)[0])).toEqual(
      Array(3).fill('POST /messages?sessionId=new HTTP/1.1'),
    )
    expect(posts.join('')).not.toMatch(/mcp-protocol-version/i)
    expect(posts[0]).toContain('"protocolVersion":"2024-11-05"')
  })

  test.each([
    ['{"jsonrpc":"2.0","id":0,"method":"initialize"}', ['stream', 'asked']],
    ['{"jsonrpc":"2.0","method":"notifications/initialized"}', ['stream', 'initialize', 'asked']],
  ])('takes a part of the handshake for what it is: %s', (text, expected) => {
    expect(plan(overSse({ text }), 'fresh', sseRoute).steps.map(({ role }) => role)).toEqual(expected)
  })

  test('is one more stream, for the request that opened one', () => {
    const request = { head: headOf('GET', '/sse'), body: new Uint8Array(0) }
    expect(plan(overSse({ request, text: '' }), 'fresh', sseRoute).steps.map(({ role }) => role)).toEqual(['asked'])
  })
})

describe('live', () => {
  const live = { sessionId: 'now/1', version: '2025-11-25' }

  test('puts in the id and the version of the session that is open', () => {
    const of = original({ live })
    const changed = textOf(of.request).replace('4000', '5000').replace(': old', ': now/1')
    expect(sent(plan(of, 'live'))).toEqual([changed.replace(': 2025-03-26', ': 2025-11-25')])
  })

  test.each([
    ['/messages?a=1&session_id=old&b=2', 'now/1', '/messages?a=1&session_id=now%2F1&b=2'],
    ['/messages/old', '/messages/now', '/messages/now'],
  ])('over HTTP+SSE, %s becomes in %s %s', (target, sessionId, expected) => {
    const of = overSse({ request: post(CALL, target), live: { ...live, sessionId } })
    expect(sent(plan(of, 'live', sseRoute))[0]).toContain(`POST ${expected} HTTP/1.1\r\n`)
  })

  test('needs an open session, and a request that can be in it', () => {
    expect(failed(original())).toMatchObject({ failed: { kind: 'cannot-replay', message: /is open now/ } })
    const text = '{"jsonrpc":"2.0","id":0,"method":"initialize"}'
    expect(failed(original({ live, text }))).toMatchObject({ failed: { message: /opens a session/ } })
    const get = { head: headOf('GET', '/sse'), body: new Uint8Array(0) }
    expect(failed(overSse({ live, request: get, text: '' }))).toMatchObject({ failed: { message: /opens a session/ } })
  })
})

describe('what is learnt', () => {
  const nothing: Learnt = { sessionId: null, version: null, endpoint: null }

  test('from a handshake: the id in the head, the version in the result', () => {
    const messages = readMessages('{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18"}}') ?? []
    expect(learnFromHandshake(nothing, [['MCP-Session-Id', 'new']], messages)).toEqual({
      sessionId: 'new',
      version: '2025-06-18',
      endpoint: null,
    })
    expect(learnFromHandshake(nothing, [], [])).toEqual(nothing)
  })

  test.each([
    ['/messages/?id=1', '/messages/?id=1'],
    ['message?id=1', '/v1/message?id=1'],
    ['?sessionid=1', '/v1/sse?sessionid=1'],
    ['http://127.0.0.1:3000/m?id=1', '/m?id=1'],
    [' /m ', '/m'],
    ['http://[', 'http://['],
  ])('from a stream: %s is %s', (data, endpoint) => {
    expect(learnFromStream(nothing, data, '/v1/sse?x=1')).toEqual({ ...nothing, endpoint })
  })
})

test('a request that was cut short is told from a whole one', () => {
  const { head, body } = post(CALL, '/mcp')
  expect(isWhole({ head, body })).toBe(true)
  expect(isWhole({ head, body: body.subarray(1) })).toBe(false)
  expect(isWhole({ head: headOf('GET', '/mcp'), body: new Uint8Array(0) })).toBe(true)
})

test('the tools that a body calls are named, in batches too', () => {
  expect(calledTools(CALL)).toEqual(['echo'])
  expect(calledTools(`[${CALL},{"jsonrpc":"2.0","id":1,"method":"tools/call"}]`)).toEqual(['echo', ''])
  expect(calledTools('{"jsonrpc":"2.0","id":1,"method":"tools/list"}')).toEqual([])
  expect(calledTools('no json')).toEqual([])
})
