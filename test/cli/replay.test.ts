import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectSdk } from '../clients/sdk.ts'
import { startStreamable, type StreamableServer } from '../servers/streamable.ts'
import { begin, dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
let server: StreamableServer
let echo: string
let slow: string

beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  server = await startStreamable()
  const tap = await begin(data, 'tap', server.url)
  const client = await connectSdk(tap.first.tapUrl)
  await client.client.listTools()
  await client.call('echo', { text: 'hello' })
  await client.call('slow', { ms: 1 })
  await client.terminate()
  await client.close()
  await tap.stop()
  echo = await frameOf('echo')
  slow = await frameOf('slow')
})
afterAll(async () => {
  await server.close()
  await remove()
})

async function frameOf(name: string): Promise<string> {
  const [message] = (await run(data, 'messages', '--filter', `kind:request name:${name}`, '--json')).lines()
  return `1:${message.exchange}`
}

test('the same bytes, after their session has ended: what differs, for scripts', async () => {
  const ended = await run(data, 'replay', echo, '--json')
  expect(ended).toMatchObject({ code: 0, err: '' })
  const [answer] = ended.lines()
  expect(answer).toMatchObject({
    captureId: expect.any(Number),
    frame: expect.any(Number),
    original: { captureId: 1, frame: Number(echo.slice(2)) },
    status: { original: 200, replay: 404 },
    diff: expect.arrayContaining([expect.objectContaining({ part: 'status', original: '200', replay: '404' })]),
  })
  const [shown] = (await run(data, 'show', `${answer.captureId}:${answer.frame}`, '--json')).lines()
  expect(shown).toMatchObject({ exchange: { status: 404, replayOf: echo } })
})

test('in a fresh session, with another body, for people', async () => {
  const file = join(data, 'body.json')
  const params = { name: 'echo', arguments: { text: 'edited' } }
  await writeFile(file, JSON.stringify({ jsonrpc: '2.0', id: 9, method: 'tools/call', params }))
  const { code, out } = await run(data, 'replay', echo, '--mode', 'fresh', '--edit', file)
  expect(code).toBe(0)
  expect(out).toMatch(new RegExp(`^${echo} answered 200; its replay \\d+:\\d+ answered 200\\.\nSent around it: `))
  expect(out).toMatch(/hello[^]*edited/)
})

test('a tool that is not marked read-only has to be confirmed', async () => {
  const refused = await run(data, 'replay', slow, '--mode', 'fresh')
  expect(refused).toMatchObject({ code: 2, out: '' })
  expect(refused.err).toMatch(/^tapscope: [^\n]*slow[^\n]* Add --yes to send it again\.\n$/)
  expect(await run(data, 'replay', slow, '--mode', 'fresh', '--yes')).toMatchObject({ code: 0, err: '' })
})

test('another server, which is not there', async () => {
  const ended = await run(data, 'replay', echo, '--to', 'http://127.0.0.1:9/mcp')
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toMatch(/^tapscope: [^\n]*127\.0\.0\.1:9[^\n]*\n$/)
})

test('a frame that is not there', async () => {
  expect(await run(data, 'replay', '1:9999', '--json')).toMatchObject({ code: 2, out: '' })
})
