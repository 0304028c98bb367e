import { expect, onTestFinished, test } from 'vitest'
import { Indexer, indexInTime } from '../../../src/engine/log/indexer.ts'
import { PATIENTLY } from '../replay/engines.ts'
import { append, AT, captured, CONNECTION, exchange, newDatabase, observed, ping } from './scenes.ts'

const events = observed([...CONNECTION, ...exchange({ body: ping(1) }), ...exchange({ number: 2, body: ping(2) })])

test('segments are indexed once, in the order they came, up to where the capture says', async () => {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, [])
  for (const event of events) append(writer, captureId, [event])
  const indexed = () => db.prepare('SELECT count(*) FROM words').pluck().get()
  const indexer = new Indexer(db)
  expect(indexer.work(1000)).toBe(false)
  expect(indexed()).toBe(0)
  indexer.note(captureId)
  // No time at all: nothing is done, and it is known that there is something to do.
  expect(indexer.work(0)).toBe(true)
  expect(indexed()).toBe(0)
  expect(indexer.work(10_000)).toBe(false)
  expect(indexed()).toBe(events.length)
  indexer.note(captureId)
  expect(indexer.work(10_000)).toBe(false)
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
  expect(indexer.work(1000)).toBe(false)
  expect(db.prepare('SELECT count(*) FROM words').pluck().get()).toBe(1)
})

test('what is noted is indexed in time, and so is what was left behind', async () => {
  const { db, writer } = await newDatabase()
  const [left, live] = [captured(writer, events), captured(writer, events)]
  writer.end(left, AT)
  const index = indexInTime(db)
  onTestFinished(() => index.stop())
  index.note(live)
  const indexed = db.prepare('SELECT count(*) FROM words').pluck()
  await expect.poll(() => indexed.get(), PATIENTLY).toBe(2)
})
