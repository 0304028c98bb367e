import fs from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { checkVersion } from './schema.ts'

export type Connection = Database.Database

/** Milliseconds that a write waits for another process's before it fails. */
const BUSY_MS = 5000

export const databaseFile = (dataFolder: string): string => path.join(dataFolder, 'tapscope.db')

/**
 * Opens the database of a data folder; both are readable by their owner only. Throws what SQLite or the file system says,
 * and NewerDatabase or OtherDatabase rather than touch what another Tapscope has written.
 */
export function openDatabase(dataFolder: string, readonly: boolean, busyMs = BUSY_MS): Connection {
  const file = databaseFile(dataFolder)
  if (!readonly) prepareFiles(dataFolder, file)
  const db = connect(file, { readonly, timeout: busyMs })
  try {
    checkVersion(db)
    if (!readonly) {
      db.pragma('page_size = 8192')
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = NORMAL')
      // Checkpoints copy pages under the traffic's feet: late ones copy each page once.
      db.pragma('wal_autocheckpoint = 8000')
      db.pragma('journal_size_limit = 67108864')
      // What is appended is hardly read again: the 16 MB that the addon takes by default would only stay in memory.
      db.pragma('cache_size = -1000')
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens a file with SQLite. `TAPSCOPE_SQLITE_ADDON` names a build of the addon for runtimes that the packaged ones do not fit. */
export function connect(file: string, options: Database.Options): Connection {
  const nativeBinding = process.env.TAPSCOPE_SQLITE_ADDON
  return new Database(file, { ...options, ...(nativeBinding ? { nativeBinding } : {}) })
}

/**
 * Rows of a query around a place, in order: at most `most`, half of them from before it, if there are so many. `select` ends
 * with a condition, whose `parameters` these are; its rows have a column `place`.
 */
export function around<R>(
  db: Connection,
  select: string,
  parameters: readonly number[],
  place: number,
  most: number,
): R[] {
  const side = (comparison: string, order: string, limit: number): R[] =>
    db
      .prepare<number[], R>(`${select} AND place ${comparison} ? ORDER BY place ${order} LIMIT ?`)
      .all(...parameters, place, limit)
  const before = side('<', 'DESC', Math.floor(most / 2)).reverse()
  return [...before, ...side('>=', 'ASC', most - before.length)]
}

/** Not `recursive`: where nothing can be made and nothing says so (below /proc), Node tries for ever. */
function makeFolder(folder: string): void {
  if (fs.existsSync(folder)) return
  makeFolder(path.dirname(folder))
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!fs.existsSync(folder)) throw error // else another process was faster
  }
}

function prepareFiles(folder: string, file: string): void {
  makeFolder(folder)
  fs.closeSync(fs.openSync(file, 'a', 0o600))
  fs.chmodSync(file, 0o600)
}
