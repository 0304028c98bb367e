import { fieldsOf } from '../../core/fields.ts'
import type { ChangedRows, Fold } from '../../core/fold.ts'
import { placeOf, placesOf } from './schema.ts'
import type { Connection } from './sqlite.ts'

/** The kinds of rows that the fold makes, and their tables. */
const TABLES = {
  exchanges: 'exchange',
  messages: 'message',
  streams: 'stream',
  sessions: 'session',
  findings: 'finding',
} as const

export type TableKind = keyof typeof TABLES

/** Where rows of a kind are read: what somebody notes of an exchange later is joined to what the fold made of it. */
export const sourceOf = (kind: TableKind): string => (kind === 'exchanges' ? 'told_exchange' : TABLES[kind])

export type AnyRow = Record<string, unknown>

/** What is stored as JSON text: what SQLite has no type for. */
const isJson = (kind: string): boolean => kind === 'list' || kind === 'end' || kind === 'id'

/** What SQLite computes from the place, and what the fold cannot know. */
const NOT_STORED: ReadonlySet<string> = new Set(['captureId', 'frame', 'replayOf'])

/** Writes the rows of one kind. */
export interface RowTable {
  write(changed: ChangedRows): void
  clear(changed: ChangedRows): void
  /** Removes the rows from a place on, up to another one. */
  remove(from: number, to: number): void
  /** Whether its rows stand at the frame where they began, and not at a number of their own. */
  byFrame: boolean
}

/** So many rows at once cost a fifth less than one by one. */
const SOME_ROWS = 8

/** Sessions and findings have no frame: they stand at their number. */
const frameOfRow = (row: AnyRow): number => Number(row.frame ?? String(row.key).split('-')[1])

const KINDS: readonly TableKind[] = ['exchanges', 'messages', 'streams', 'sessions', 'findings']

export const rowTables = (db: Connection): RowTable[] => KINDS.map((kind) => rowTable(db, kind))

function rowTable(db: Connection, kind: TableKind): RowTable {
  const table = TABLES[kind]
  const fields: [string, string][] = Object.entries(fieldsOf[kind]).filter(([name]) => !NOT_STORED.has(name))
  const plain = fields.filter(([, type]) => !isJson(type)).map(([name]) => name)
  const json = fields.filter(([, type]) => isJson(type)).map(([name]) => name)
  const columns = ['place', ...plain, ...json]
  const names = columns.map((name) => `"${name}"`).join(', ')
  const values = `(${columns.map(() => '?').join(', ')})`
  const insertOf = (rows: number) =>
    db.prepare(`INSERT OR REPLACE INTO ${table} (${names}) VALUES ${Array(rows).fill(values).join(', ')}`)
  const insert = insertOf(1)
  const insertSome = insertOf(SOME_ROWS)
  const remove = db.prepare(`DELETE FROM ${table} WHERE place BETWEEN ? AND ?`)

  const valuesOf = (row: AnyRow): unknown[] => [
    placeOf(Number(row.captureId), frameOfRow(row)),
    ...plain.map((name) => row[name]),
    ...json.map((name) => JSON.stringify(row[name])),
  ]

  function write(rows: readonly AnyRow[]): void {
    const together = rows.length - (rows.length % SOME_ROWS)
    for (let n = 0; n < together; n += SOME_ROWS) insertSome.run(rows.slice(n, n + SOME_ROWS).flatMap(valuesOf))
    for (const row of rows.slice(together)) insert.run(valuesOf(row))
  }

  function withdraw(key: string): void {
    const [captureId, number] = key.split('-')
    const place = placeOf(Number(captureId), Number(number))
    remove.run(place, place)
  }

  return {
    write(changed) {
      if (kind === 'findings') for (const key of changed.withdrawn) withdraw(key)
      write([...changed[kind]] as unknown as AnyRow[]) // fields are read by their columns' names
    },
    clear(changed) {
      changed[kind].clear()
      if (kind === 'findings') changed.withdrawn.clear()
    },
    remove: (from, to) => void remove.run(from, to),
    byFrame: kind !== 'sessions' && kind !== 'findings',
  }
}

/** Writes what stands with a capture itself. */
export function countsTable(db: Connection): (fold: Fold) => void {
  const update = db.prepare(
    'UPDATE capture SET dropped = ?, unrecorded = ?, era = ?, exchanges = ?, messages = ?, sessions = ?, revision = revision + 1 WHERE captureId = ?',
  )
  return ({ counts: { dropped, unrecorded, era, exchanges, messages, sessions }, capture }) =>
    void update.run(dropped, unrecorded, era, exchanges, messages, sessions, capture.captureId)
}

/** Marks what no event has ended: its tap is gone. `at`: ISO 8601. */
export function endOpen(db: Connection, captureId: number, at: string): void {
  for (const table of ['exchange', 'stream']) {
    db.prepare(`UPDATE ${table} SET endedAt = ?, "end" = 'proxy' WHERE place BETWEEN ? AND ? AND endedAt IS NULL`).run(
      at,
      ...placesOf(captureId),
    )
  }
}

/** A row as it was written. */
export function readRow(kind: TableKind, row: AnyRow): AnyRow {
  const fields: [string, string][] = Object.entries(fieldsOf[kind])
  return Object.fromEntries(
    fields.map(([name, type]) => [name, isJson(type) ? JSON.parse(String(row[name])) : row[name]]),
  )
}
