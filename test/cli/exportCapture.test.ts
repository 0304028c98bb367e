import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { traceFileOf } from '../interop/recordings.ts'
import { dataFolder, run } from './command.ts'

/** A trace with a secret that nobody took out. */
const SECRET = 'correct-horse-battery'
const recorded = async () =>
  (await readFile(traceFileOf('lost-session'), 'utf8')).replace('\\"text\\":\\"hi\\"', `\\"password\\":\\"${SECRET}\\"`)

let data: string
let remove: () => Promise<void>
let original: string
beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  original = await recorded()
  await writeFile(join(data, 'original.jsonl'), original)
  expect(await run(data, 'import', join(data, 'original.jsonl'))).toMatchObject({ code: 0, out: '{"captureId":1}\n' })
})
afterAll(() => remove())

test('what was imported goes out byte for byte, gzipped too', async () => {
  const file = join(data, 'out.tapscope.jsonl.gz')
  const { code, out, err } = await run(data, 'export', '1', '--format', 'trace', '--no-redact', '-o', file)
  expect([code, out, err]).toEqual([0, '', `Wrote ${file}.\n`])
  expect(gunzipSync(await readFile(file)).toString()).toBe(original)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('without --no-redact no credential does, and stdout holds nothing but the trace', async () => {
  const { code, out, err } = await run(data, 'export', '-o', '-')
  expect([code, err]).toEqual([0, ''])
  expect(out).not.toContain(SECRET)
  expect(out).toMatch(/^\{"trace":"tapscope",.*"redacted":true\}\n/)
  expect(out.split('\n')).toHaveLength(original.split('\n').length)
})

test('one session has its own exchanges, and what belongs to none', async () => {
  const { out } = await run(data, 'export', '--session', '1-2', '--no-redact', '-o', '-')
  const lines = out.trimEnd().split('\n')
  const exchanges = (await run(data, 'exchanges', '--session', '1-2', '--json')).lines()
  const frames = exchanges.map(({ frame }: { frame: number }) => frame)
  const exported = lines.slice(1).map((line) => (JSON.parse(line) as { exchange: number | null }).exchange)
  expect(new Set(exported)).toEqual(new Set([...frames, null]))
  expect(new Set(original.split('\n'))).toEqual(new Set([...original.split('\n'), ...lines.slice(1)]))
})

test('what cannot be written leaves nothing behind, and what was there as it was', async () => {
  const folder = join(data, 'folder')
  await mkdir(join(folder, 'taken.jsonl', 'full'), { recursive: true })
  for (const file of [join(folder, 'missing', 'x.jsonl'), join(folder, 'taken.jsonl')]) {
    const { code, out, err } = await run(data, 'export', '1', '-o', file)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^tapscope: .* cannot be written: [^\n]+\n$/)
  }
  expect(await readdir(folder, { recursive: true })).toEqual(['taken.jsonl', join('taken.jsonl', 'full')])
})

test('there is nothing to write of what is not there', async () => {
  const file = join(data, 'nothing.jsonl')
  const { code, err } = await run(data, 'export', '--session', '1-77', '-o', file)
  expect([code, err]).toEqual([2, expect.stringContaining('There is no session 1-77 in capture 1.')])
  expect(await readdir(data)).not.toContain('nothing.jsonl')
})
