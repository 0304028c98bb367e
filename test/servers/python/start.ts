import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { IncidentServer, Mistake } from '../twoManagers.ts'
import type { Python, SdkVersion } from './prepare.ts'

const Ready = z.object({ port: z.number(), sdk: z.string() })
const Records = z.array(z.object({ sessionId: z.string(), calls: z.number(), ended: z.boolean() }))

/** The incident of `twoManagers.ts` on a real Python SDK, in a process of its own. */
export async function startPythonIncident(
  python: Extract<Python, { kind: 'ready' }>,
  version: SdkVersion,
  mistake: Mistake,
): Promise<IncidentServer> {
  const script = path.join(import.meta.dirname, 'incident.py')
  const child = spawn(python.command, [script, '--mistake', mistake.replace(' ', '-')], {
    env: { ...process.env, PYTHONPATH: python.pathOf(version) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // The SDK logs every end of a stream as an error; only the last words of a server that does not start are of use.
  let words = ''
  child.stderr.on('data', (text: Buffer) => (words = `${words}${text.toString()}`.slice(-2000)))
  const exited = once(child, 'exit')
  const close = async () => {
    // It has nothing to save, and would wait a second for the streams that are open.
    child.kill('SIGKILL')
    await exited
  }
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), exited.then(() => undefined)])
  if (!line) throw new Error(`the Python server ended before it listened: ${words}`)
  const { port, sdk } = Ready.parse(JSON.parse(String(line[0])))
  if (sdk !== version) {
    await close()
    throw new Error(`mcp ${version} was asked for and ${sdk} answered`)
  }
  const origin = `http://127.0.0.1:${port}`
  return {
    url: `${origin}/mcp`,
    repair: async () => void (await fetch(`${origin}/repair`, { method: 'POST' })),
    records: async () => Records.parse(await (await fetch(`${origin}/records`)).json()),
    close,
  }
}
