import type { MessagePort } from 'node:worker_threads'
import type { RowsQuery } from '../../core/api.ts'
import { Details } from './details.ts'
import { TraceWriter } from '../trace/writeTrace.ts'
import { Reader } from './reader.ts'
import { saltOf, Secrets } from './secrets.ts'
import { versionOf } from './schema.ts'
import { type Connection, openDatabase } from './sqlite.ts'
import { Timelines } from './timeline.ts'
import { answerRequests, type DatabaseCheck, type ReadRequests, type ThreadData } from './thread.ts'

const DEFAULT_WAIT_MS = 20_000
/** How often a waiting query looks whether anybody, in any process, has written. */
const LOOK_MS = 50

/** Opens the database for reading and answers queries. */
export function startReading(port: MessagePort, data: ThreadData): void {
  const db = openDatabase(data.dataFolder, true)
  const reader = new Reader(db)
  const details = new Details(db, reader)
  const timelines = new Timelines(db)

  /** Resolves when the revision is no longer `since`, or when time is up. */
  async function changed(query: RowsQuery, since: string): Promise<void> {
    const captureId = query.kind === 'captures' ? null : (reader.captureOf(query) ?? null)
    const deadline = performance.now() + (query.waitMs ?? DEFAULT_WAIT_MS)
    let seen = -1
    while (performance.now() < deadline) {
      const version = reader.dataVersion()
      if (version !== seen && reader.revision(captureId) !== since) return
      seen = version
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  const requests: ReadRequests = {
    async rows(query: RowsQuery) {
      if (query.since !== undefined) await changed(query, query.since)
      return reader.rows(query)
    },
    async timeline(input) {
      if (input.since !== undefined) await changed({ ...input, kind: 'exchanges' }, input.since)
      return timelines.read(input, (captureId) => reader.revision(captureId))
    },
    show: (ref) => details.show(ref),
    bytes: (ref) => details.bytes(ref),
    request: (ref) => details.request(ref),
    // Whoever wrote the capture has made the salt.
    trace: (input) => new TraceWriter(db, reader, new Secrets(saltOf(db))).page(input),
    check: ({ thorough }) => checkOf(db, thorough),
    close: () => void db.close(),
  }
  answerRequests(port, requests)
}

function checkOf(db: Connection, thorough: boolean): DatabaseCheck {
  const sqlite = String(db.prepare('SELECT sqlite_version()').pluck().get())
  const said = thorough ? String(db.pragma('quick_check(1)', { simple: true })) : 'ok'
  return { version: versionOf(db), sqlite, damage: said === 'ok' ? null : said }
}
