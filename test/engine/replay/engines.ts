import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { type Log, openLog } from '../../../src/engine/log/log.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import type { ExchangeRow } from '../../../src/core/exchange.ts'
import { okOf } from '../../interop/tapped.ts'

/** Rows are written a moment after the traffic; how long a busy machine may take for it. */
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

/** An engine for all tests of a file, which each have captures of their own: starting one takes half a second. */
export function engineOfFile(): { engine: Engine; folder: string } {
  const shared = {} as { engine: Engine; folder: string } // filled in before the first test runs
  beforeAll(async () => {
    shared.folder = await mkdtemp(join(tmpdir(), 'tapscope-replay-'))
    const options = { writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' }
    shared.engine = await createEngine({ dataFolder: shared.folder, ...options })
  })
  afterAll(async () => {
    await shared.engine?.close()
    await rm(shared.folder, { recursive: true, force: true })
  })
  return shared
}

/** A log on the same database as another process would have it, which shares nothing else with the engine. */
export function logOfFile(at: { folder: string }): { log: Log } {
  const shared = {} as { log: Log } // filled in before the first test runs
  beforeAll(() => {
    shared.log = openLog({ dataFolder: at.folder, threadUrl: writerUrl() })
  })
  afterAll(() => shared.log?.close())
  return shared
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
