// Runs the command line as scripts do: a process of its own, on a data folder of its own.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const program = resolve(import.meta.dirname, '../../src/cli/index.ts')

export interface Ended {
  code: number | null
  out: string
  err: string
  /** stdout as JSON, one value a line. */
  lines(): any[] // oxlint-disable-line typescript/no-explicit-any -- what a test expects of it, it spells out
}

export interface Started {
  child: ChildProcessWithoutNullStreams
  /** The first line of stdout, as JSON. */
  first: any // oxlint-disable-line typescript/no-explicit-any -- as above
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

/** A data folder for one file of tests. */
export async function dataFolder(): Promise<{ data: string; remove: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'tapscope-cli-'))
  return { data, remove: () => rm(data, { recursive: true, force: true }) }
}

/** Runs a command to its end. */
export function run(data: string, ...args: string[]): Promise<Ended> {
  return ended(start(data, ...args))
}

/** Starts a command that goes on after its first line of stdout. Fails with what it says on stderr if it ends before. */
export async function begin(data: string, ...args: string[]): Promise<Started> {
  const child = start(data, ...args)
  const end = ended(child)
  const first = await Promise.race([firstLine(child), end.then(({ err }) => Promise.reject(new Error(err)))])
  return {
    child,
    first: JSON.parse(first),
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return end
    },
  }
}

/** Starts a command whose streams the test reads itself. */
export function start(data: string, ...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, ...args], { env: { ...process.env, TAPSCOPE_DATA: data } })
}

function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  return new Promise((done) => {
    child.on('close', (code) => {
      const text = Buffer.concat(out).toString()
      const lines = () =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
      done({ code, out: text, err: Buffer.concat(err).toString(), lines })
    })
  })
}

function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = ''
  return new Promise((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const end = text.indexOf('\n')
      if (end >= 0) done(text.slice(0, end))
    })
  })
}
