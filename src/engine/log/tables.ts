import { fieldsOf } from '../../core/fields.ts'
import type { ChangedRows } from '../../core/fold.ts'
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
  remove(captureId: number): void
}

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
  const insert = db.prepare(`INSERT OR REPLACE INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`)
  const remove = db.prepare(`DELETE FROM ${table} WHERE place BETWEEN ? AND ?`)

  function write(row: AnyRow): void {
    const values: unknown[] = [placeOf(Number(row.captureId), frameOfRow(row))]
    for (const name of plain) values.push(row[name])
    for (const name of json) values.push(JSON.stringify(row[name]))
    insert.run(values)
  }

  function withdraw(key: string): void {
    const [captureId, number] = key.split('-')
    const place = placeOf(Number(captureId), Number(number))
    remove.run(place, place)
  }

  return {
    write(changed) {
      if (kind === 'findings') for (const key of changed.withdrawn) withdraw(key)
      for (const row of changed[kind]) write(row as unknown as AnyRow) // fields are read by their columns' names
    },
    clear(changed) {
      changed[kind].clear()
      if (kind === 'findings') changed.withdrawn.clear()
    },
    remove: (captureId) => void remove.run(...placesOf(captureId)),
  }
}

/** A row as it was written. */
export function readRow(kind: TableKind, row: AnyRow): AnyRow {
  const fields: [string, string][] = Object.entries(fieldsOf[kind])
  return Object.fromEntries(
    fields.map(([name, type]) => [name, isJson(type) ? JSON.parse(String(row[name])) : row[name]]),
  )
}
