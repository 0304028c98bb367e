import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStreamable, type StreamableServer } from '../servers/streamable.ts'
import { begin, dataFolder, run, start } from './command.ts'

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

test('of a wrapped command, what was said, for people and for scripts', async () => {
  const echo = "process.stdin.on('data', (line) => { console.error('heard'); process.stdout.write(line) })"
  const child = start(data, 'wrap', '--', process.execPath, '-e', `${echo}; process.exitCode = 3`)
  child.stdin.end(`${body}\n`)
  expect(await once(child, 'close')).toEqual([3, null])

  const { out } = await run(data, 'show', '2')
  const lines = out.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^capture \d+, .*node.* -e .* · asked for frame 2 \(stdin\) · stdio, legacy · session/)
  expect(lines[1]).toMatch(/^ {3}1 {2}.* started$/)
  const said = lines.slice(2).map((line) => line.slice(6))
  expect(said).toEqual(
    expect.arrayContaining([`client → ${body}`, `client ← ${body}`, 'stderr ! heard', 'its client closed stdin']),
  )
  expect(said.at(-1)).toBe('ended with exit code 3, after its client had closed stdin')

  const [shown] = (await run(data, 'show', '2', '--json')).lines()
  expect(shown).toMatchObject({ kind: 'process', asked: { frame: 2, what: 'stdin' }, process: { exit: { code: 3 } } })
  expect(await run(data, 'show', '2', '--raw')).toMatchObject({ code: 0, out: `${body}\n` })
  expect(await run(data, 'show', '1', '--raw')).toMatchObject({ code: 2, err: expect.stringContaining('has no bytes') })
})
