import type { Api, Page, Row, RowKind, RowsQuery } from '../core/api.ts'
import { openEngine } from './open.ts'
import { fail, hint, print } from './output.ts'
import { untilRebuilt } from './rebuilt.ts'
import { createTable } from './table.ts'

export interface RowsOptions {
  capture?: number | undefined
  session?: string | undefined
  filter?: string | undefined
  limit?: number | undefined
  json?: boolean | undefined
}

const PAGE = 2_000

/** Prints the rows of a kind that stand now, oldest first. Returns the exit code. */
export async function listRows(kind: RowKind, options: RowsOptions): Promise<number> {
  const engine = await openEngine()
  try {
    if (kind !== 'captures') await untilRebuilt(engine, options)
    return await printRows(engine, kind, options)
  } finally {
    await engine.close()
  }
}

async function printRows(api: Api, kind: RowKind, options: RowsOptions): Promise<number> {
  const query = queryOf(kind, options)
  const table = createTable(kind)
  const toText = options.json ? (rows: Row<RowKind>[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('') : table
  let page: Page<RowKind> | undefined
  let printed = 0
  // A tap may add rows faster than they are printed: what came after the first page has no end.
  let wanted = options.limit ?? Number.POSITIVE_INFINITY
  while (printed < wanted) {
    const answer = await api.rows({ ...query, offset: printed, limit: Math.min(PAGE, wanted - printed) })
    if ('failed' in answer) return fail(answer.failed)
    wanted = page ? wanted : Math.min(wanted, answer.ok.total)
    page = answer.ok
    if (page.rows.length === 0) break
    if (!(await print(toText(page.rows)))) return 0
    printed += page.rows.length
  }
  if (printed === 0 && !options.json) hint(`No ${kind}.`)
  return 0
}

function queryOf(kind: RowKind, { capture, session, filter }: RowsOptions): RowsQuery {
  // Captures belong to no capture; naming one means that one.
  const own = kind === 'captures' && capture !== undefined ? `captureId:${capture} ` : ''
  return { kind, captureId: capture, session, filter: own + (filter ?? '') }
}
