import http from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { ReplayMode, Transport } from '../../../src/core/api.ts'
import { planReplay } from '../../../src/core/replay.ts'
import { run, type Run } from '../../../src/engine/replay/run.ts'
import { listen } from '../../servers/listen.ts'
import { startSse } from '../../servers/sse.ts'
import { startStateless, startStreamable } from '../../servers/streamable.ts'

const call = (name: string, args: object) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } })

interface Asked {
  url: string
  mode: ReplayMode
  text: string
  transport?: Transport
  target?: string
  method?: string
  limitMs?: number
}

/** Runs a replay of a request, straight to a server: what a tap adds is tested with the rest of the replay. */
function runAgainst(asked: Asked): Promise<Run> {
  const { url, mode, text, transport = 'streamable-http', method = 'POST', limitMs } = asked
  const { pathname, port } = new URL(url)
  const body = Buffer.from(text)
  const accept = method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream'
  const lines = [`${method} ${asked.target ?? pathname} HTTP/1.1`, 'Host: old', `Accept: ${accept}`]
  if (text !== '') lines.push('Content-Type: application/json', `Content-Length: ${body.length}`)
  const request = { head: `${lines.join('\r\n')}\r\n\r\n`, body }
  const original = { request, text, transport, era: 'legacy', initialize: null, live: null } as const
  const planned = planReplay(original, mode, { target: pathname, moved: null })
  if ('failed' in planned) throw new Error(planned.failed.message)
  return run(planned.ok, { port: Number(port), limitMs })
}

const statuses = ({ sent }: Run) => sent.map(({ role, sending }) => `${role} ${sending.status}`)

test('a fresh session of Streamable HTTP is opened, used and ended', async () => {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const done = await runAgainst({ url: server.url, mode: 'fresh', text: call('echo', { text: 'hi' }) })
  expect(done.trouble).toBeNull()
  expect(statuses(done)).toEqual(['initialize 200', 'initialized 202', 'asked 200', 'delete 200'])
  expect(done.sent[2]?.sending.messages).toMatchObject([{ result: { content: [{ text: 'hi' }] } }])
  expect(server.sessions()).toEqual([])
})

test('a server that issues no id is sent no DELETE', async () => {
  const server = await startStateless()
  onTestFinished(() => server.close())
  const done = await runAgainst({ url: server.url, mode: 'fresh', text: call('echo', { text: 'hi' }) })
  expect(statuses(done)).toEqual(['initialize 200', 'initialized 202', 'asked 200'])
})

test('a fresh session of HTTP+SSE is a stream, on which the answers come', async () => {
  const server = await startSse()
  onTestFinished(() => server.close())
  const target = '/messages?sessionId=gone'
  const text = call('stream', { steps: 2, gapMs: 20 })
  const done = await runAgainst({ url: server.url, mode: 'fresh', text, transport: 'http+sse', target })
  expect(statuses(done)).toEqual(['stream 200', 'initialize 202', 'initialized 202', 'asked 202'])
  expect(done.sent[0]?.sending.messages.at(-1)).toMatchObject({ result: { content: [{ text: '2 steps' }] } })
})

test('a stream that answers no request is listened to for a moment', async () => {
  const server = await startSse()
  onTestFinished(() => server.close())
  const begun = performance.now()
  const done = await runAgainst({ url: server.url, mode: 'exact', text: '', method: 'GET' })
  expect(performance.now() - begun).toBeGreaterThan(900)
  expect(done).toMatchObject({ trouble: null, sent: [{ role: 'asked', sending: { status: 200 } }] })
  expect(done.sent[0]?.sending.endpoint).toMatch(/^\/messages/)
})

test('a request that is not answered in time is given up, and its session ended', async () => {
  const server = await startStreamable()
  onTestFinished(() => server.close())
  const text = call('slow', { ms: 10_000 })
  const done = await runAgainst({ url: server.url, mode: 'fresh', text, limitMs: 500 })
  expect(done.trouble).toEqual({ kind: 'late', role: 'asked', asked: [] })
  expect(statuses(done).at(-1)).toBe('delete 200')
})

test('what the server asked while it was waited for is told', async () => {
  const server = await startSse()
  onTestFinished(() => server.close())
  const target = '/messages?sessionId=gone'
  const text = call('ask', { what: 'roots' })
  const over = { transport: 'http+sse', target, limitMs: 500 } as const
  // The plain handshake declares nothing, and the SDK's server then asks all the same.
  const done = await runAgainst({ url: server.url, mode: 'fresh', text, ...over })
  expect(done.trouble).toEqual({ kind: 'late', role: 'asked', asked: ['roots/list'] })
})

/** A server that says the same to everything. */
async function saying(status: number, headers: http.OutgoingHttpHeaders, body: string): Promise<string> {
  const server = http.createServer((_request, response) => response.writeHead(status, headers).end(body))
  const running = await listen(server, '/mcp')
  onTestFinished(() => running.close())
  return running.url
}

test.each([
  ['401', 401, {}, ''],
  [
    'an error',
    200,
    { 'Content-Type': 'application/json' },
    '{"jsonrpc":"2.0","id":"replay-initialize","error":{"code":1,"message":"no"}}',
  ],
  ['nothing', 202, {}, ''],
])('a handshake that is answered with %s ends the replay', async (_name, status, headers, body) => {
  const url = await saying(status, headers, body)
  const done = await runAgainst({ url, mode: 'fresh', text: call('echo', {}) })
  expect(done.trouble).toEqual({ kind: 'refused', role: 'initialize', status })
  expect(statuses(done)).toEqual([`initialize ${status}`])
})

test('a stream that announces no message URL ends the replay', async () => {
  const url = await saying(200, { 'Content-Type': 'text/event-stream' }, ': connected\n\n')
  const done = await runAgainst({ url, mode: 'fresh', text: call('echo', {}), transport: 'http+sse' })
  expect(done.trouble).toEqual({ kind: 'refused', role: 'stream', status: 200 })
})

test('a tap that is gone is told', async () => {
  const server = await listen(http.createServer(), '/mcp')
  await server.close()
  const done = await runAgainst({ url: server.url, mode: 'fresh', text: call('echo', {}) })
  expect(done).toEqual({ sent: [], trouble: { kind: 'no tap' } })
})
