import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { foldingWith } from '../src/engine/log/folding.ts'
import { Indexer } from '../src/engine/log/indexer.ts'
import { Owner } from '../src/engine/log/owner.ts'
import { Rebuild } from '../src/engine/log/rebuild.ts'
import { type Connection, openDatabase } from '../src/engine/log/sqlite.ts'
import { spread, type Spread } from './figures.ts'
import { callsOf1kB, openLog } from './writer.ts'

/** What messages of 1 kB cost, from their copies to their words in the index. */
export interface StoredFigures {
  /** Messages a second of the log's thread, fold and full text included. */
  messages: Spread
  /** Wire events a second when rows are made anew, reading and writing included. */
  rebuilt: Spread
  /** Bytes on disk for a message. */
  bytes: Spread
}

/** Measures a capture of so many batches of 100 calls for each round, each in a database of its own. */
export async function measureStored(rounds: number, batches: number): Promise<StoredFigures> {
  const figures = []
  for (let round = 0; round <= rounds; round++) figures.push(await measureOne(batches))
  const measured = figures.slice(1) // the first one warms up
  return {
    messages: spread(measured.map(({ messages, storedIn }) => messages / storedIn)),
    rebuilt: spread(measured.map(({ events, rebuiltIn }) => events / rebuiltIn)),
    bytes: spread(measured.map(({ messages, bytes }) => bytes / messages)),
  }
}

async function measureOne(batches: number) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tapscope-bench-'))
  const db = openDatabase(folder, false)
  const log = openLog(db)
  const sum = { events: 0, messages: 0, storedIn: 0, rebuiltIn: 0, bytes: 0 }
  const indexer = new Indexer(db)
  for (let batch = 0; batch < batches; batch++) {
    const records = callsOf1kB()
    sum.storedIn += secondsOf(() => {
      const { events, messages } = log.store(records)
      sum.events += events
      sum.messages += messages
    })
  }
  indexer.note(log.captureId)
  sum.storedIn += secondsOf(() => {
    while (indexer.isDue) indexer.work(1000)
  })
  log.end()
  db.pragma('wal_checkpoint(TRUNCATE)')
  sum.bytes = await sizeOf(folder)
  sum.rebuiltIn = secondsOf(() => rebuild(db))
  log.close()
  await rm(folder, { recursive: true, force: true })
  return sum
}

function rebuild(db: Connection): void {
  db.exec('UPDATE capture SET foldVersion = 0')
  const owner = new Owner(db)
  const work = new Rebuild(db, foldingWith(), owner)
  while (work.isDue) work.work(40)
  owner.close()
}

/** Of this thread's time: what else runs on the machine does not count. */
function secondsOf(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000_000
}

async function sizeOf(folder: string): Promise<number> {
  const files = await Promise.all((await readdir(folder)).map((name) => stat(path.join(folder, name))))
  return files.reduce((sum, { size }) => sum + size, 0)
}
