import { execFile, fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { BurstResult, LoadAnswer, LoadJob, Scenario, Sent } from './scenarios.ts'

const CLI = path.join(import.meta.dirname, '..', 'out', 'cli', 'index.js')
const QUIET_MS = 100
const LONGEST_WAIT_MS = 10_000

const Started = z.object({ url: z.string() })
const TapLine = z.object({ captureId: z.number(), tapUrl: z.string() })
const Captured = z.object({ exchanges: z.number(), messages: z.number(), dropped: z.number() })
type Captured = z.infer<typeof Captured>

export interface Load {
  burst(url: string, scenario: Scenario, ms: number): Promise<BurstResult>
  /** Closes the connections to a URL; returns what went over them. */
  close(url: string): Promise<Sent>
}

export interface Tap {
  url: string
  /** Waits until the tap has nothing left to do, so that its work does not slow what is measured next. */
  settle(): Promise<void>
  /** Processor time it has used so far, in microseconds; 0 where the system does not tell. */
  usedUs(): number
  /** Memory it has in use, in megabytes; 0 where the system does not tell. */
  residentMb(): number
  /** What it has captured so far, read with the command line. */
  captured(): Promise<Captured>
  stop(): Promise<void>
}

/** Starts the server, in a process of its own that ends with this one. */
export async function startServer(): Promise<string> {
  const child = fork(path.join(import.meta.dirname, 'server.ts'))
  const [line] = await once(child, 'message')
  return Started.parse(line).url
}

/** Starts the load, in a process of its own that ends with this one. */
export function startLoad(): Load {
  const child = fork(path.join(import.meta.dirname, 'load.ts'))
  let waiting: { resolve(answer: LoadAnswer): void; reject(error: Error): void } | undefined
  // load.ts sends nothing but answers.
  child.on('message', (answer) => waiting?.resolve(answer as LoadAnswer))
  child.on('exit', () => waiting?.reject(new Error('the load process ended')))
  function ask(job: LoadJob): Promise<LoadAnswer> {
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      child.send(job)
    })
  }
  return {
    async burst(url, scenario, ms) {
      const answer = await ask({ kind: 'burst', url, scenario, ms })
      if (answer.kind !== 'burst') throw new Error('the load process answered something else')
      return answer.result
    },
    async close(url) {
      const answer = await ask({ kind: 'close', url })
      if (answer.kind !== 'closed') throw new Error('the load process answered something else')
      return answer.sent
    },
  }
}

/** Starts the built command line as a tap in front of `target`, with its data in `folder`. */
export async function startTap(target: string, folder: string): Promise<Tap> {
  if (!existsSync(CLI)) throw new Error('the command line is not built: run `npm run build` first')
  const env = { ...process.env, TAPSCOPE_DATA: folder }
  const child = spawn(process.execPath, [CLI, 'tap', target, '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill())
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => undefined)])
  if (!line) throw new Error('the tap ended before it listened')
  // Lines that nobody reads would fill the pipe.
  child.stdout.resume()
  const { tapUrl, captureId } = TapLine.parse(JSON.parse(String(line[0])))
  return {
    url: tapUrl,
    settle: () => settle(child),
    usedUs: () => usedUs(child),
    residentMb: () => residentMb(child),
    async captured() {
      const args = [CLI, 'captures', '--capture', String(captureId), '--json']
      const { stdout } = await promisify(execFile)(process.execPath, args, { env })
      return Captured.parse(JSON.parse(stdout))
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = await exited
      if (code !== 0) throw new Error(`the tap ended with ${code}`)
    },
  }
}

function usedUs({ pid }: ChildProcess): number {
  if (process.platform !== 'linux') return 0
  // Behind the name in brackets: fields 14 and 15 of proc(5), in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

function residentMb({ pid }: ChildProcess): number {
  if (process.platform !== 'linux') return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

async function settle(child: ChildProcess): Promise<void> {
  const start = performance.now()
  let before = -1
  while (before !== usedUs(child) && performance.now() - start < LONGEST_WAIT_MS) {
    before = usedUs(child)
    await delay(QUIET_MS)
  }
}
