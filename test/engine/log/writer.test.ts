import { expect, test } from 'vitest'
import { placeOf } from '../../../src/engine/log/schema.ts'
import { Segments } from '../../../src/engine/log/segments.ts'
import type { Connection } from '../../../src/engine/log/sqlite.ts'
import { Writer } from '../../../src/engine/log/writer.ts'
import {
  append,
  AT,
  captured,
  CONNECTION,
  EVENTS_HEAD,
  exchange,
  newDatabase,
  observed,
  opening,
  ping,
  pong,
} from './scenes.ts'

const SESSION = 'POST /mcp HTTP/1.1\r\nMcp-Session-Id: abc'
const TOLD = [
  ...CONNECTION,
  ...opening(),
  ...exchange({
    number: 2,
    request: SESSION,
    body: `[${ping(1)},${ping(2)}]`,
    response: EVENTS_HEAD,
    answer: [`data: ${pong(1)}\n\n`, `data: ${pong(2)}\n\n`],
  }),
  ...exchange({ number: 3, request: SESSION, body: ping(3), response: EVENTS_HEAD, answer: [':\n\n'] }).slice(0, -1),
]
const events = observed(TOLD)

const TABLES = ['segment', 'exchange', 'message', 'stream', 'session', 'replay']

/** All there is of captures: events, and rows table by table. */
const all = (db: Connection) => [
  [1, 2, 3].flatMap((captureId) => [...new Segments(db).from(placeOf(captureId, 0))]),
  ...TABLES.slice(1).map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY place`).all()),
]

const capture = (db: Connection) => db.prepare('SELECT * FROM capture').get() as Record<string, unknown> // one row

test('rows stand in the database in whatever batches the events came', async () => {
  const [whole, pieces] = [await newDatabase(), await newDatabase()]
  captured(whole.writer, events)
  const captureId = captured(pieces.writer, [])
  for (const event of events) append(pieces.writer, captureId, [event])
  expect(all(pieces.db)).toEqual(all(whole.db))
  expect(capture(whole.db)).toMatchObject({ exchanges: 3, messages: 7, sessions: 1, dropped: 0 })
  expect(capture(whole.db)).toMatchObject({ owner: whole.owner.name, stoppedAt: null, revision: 1 })
})

test('a batch that fails is stored whole when it is tried again', async () => {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, events.slice(0, 4))
  db.exec('ALTER TABLE message RENAME TO away')
  expect(() => append(writer, captureId, events.slice(4))).toThrow('no such table')
  db.exec('ALTER TABLE away RENAME TO message')
  writer.store(captureId)
  const other = await newDatabase()
  captured(other.writer, events)
  expect(all(db)).toEqual(all(other.db))
})

test('what was lost is counted, at the latest when the capture ends', async () => {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, events)
  writer.lose(captureId, 3)
  writer.end(captureId, AT)
  expect(capture(db)).toMatchObject({ dropped: 3, stoppedAt: '2023-11-14T22:13:20.000000Z' })
})

test('a capture whose process has died is stopped, and what was open is ended', async () => {
  const { db, writer, owner } = await newDatabase()
  const captureId = captured(writer, events)
  const next = new Writer(db)
  next.adopt()
  expect(capture(db)['stoppedAt']).toBeNull()
  owner.close()
  next.adopt()
  const stoppedAt = '2023-11-14T22:13:20.000000Z'
  expect(capture(db)).toMatchObject({ stoppedAt, captureId })
  const ended = db.prepare('SELECT frame, "end", endedAt FROM exchange ORDER BY place').all()
  expect(ended.at(-1)).toEqual({ frame: expect.any(Number), end: 'proxy', endedAt: stoppedAt })
  expect(db.prepare('SELECT count(*) FROM stream WHERE endedAt IS NULL').pluck().get()).toBe(0)
})

test('a connection is of the replay that announced it, once', async () => {
  const { db, writer } = await newDatabase()
  const first = writer.announce(1, '127.0.0.1:5001', null)
  expect(writer.announce(1, '127.0.0.1:5002', first)).toBe(first)
  const second = writer.announce(1, '127.0.0.1:5003', null)
  expect(second).not.toBe(first)
  const of = (captureId: number, port: number) => writer.announced(captureId, `127.0.0.1:${port}`)
  expect([of(1, 5001), of(1, 5002), of(1, 5003)]).toEqual([first, first, second])
  expect([of(1, 5001), of(1, 5004)]).toEqual([null, null])
  writer.announce(1, '127.0.0.1:5005', null)
  expect(of(2, 5005)).toBeNull()
  for (let n = 0; n < 2000; n++) writer.announce(1, `127.0.0.1:${6000 + n}`, null)
  expect(db.prepare('SELECT count(*) FROM announced').pluck().get()).toBe(1000)
})

test('captures are removed without a trace; one that is being written stays', async () => {
  const { db, writer } = await newDatabase()
  const [first, second, third] = [1, 2, 3].map(() => captured(writer, events))
  if (!first || !second || !third) throw new Error('there are three captures')
  writer.noteReplay([second, 1], [first, 1], 'exact', AT)
  writer.noteReplay([third, 1], [second, 1], 'exact', AT)
  writer.noteReplay([third, 2], [third, 1], 'exact', AT)
  for (const captureId of [first, second]) writer.end(captureId, AT)
  expect(writer.remove([second, second, third, 99])).toBe(1)
  const captureIds = (table: string) =>
    db.prepare(`SELECT DISTINCT place / 4294967296 FROM ${table} ORDER BY 1`).pluck().all()
  for (const table of TABLES.slice(0, -1)) expect(captureIds(table)).toEqual([first, third])
  expect(db.prepare('SELECT place, of FROM replay').all()).toEqual([
    { place: placeOf(third, 2), of: placeOf(third, 1) },
  ])
})
