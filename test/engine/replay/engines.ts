import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import type { ExchangeRow } from '../../../src/core/exchange.ts'
import { okOf } from '../../interop/tapped.ts'

/** A data folder that lives as long as the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tapscope-replay-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** An engine on a data folder; it ends with the test. */
export async function newEngine(dataFolder: string, keepBytes?: number): Promise<Engine> {
  const options = { dataFolder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' }
  const engine = await createEngine({ ...options, ...(keepBytes === undefined ? {} : { keepBytes }) })
  onTestFinished(() => engine.close())
  return engine
}

/** The exchanges of a capture, once there are so many and all have ended. */
export async function exchangesOf(engine: Engine, captureId: number, count: number): Promise<ExchangeRow[]> {
  let since: string | undefined
  for (let attempt = 0; attempt < 20; attempt++) {
    const page = okOf(await engine.rows({ kind: 'exchanges', captureId, since, waitMs: 500 }))
    if (page.total >= count && page.rows.every(({ endedAt }) => endedAt !== null)) return page.rows
    since = page.revision
  }
  throw new Error(`capture ${captureId} has no ${count} exchanges that have ended`)
}
