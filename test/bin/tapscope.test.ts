// The command as a user starts it: by whatever Node the machine has.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.ts'

const program = resolve(import.meta.dirname, '../../bin/tapscope.js')

const old = oldNode()
if (!old) console.warn('skipped: the command under an older Node, as there is none on the PATH')

let data: string
beforeEach(async () => void (data = await mkdtemp(join(tmpdir(), 'tapscope-'))))
afterEach(() => rm(data, { recursive: true, force: true }))

beforeAll(buildIfStale, 60_000)

for (const [name, node] of [
  ['the Node that comes with the packages', process.execPath],
  ['an older Node', old],
]) {
  describe.skipIf(!node)(`under ${name}`, () => {
    test('its exit code and its one line on stderr are the command’s', async () => {
      const { code, err } = await end(start(node, 'no-such-command'))
      expect(code).toBe(2)
      expect(err.trim().split('\n')).toHaveLength(1)
    })

    test('it ends cleanly on SIGTERM and SIGINT', async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const tap = start(node, 'tap', 'http://127.0.0.1:9/mcp', '--json')
        const first = await firstLine(tap)
        expect(JSON.parse(first)).toMatchObject({ target: 'http://127.0.0.1:9/mcp' })
        tap.kill(signal)
        expect(await once(tap, 'exit')).toEqual([0, null])
      }
    })
  })
}

function start(node: string | undefined, ...args: string[]): ChildProcess {
  return spawn(node ?? '', [program, ...args], { env: { ...process.env, TAPSCOPE_DATA: data } })
}

async function end(child: ChildProcess): Promise<{ code: unknown; err: string }> {
  let err = ''
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const [code] = await once(child, 'close')
  return { code, err }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('it ended without a line')
}

/** The machine's own Node, where that is one under which the command cannot run itself. */
function oldNode(): string | undefined {
  const nodes = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  return nodes.filter(existsSync).find((node) => {
    const major = execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' })
    return Number(major) >= 20 && Number(major) < 24
  })
}
