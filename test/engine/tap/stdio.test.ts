import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RECORD } from '../../../src/engine/log/records.ts'

let folder: string
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'tapscope-stdio-'))
})
afterAll(() => fs.rm(folder, { recursive: true, force: true }))

interface Wrapped {
  exit: { code: number | null; signal: string | null; failure: string | null }
  out: string
  /** What was reported: its kind, the number of its stream, its text. */
  records: [kind: number, stream: number, text: string][]
}

/** Wraps a command in a process of its own, whose recorder keeps a list in place of the log's slabs. `first` runs before. */
async function wrapped(command: string[], input = '', signal?: NodeJS.Signals, first = ''): Promise<Wrapped> {
  const told = path.join(folder, `${command.length}-${Math.random()}.json`)
  const modules = new URL('../../../src/engine/tap/', import.meta.url).href
  const program = `
    const { wrapCommand } = await import('${modules}stdio.ts')
    const { Recording } = await import('${modules}recording.ts')
    const records = []
    const record = (kind, number, extra, from = Buffer.alloc(0)) => records.push([kind, number, from.toString()])
    const recorder = { record, flush() {} }
    const recording = new Recording(recorder)
    ${first}
    const exit = await wrapCommand(${JSON.stringify(command)}, recorder, recording)
    const { writeFileSync } = await import('node:fs')
    writeFileSync(${JSON.stringify(told)}, JSON.stringify({ exit, records }))
    process.exit()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  let out = ''
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString()
    if (signal && out === bytes.toString()) child.kill(signal)
  })
  child.stdin.end(input)
  await once(child, 'close')
  return { ...JSON.parse(await fs.readFile(told, 'utf8')), out }
}

const node = (script: string, ...args: string[]): string[] => [process.execPath, '-e', script, ...args]
const textOf = ({ records }: Wrapped, stream: number): string =>
  records.flatMap(([kind, number, text]) => (kind === RECORD.stdio && number === stream ? [text] : [])).join('')
const factsOf = ({ records }: Wrapped, kind: number): unknown =>
  JSON.parse(records.find(([one]) => one === kind)?.[2] ?? 'null')

test('what passes is reported, stream by stream, and the exit comes last', async () => {
  const run = await wrapped(node('process.stdin.pipe(process.stdout); console.error("warm")'), 'one\ntwo')
  expect(run.out).toBe('one\ntwo')
  expect([textOf(run, 0), textOf(run, 1), textOf(run, 2)]).toEqual(['one\ntwo', 'one\ntwo', 'warm\n'])
  expect(run.exit).toEqual({ code: 0, signal: null, failure: null })
  expect(run.records.at(-1)?.[0]).toBe(RECORD.exit)
  expect(factsOf(run, RECORD.exit)).toEqual({ code: 0, signal: null, sent: null })
  const ended = new Set(run.records.flatMap(([kind, stream]) => (kind === RECORD.stdioEnd ? [stream] : [])))
  expect(ended).toEqual(new Set([0, 1, 2]))
})

test('the command is reported without its credentials', async () => {
  const run = await wrapped(node('', '--', '--api-key=s3cret'))
  expect(factsOf(run, RECORD.spawn)).toMatchObject({
    command: expect.arrayContaining(['--api-key=[redacted]']),
    failure: null,
  })
  expect(JSON.stringify(run.records)).not.toContain('s3cret')
})

test('a signal that was passed on stands beside the exit it led to', async () => {
  const script = 'process.on("SIGTERM", () => process.exit(4)); console.log("up"); setInterval(() => {}, 1000)'
  const run = await wrapped(node(script), '', 'SIGTERM')
  expect(factsOf(run, RECORD.exit)).toEqual({ code: 4, signal: null, sent: 'SIGTERM' })
})

test('a command that cannot be started has no exit', async () => {
  const run = await wrapped(['/no/such/command'])
  expect(run.exit).toMatchObject({ code: null, failure: expect.stringContaining('ENOENT') })
  expect(factsOf(run, RECORD.spawn)).toMatchObject({ pid: null, failure: expect.stringContaining('ENOENT') })
  expect(run.records).toHaveLength(1)
})

test('in a pause nothing of it is copied, and behind it is said how much was not', async () => {
  const echo = "process.stdin.on('data', (bytes) => process.stdout.write(bytes))"
  const passOnce = `
    recording.set('paused')
    const pass = recording.pass.bind(recording)
    recording.pass = (bytes) => { pass(bytes); recording.set('on') }`
  const all = await wrapped(node(echo), 'secret\n', undefined, passOnce)
  expect(all).toMatchObject({ out: 'secret\n', exit: { code: 0 } })
  expect([textOf(all, 0), textOf(all, 1)]).toEqual(['', 'secret\n'])
  const pauses = all.records.filter(([kind]) => kind === RECORD.pause)
  expect(pauses).toEqual([[RECORD.pause, 1, expect.any(String)]])
  expect(factsOf(all, RECORD.pause)).toMatchObject({ bytes: 7, paused: { exchanges: 0 } })
})
