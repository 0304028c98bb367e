import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildIfStale } from '../../scripts/build.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'
import type { Capture } from './healthy.ts'
import { okOf } from './tapped.ts'

/** As it is installed: a client gives a command that it ends little time, and on a busy machine reading the sources takes longer. */
const PROGRAM = path.join(import.meta.dirname, '../../out/cli/index.js')

/** `tapscope wrap` in front of a command, with a data folder of its own. */
export interface Wrapped {
  command: readonly string[]
  env: Record<string, string>
  dataFolder: string
  /** What was captured, once the commands have ended: as many captures as times the command was started. */
  captures(): Promise<Capture[]>
  close(): Promise<void>
}

export async function wrapping(command: readonly string[]): Promise<Wrapped> {
  await buildIfStale()
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'tapscope-wrapped-'))
  const closers = [() => rm(dataFolder, { recursive: true, force: true })]
  return {
    command: [process.execPath, PROGRAM, 'wrap', '--', ...command],
    env: { TAPSCOPE_DATA: dataFolder },
    dataFolder,
    async captures() {
      const options = { dataFolder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' }
      const api = await createEngine(options)
      closers.unshift(() => api.close())
      for (let since: string | undefined; ;) {
        const { rows, revision } = okOf(await api.rows({ kind: 'captures', since, waitMs: 1000 }))
        if (rows.every(({ stoppedAt }) => stoppedAt)) return rows.map(({ captureId }) => ({ api, captureId }))
        since = revision
      }
    },
    async close() {
      for (const close of closers) await close()
    },
  }
}
