import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { traceFileOf } from '../interop/recordings.ts'
import { dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
let trace: string
beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  trace = await readFile(traceFileOf('stateless'), 'utf8')
})
afterAll(() => remove())

async function imported(content: string | Buffer) {
  const file = join(data, 'given')
  await writeFile(file, content)
  return run(data, 'import', file)
}

test('a gzipped trace becomes a capture, of which everything is shown', async () => {
  const ended = await imported(gzipSync(trace))
  expect(ended).toMatchObject({ code: 0, err: '' })
  const [{ captureId }] = ended.lines()
  const exchanges = (await run(data, 'exchanges', '--capture', String(captureId), '--json')).lines()
  expect(exchanges).toMatchObject([{ rpc: 'initialize' }, {}, { method: 'GET' }, { rpc: 'tools/call echo' }])
})

test.each([
  ['cut', (lines: string[]) => lines.join('\n').slice(0, -30), 'is no JSON.'],
  [
    'in a wrong order',
    ([head = '', a = '', b = '', c = '', d = '']: string[]) => [head, a, b, d, c].join('\n'),
    'Line 5 has frame',
  ],
])('of one that is %s what was whole is there, and where it breaks is said', async (_what, broken, why) => {
  const ended = await imported(broken(trace.trimEnd().split('\n')))
  const [{ captureId }] = ended.lines()
  expect(ended).toMatchObject({ code: 0, err: expect.stringContaining(why) as string })
  expect(ended.err).toMatch(/^tapscope: Line \d+ [^\n]+ What came before is in capture \d+\.\n$/)
  const [first] = (await run(data, 'exchanges', '--capture', String(captureId), '--json')).lines()
  expect(first).toMatchObject({ rpc: 'initialize' })
})

test(
  'what is no trace, empty, or newer, is refused in one line, and no capture comes of it',
  { timeout: 60_000 },
  async () => {
    const before = (await run(data, 'captures', '--json')).out
    for (const [content, why] of [
      ['', 'Line 1 is missing'],
      ['root:x:0:0\n', 'Line 1 is not the first line of a trace of Tapscope'],
      [trace.replace('"version":1', '"version":2'), 'is of version 2, and this Tapscope reads versions up to 1'],
      [gzipSync(trace).subarray(0, 12), 'breaks off'],
    ] as const) {
      const { code, out, err } = await imported(content)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(why)
      expect(err).toMatch(/^tapscope: [^\n]+\n$/)
    }
    expect((await run(data, 'captures', '--json')).out).toBe(before)
  },
)
