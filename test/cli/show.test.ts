import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStreamable, type StreamableServer } from '../servers/streamable.ts'
import { begin, dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
let server: StreamableServer

const body = '{ "jsonrpc": "2.0",\t"id":1, "method":"tools/list" }'

beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  server = await startStreamable()
  const tap = await begin(data, 'tap', server.url)
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  await fetch(tap.first.tapUrl, { method: 'POST', headers: { ...headers, 'mcp-session-id': 'made-up' }, body })
  await tap.stop()
})
afterAll(async () => {
  await server.close()
  await remove()
})

test('shows the exchange of a frame, for people', async () => {
  const { code, out } = await run(data, 'show', '1')
  expect(code).toBe(0)
  expect(out).toMatch(/^capture 1, exchange 1 · streamable-http, legacy · tools\/list/)
  expect(out).toMatch(/^ {3}1 {2}client → POST \/mcp HTTP\/1.1$/m)
  expect(out).toContain(`      ${body}\n`)
  expect(out).toMatch(/client ← HTTP\/1.1 40\d /)
})

test('and for scripts', async () => {
  const [shown] = (await run(data, 'show', '1:2', '--json')).lines()
  expect(shown).toMatchObject({ exchange: { captureId: 1, frame: 1, carried: 'made-up' }, asked: { frame: 2 } })
})

test('--raw writes the bytes of the frame, and nothing else', async () => {
  expect(await run(data, 'show', '1:2', '--raw')).toMatchObject({ code: 0, out: body, err: '' })
})

test('a frame that is not there', async () => {
  for (const args of [['99'], ['99', '--raw'], ['7:1']]) {
    const ended = await run(data, 'show', ...args)
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toMatch(/^tapscope: [^\n]+\n$/)
  }
})
