import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Api, ExportInput, Row, RowKind, StartTap } from '../../src/core/api.ts'
import type { Shown, ShownExchange } from '../../src/core/shown.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { writerUrl } from '../../src/engine/writerUrl.ts'

/** Rows are written a moment after the traffic; longer than this is a failure. */
const PATIENCE_MS = 30_000

/** Longer than a copy waits before it is handed to the log; ms. */
const HANDED_MS = 60

/** A tap in front of a server, in an engine and a data folder of its own. */
export interface Tapped {
  api: Api
  captureId: number
  /** What a client is told in place of the server's address. */
  url: string
  /** All rows of a kind, once `enough` says so of them: at least of all that has passed when it is called. */
  rows<K extends RowKind>(kind: K, enough: (rows: Row<K>[]) => boolean): Promise<Row<K>[]>
  close(): Promise<void>
}

export async function tapInFrontOf(url: string, options: Omit<StartTap, 'url'> = {}): Promise<Tapped> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'tapscope-test-'))
  const engine = await createEngine({ dataFolder, writerUrl: writerUrl(), version: '0.0.0', runtime: 'a test' })
  const { captureId, tapUrl } = okOf(await engine.startTap({ url, ...options }))

  async function rows<K extends RowKind>(kind: K, enough: (rows: Row<K>[]) => boolean): Promise<Row<K>[]> {
    // Who writes answers in turn, after all that was handed over before, however busy the machine is.
    await delay(HANDED_MS)
    okOf(await engine.setRecording({ captureId, recording: 'on' }))
    const end = Date.now() + PATIENCE_MS
    let since: string | undefined
    for (;;) {
      const page = okOf(await engine.rows({ kind, captureId, limit: 1000, since, waitMs: 1000 }))
      if (enough(page.rows)) return page.rows
      if (Date.now() > end) throw new Error(`these ${kind} are not enough: ${JSON.stringify(page.rows, null, 2)}`)
      since = page.revision
    }
  }

  return {
    api: engine,
    captureId,
    url: tapUrl ?? '',
    rows,
    async close() {
      await engine.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** What `show` answers for a frame that belongs to an exchange. */
export function exchangeIn(answer: Answer<Shown>): ShownExchange {
  const shown = okOf(answer)
  if (shown.kind !== 'exchange') throw new Error(`frame ${shown.asked.frame} belongs to a process`)
  return shown
}

/** A trace, page after page. */
export async function traceOf(api: Api, input: ExportInput): Promise<string> {
  let text = ''
  for (let after: number | null | undefined; after !== null;) {
    const page = okOf(await api.exportTrace({ ...input, after }))
    text += page.text
    after = page.next
  }
  return text
}

/** The value of an answer that must not have failed. */
export function okOf<T>(answer: Answer<T>): T {
  if ('ok' in answer) return answer.ok
  throw new Error(`${answer.failed.kind}: ${answer.failed.message} ${answer.failed.advice}`)
}
