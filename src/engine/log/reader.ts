import type { Answer, CaptureRow, Failure, Page, Row, RowKind, RowsQuery } from '../../core/api.ts'
import { parseFilter, toSql } from '../../core/query.ts'
import type { SessionRow } from '../../core/session.ts'
import { placeOf, placesOf } from './schema.ts'
import { Search } from './search.ts'
import type { Connection } from './sqlite.ts'
import { readRow, sourceOf } from './tables.ts'

const DEFAULT_LIMIT = 200

type AnyRow = Record<string, unknown>

/** The columns of a capture that its row shows. */
const CAPTURE =
  'captureId, name, target, transport, tapUrl, startedAt, stoppedAt, dropped, recording, unrecorded, certificate, credentials, era, exchanges, messages, sessions, errors, warnings, rebuilt'

/** How many findings of a capture nothing else explains. */
const rootsOf = (severity: 'error' | 'warning'): string =>
  `(SELECT count(*) FROM finding WHERE place BETWEEN capture.captureId << 32 AND ((capture.captureId + 1) << 32) - 1
    AND severity = '${severity}' AND cause IS NULL)`

/** Captures with what was found in them. */
const CAPTURES = `(SELECT *, ${rootsOf('error')} AS errors, ${rootsOf('warning')} AS warnings FROM capture)`

/** Reads pages of rows. Every answer stands for one moment of the database. */
export class Reader {
  readonly #db: Connection
  readonly #search: Search

  constructor(db: Connection) {
    this.#db = db
    this.#search = new Search(db)
  }

  /** What changes whenever a capture, or for null any capture, gets something new. */
  revision(captureId: number | null): string {
    if (captureId === null) {
      return String(this.#db.prepare("SELECT count(*) || ' ' || total(revision) FROM capture").pluck().get())
    }
    const revision = this.#db.prepare('SELECT revision FROM capture WHERE captureId = ?').pluck().get(captureId)
    return typeof revision === 'number' ? String(revision) : 'gone'
  }

  /** SQLite's own counter: it differs from the last call's if another connection has written since. */
  dataVersion(): number {
    return Number(this.#db.pragma('data_version', { simple: true }))
  }

  latestCapture(): number | undefined {
    const id = this.#db.prepare('SELECT max(captureId) FROM capture').pluck().get()
    return typeof id === 'number' ? id : undefined
  }

  capture(captureId: number): CaptureRow | undefined {
    return readCapture(this.#db, captureId)
  }

  /** The capture a query is about. */
  captureOf(query: { captureId?: number | undefined; session?: string | undefined }): number | undefined {
    const ofSession = query.session === undefined ? Number.NaN : Number.parseInt(query.session, 10)
    return query.captureId ?? (Number.isNaN(ofSession) ? this.latestCapture() : ofSession)
  }

  rows<K extends RowKind>(query: RowsQuery<K>): Answer<Page<K>> {
    const read = this.#db.transaction((): Answer<Page<K>> => {
      const filter = parseFilter(query.kind, query.filter ?? '')
      if ('failed' in filter) return { failed: { kind: 'bad-input', ...filter.failed } }
      if (query.kind === 'captures') {
        const { where, parameters } = toSql(filter.ok)
        return { ok: this.#page(query, CAPTURES, where, parameters, null) }
      }
      const captureId = this.captureOf(query)
      if (captureId === undefined || this.revision(captureId) === 'gone') return { failed: noCapture(captureId) }
      const { where, parameters } = toSql(filter.ok, (text) => {
        const { messages, exchanges } = this.#search.find(captureId, text)
        return query.kind === 'messages' ? messages : exchanges
      })
      const ofSession = query.session === undefined ? '' : ` AND "${query.kind === 'sessions' ? 'key' : 'session'}" = ?`
      const all = [...placesOf(captureId), ...parameters, ...(query.session === undefined ? [] : [query.session])]
      const table = sourceOf(query.kind)
      return { ok: this.#page(query, table, `place BETWEEN ? AND ? AND ${where}${ofSession}`, all, captureId) }
    })
    return read()
  }

  #page<K extends RowKind>(
    query: RowsQuery<K>,
    table: string,
    where: string,
    parameters: (string | number)[],
    captureId: number | null,
  ): Page<K> {
    const total = Number(
      this.#db
        .prepare(`SELECT count(*) FROM ${table} WHERE ${where}`)
        .pluck()
        .get(...parameters),
    )
    const wanted = query.offset ?? 0
    const offset = Math.max(0, wanted < 0 ? total + wanted : wanted)
    const columns = captureId === null ? CAPTURE : '*'
    const order = captureId === null ? 'captureId' : 'place'
    const rows = this.#db
      .prepare<unknown[], AnyRow>(`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ? OFFSET ?`)
      .all(...parameters, query.limit ?? DEFAULT_LIMIT, offset)
    const { kind } = query as RowsQuery // the generic parameter does not narrow
    const read = kind === 'captures' ? rows : rows.map((row) => readRow(kind, row))
    return { rows: read as unknown as Row<K>[], total, offset, revision: this.revision(captureId) } // a table's rows are its kind's
  }
}

/** The row of a capture; undefined if there is none. */
export const readCapture = (db: Connection, captureId: number): CaptureRow | undefined =>
  db.prepare<[number], CaptureRow>(`SELECT ${CAPTURE} FROM ${CAPTURES} WHERE captureId = ?`).get(captureId)

/** The row of a session; null if there is none. */
export function readSession(db: Connection, key: string): SessionRow | null {
  const [captureId = 0, number = 0] = key.split('-').map(Number)
  const row = db.prepare<[number], AnyRow>('SELECT * FROM session WHERE place = ?').get(placeOf(captureId, number))
  return row ? (readRow('sessions', row) as unknown as SessionRow) : null // the table holds rows of this kind
}

export const noCapture = (captureId: number | undefined): Failure => ({
  kind: 'not-found',
  message: captureId === undefined ? 'Nothing has been captured yet.' : `There is no capture ${captureId}.`,
  advice:
    captureId === undefined
      ? 'Start a tap with `tapscope tap http://127.0.0.1:PORT/mcp` and point a client at the address it prints.'
      : 'List the captures with `tapscope captures`.',
})
