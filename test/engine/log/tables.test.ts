import { expect, test } from 'vitest'
import { createFold, step } from '../../../src/core/fold.ts'
import { placeOf, placesOf } from '../../../src/engine/log/schema.ts'
import { readRow, rowTables, sourceOf, type TableKind } from '../../../src/engine/log/tables.ts'
import { EVENTS_HEAD, exchange, newDatabase, observed, opening, ping, pong } from './scenes.ts'

const answer = [`id: 1\ndata: ${pong(1)}\n\n`]
const events = [
  ...observed([
    ...opening(),
    ...exchange({
      number: 2,
      request: 'POST /mcp HTTP/1.1\r\nMcp-Session-Id: abc',
      body: ping(1),
      response: EVENTS_HEAD,
      answer,
    }),
  ]),
]

test('a row of each kind is read as it was written, and written over', async () => {
  const { db } = await newDatabase()
  const fold = createFold({ captureId: 3, origin: 'http://127.0.0.1:3000', path: '/mcp' })
  for (const event of events) step(fold, event)
  const tables = rowTables(db)
  for (let times = 0; times < 2; times++) for (const table of tables) table.write(fold.changed)
  for (const kind of ['exchanges', 'messages', 'streams', 'sessions'] as const satisfies TableKind[]) {
    const rows = db.prepare(`SELECT * FROM ${sourceOf(kind)} ORDER BY place`).all() as Record<string, unknown>[] // any table's
    expect(rows.map((row) => readRow(kind, row))).toEqual([...fold.changed[kind]])
    expect(rows.length).toBeGreaterThan(0)
  }
  expect(db.prepare('SELECT place FROM session').pluck().all()).toEqual([placeOf(3, 1)])
})

test('rows of one capture are removed, those of its neighbours stay', async () => {
  const { db } = await newDatabase()
  const tables = rowTables(db)
  for (const captureId of [1, 2, 3]) {
    const fold = createFold({ captureId, origin: '', path: '/mcp' })
    for (const event of events) step(fold, event)
    for (const table of tables) {
      table.write(fold.changed)
      table.clear(fold.changed)
    }
    expect(Object.values(fold.changed).every((rows: Set<unknown>) => rows.size === 0)).toBe(true)
  }
  for (const table of tables) table.remove(...placesOf(2))
  for (const name of ['exchange', 'message', 'stream', 'session']) {
    expect(db.prepare(`SELECT DISTINCT captureId FROM ${name} ORDER BY 1`).pluck().all()).toEqual([1, 3])
  }
})
