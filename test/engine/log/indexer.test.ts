import { expect, test } from 'vitest'
import { Indexer } from '../../../src/engine/log/indexer.ts'
import { append, AT, captured, CONNECTION, exchange, newDatabase, observed, ping } from './scenes.ts'

const events = observed([...CONNECTION, ...exchange({ body: ping(1) }), ...exchange({ number: 2, body: ping(2) })])

test('segments are indexed once, in the order they came, up to where the capture says', async () => {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, [])
  for (const event of events) append(writer, captureId, [event])
  const indexed = () => db.prepare('SELECT count(*) FROM words').pluck().get()
  const indexer = new Indexer(db)
  expect(indexer.isDue).toBe(false)
  indexer.note(captureId)
  // No time at all: nothing is done, and it is known that there is something to do.
  indexer.work(0)
  expect(indexer.isDue).toBe(true)
  expect(indexed()).toBe(0)
  indexer.work(10_000)
  expect(indexer.isDue).toBe(false)
  expect(indexed()).toBe(events.length)
  indexer.note(captureId)
  indexer.work(10_000)
  expect(indexer.isDue).toBe(false)
  expect(indexed()).toBe(events.length)
})

test('what could not be written is indexed the next time', async () => {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, events)
  const indexer = new Indexer(db)
  indexer.note(captureId)
  db.exec('ALTER TABLE capture RENAME TO away')
  expect(() => indexer.work(1000)).toThrow('no such table')
  db.exec('ALTER TABLE away RENAME TO capture')
  indexer.work(1000)
  expect(indexer.isDue).toBe(false)
  expect(db.prepare('SELECT count(*) FROM words').pluck().get()).toBe(1)
})

test('what was left behind is noticed', async () => {
  const { db, writer } = await newDatabase()
  const left = captured(writer, events)
  captured(writer, events)
  writer.end(left, AT)
  const indexer = new Indexer(db)
  indexer.lookBack()
  indexer.work(1000)
  expect(db.prepare('SELECT rowid / 4294967296 FROM words').pluck().all()).toEqual([left])
})
