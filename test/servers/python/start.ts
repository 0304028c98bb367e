import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Running } from '../listen.ts'
import { SSE_PATH, type SseIncidentServer, type SseMistake } from '../sseIncident.ts'
import type { IncidentServer, Mistake } from '../twoManagers.ts'
import type { Python } from './prepare.ts'

export type ReadyPython = Extract<Python, { kind: 'ready' }>

const Ready = z.object({ port: z.number(), sdk: z.string() })
const Records = z.array(z.object({ sessionId: z.string(), calls: z.number(), ended: z.boolean() }))

/** Starts a server of this folder on its SDK, in a process of its own. The `url` is its origin. */
async function startPython(python: ReadyPython, script: string, args: string[] = []): Promise<Running> {
  const child = spawn(python.command, [path.join(import.meta.dirname, script), ...args], {
    env: { ...process.env, ...python.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to end its workers with it.
    detached: true,
  })
  const exited = once(child, 'exit')
  const close = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    await exited
  }
  const { port, sdk } = await ready(child, child.stdout, child.stderr, exited)
  if (sdk !== python.version) {
    await close()
    throw new Error(`mcp ${python.version} was asked for and ${sdk} answered`)
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

async function ready(child: ChildProcess, out: Readable, err: Readable, exited: Promise<unknown>) {
  // The SDK logs every end of a stream as an error; only the last words of a server that does not start are of use.
  let words = ''
  err.on('data', (text: Buffer) => (words = `${words}${text.toString()}`.slice(-2000)))
  const line = await Promise.race([once(createInterface(out), 'line'), exited.then(() => undefined)])
  if (!line) throw new Error(`the Python server ended before it listened, with ${child.exitCode}: ${words}`)
  return Ready.parse(JSON.parse(String(line[0])))
}

const post = async (url: string): Promise<void> => void (await fetch(url, { method: 'POST' }))

/** The incident of `twoManagers.ts` on a real Python SDK. */
export async function startPythonIncident(python: ReadyPython, mistake: Mistake): Promise<IncidentServer> {
  const server = await startPython(python, 'incident.py', ['--mistake', mistake.replace(' ', '-')])
  return {
    ...server,
    url: `${server.url}/mcp`,
    repair: () => post(`${server.url}/repair`),
    records: async () => Records.parse(await (await fetch(`${server.url}/records`)).json()),
  }
}

/** The incident of `sseIncident.ts` on a real Python SDK. */
export async function startPythonSse(python: ReadyPython, mistake: SseMistake): Promise<SseIncidentServer> {
  const workers = mistake === 'workers' ? 2 : 1
  const initial = mistake === 'workers' ? 'none' : mistake
  const args = ['--mistake', initial, '--workers', String(workers)]
  const server = await startPython(python, 'sse.py', args)
  return {
    ...server,
    url: `${server.url}${SSE_PATH}`,
    make: (next) => post(`${server.url}/control/${next}`),
    endStreams: () => post(`${server.url}/control/end`),
  }
}
