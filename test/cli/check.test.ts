import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { traceFileOf } from '../interop/recordings.ts'
import { dataFolder, run } from './command.ts'

const INCIDENT = traceFileOf('two-managers-incident/pre-created-typescript')
const HEALTHY = traceFileOf('healthy/everything')
const NOTED = traceFileOf('healthy/json-answers')

let data: string
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  for (const file of [INCIDENT, HEALTHY]) expect((await run(data, 'import', file)).code).toBe(0)
})
afterAll(() => remove())

describe('a capture', () => {
  test('with an error: its findings, the root first, and exit code 1', async () => {
    const { code, out, err } = await run(data, 'check', '1')
    expect([code, err]).toEqual([1, ''])
    expect(out).toMatch(/^error session-id-never-issued, side: /)
    expect(out).toContain('  which explains ')
    expect(out).toMatch(/^capture 1: \d+ errors?, \d+ warnings?, \d+ notes?\.$/m)
  })

  test('without any: exit code 0, also where all is expected', async () => {
    expect(await run(data, 'check', '2', '--expect', 'all', '--fail-on', 'note')).toEqual(
      expect.objectContaining({ code: 0, out: 'capture 2: no findings.\n', err: '' }),
    )
  })

  test('as JSON: an array, with each disappointment as an error of its own', async () => {
    const { code, out } = await run(data, 'check', '1', '--format', 'json', '--expect', 'no-4xx,one-session')
    const findings = JSON.parse(out) as { id: string; frames: object[] }[]
    expect(code).toBe(1)
    expect(findings[0]).toMatchObject({ captureId: 1, frames: [{ frame: expect.any(Number) as number }, {}] })
    expect(findings.map(({ id }) => id).filter((id) => id.startsWith('expected-'))).toEqual(['expected-no-4xx'])
  })
})

describe('a file', () => {
  test.each([
    ['warning', 0],
    ['note', 1],
  ])('with a note and --fail-on %s: exit code %d', async (failOn, code) => {
    const ended = await run(data, 'check', NOTED, '--fail-on', failOn)
    expect(ended.code).toBe(code)
    expect(ended.out).toContain('note get-stream-not-offered')
  })

  test('as JUnit: what weighs enough is a failure', async () => {
    const { code, out } = await run(data, 'check', INCIDENT, '--format', 'junit')
    const [, tests, failures] = /<testsuites tests="(\d+)" failures="(\d+)" errors="0">/.exec(out) ?? []
    expect(code).toBe(1)
    expect(out.match(/<testcase /g)).toHaveLength(Number(tests))
    expect(out.match(/<failure type="error"/g)).toHaveLength(Number(failures))
    expect(out).toContain('<testcase classname="session-id-never-issued"')
  })

  test('as SARIF: a result for each finding, at its frames', async () => {
    const { code, out } = await run(data, 'check', INCIDENT, '--format', 'sarif')
    const { version, runs } = JSON.parse(out) as { version: string; runs: { results: { ruleId: string }[] }[] }
    expect([code, version]).toEqual([1, '2.1.0'])
    expect(runs[0]?.results.map(({ ruleId }) => ruleId)).toContain('session-id-never-issued')
  })

  test('leaves nothing in the database', async () => {
    expect((await run(data, 'captures', '--json')).lines()).toMatchObject([{ captureId: 1 }, { captureId: 2 }])
  })

  test('that was cut: says where, and judges what was whole', async () => {
    const cut = join(data, 'cut.jsonl')
    const whole = await readFile(INCIDENT, 'utf8')
    await writeFile(cut, whole.slice(0, -20))
    const { code, out, err } = await run(data, 'check', cut)
    expect(code).toBe(1)
    expect(out).toContain('session-id-never-issued')
    expect(err).toMatch(/^tapscope: Line \d+ is no JSON\. What came before was checked\.\n$/)
  })
})

test.each([
  [['99'], 'There is no capture 99'],
  [['nowhere.jsonl'], 'nowhere.jsonl cannot be read: '],
  [['/'], 'This is no trace that can be opened. '],
  [[join(import.meta.dirname, 'command.ts')], 'Line 1 is not the first line of a trace of Tapscope.'],
])('check %j cannot run: exit code 2, and one line that says why', async (args, why) => {
  const { code, out, err } = await run(data, 'check', ...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(why)
  expect(err).toMatch(/^tapscope: [^\n]+\n$/)
})
