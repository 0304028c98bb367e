import type { Answer, CaptureRow, Page, RowKind, RowsQuery } from '../core/api.ts'
import type { Log } from './log/log.ts'

/** A page of rows as the log has them, typed by their kind. */
export async function readRows<K extends RowKind>(log: Log, query: RowsQuery<K>): Promise<Answer<Page<K>>> {
  const page = await log.read('rows', query)
  return page as Answer<Page<K>> // the rows are those of the kind asked for
}

/** The row of a capture; undefined if there is none. */
export async function readCapture(log: Log, captureId: number): Promise<CaptureRow | undefined> {
  const page = await readRows(log, { kind: 'captures', filter: `captureId:${captureId}` })
  return 'ok' in page ? page.ok.rows[0] : undefined
}
