import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { askStranger, startStranger, WORDS } from '../servers/stranger.ts'
import { begin, dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
beforeAll(async () => void ({ data, remove } = await dataFolder()))
afterAll(() => remove())

const ids = (out: string) => (JSON.parse(out) as { id: string }[]).map(({ id }) => id) // as printed

test("the user's own wordings count in captures and in traces; a broken file is named and left out", async () => {
  const server = await startStranger()
  onTestFinished(() => server.close())
  await writeFile(join(data, 'lexicon.json'), JSON.stringify(WORDS))
  const tap = await begin(data, 'tap', server.url)
  await askStranger(tap.first.tapUrl)
  await tap.stop()
  const trace = join(data, 'trace.tapscope.jsonl')
  await run(data, 'export', '1', '-o', trace)
  for (const what of ['1', trace]) {
    const { out, err } = await run(data, 'check', what, '--format', 'json')
    expect([ids(out), err]).toEqual([['session-ended-by-server'], ''])
  }

  await writeFile(join(data, 'lexicon.json'), '[{"says":"gone"}]')
  const { code, out, err } = await run(data, 'check', trace, '--format', 'json')
  expect(err).toMatch(/^tapscope: .*lexicon\.json is left out: entry 1, says: .*\n$/)
  expect([code, ids(out)]).toEqual([0, []])
})
