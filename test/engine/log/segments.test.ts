import { expect, test } from 'vitest'
import { eventTable } from '../../../src/engine/log/batch.ts'
import { captureOf, frameOf, placeOf } from '../../../src/engine/log/schema.ts'
import { Segments } from '../../../src/engine/log/segments.ts'
import { captured, CONNECTION, EVENTS_HEAD, exchange, JSON_HEAD, newDatabase, observed, ping, pong } from './scenes.ts'

/** Six hundred exchanges; from the first on, a stream has an event after each. */
const TOLD = [
  ...CONNECTION,
  ...exchange({ body: ping(0), response: EVENTS_HEAD }).slice(0, -1),
  ...Array.from({ length: 600 }, (_none, n) => [
    ...exchange({ number: n + 2, body: ping(n), response: JSON_HEAD, answer: [pong(n)] }),
    ...exchange({ answer: [`id: ${n}\ndata:\n\n`] }).slice(1, -1),
  ]).flat(),
]
const events = observed(TOLD)

async function stored() {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, events)
  captured(writer, events.slice(0, 3))
  return { db, segments: new Segments(db), captureId, writer, frame: (n: number) => placeOf(captureId, n) }
}

const framesOf = (some: Iterable<{ frame: number }>): number[] => [...some].map(({ frame }) => frame)
const every = framesOf(events)

test('events lie together in rows of a bounded size', async () => {
  const { db } = await stored()
  const rows = db.prepare('SELECT count(*) AS rows, max(length(bytes)) AS most FROM segment').get()
  expect(rows).toMatchObject({ rows: Math.ceil(events.length / 256) + 1 })
})

test('events are read from any place on, and back from it', async () => {
  const { segments, frame } = await stored()
  for (const at of [0, 1, 2, 256, 257, 1500, 9999]) {
    expect(framesOf(segments.from(frame(at)))).toEqual(every.filter((one) => one >= at))
    expect(framesOf(segments.before(frame(at)))).toEqual(every.filter((one) => one < at).reverse())
    expect(segments.at(frame(at))?.frame).toBe(every.findLast((one) => one <= at))
    expect(segments.after(frame(at))?.frame).toBe(every.find((one) => one > at))
  }
})

test('of an event stream the events around one are found', async () => {
  const { segments, frame } = await stored()
  const mine = framesOf(events.filter(({ kind }) => kind === 'sse'))
  const middle = mine[300] ?? 0
  expect(framesOf(segments.around(frame(middle), 100, { stream: frame(1) }))).toEqual(mine.slice(250, 350))
  expect(framesOf(segments.around(frame(1), 5, { stream: frame(1) }))).toEqual(mine.slice(0, 5))
  expect(framesOf(segments.around(frame(middle), 100, { stream: frame(2) }))).toEqual([])
})

test('kinds can be asked for', async () => {
  const { segments, frame } = await stored()
  const ends = framesOf(events.filter(({ kind }) => kind === 'end'))
  expect(framesOf(segments.from(frame(0), { kinds: ['end'] }))).toEqual(ends)
  expect(framesOf(segments.from(frame(0), { kinds: ['spawn'] }))).toEqual([])
})

test('the life of a process is found by its index', async () => {
  const { db } = await stored()
  const plan = db
    .prepare('EXPLAIN QUERY PLAN SELECT place FROM segment WHERE kinds & 6656 AND place >= 1 LIMIT 1')
    .all()
  expect(JSON.stringify(plan)).toContain('segment_life')
  const asked: string[] = []
  const spy = { prepare: (sql: string) => (asked.push(sql), db.prepare(sql)) } // sees which statements are made
  const [none] = new Segments(spy as unknown as typeof db).from(0, { kinds: ['spawn', 'closed', 'exit'] })
  expect(none).toBeUndefined()
  expect(asked.some((sql) => sql.includes('kinds & 6656'))).toBe(true)
})

test('a long event stands alone', async () => {
  const { db, writer } = await newDatabase()
  const long = exchange({
    number: 2,
    body: ping(1),
    response: JSON_HEAD,
    answer: [JSON.stringify('x'.repeat(300_000))],
  })
  const told = [...CONNECTION, ...exchange({}), ...long, ...exchange({ number: 3 })]
  const captureId = captured(writer, observed(told, { keepBytes: 1_000_000 }))
  const lengths = db.prepare('SELECT length(bytes) FROM segment ORDER BY place').pluck().all()
  expect(lengths).toHaveLength(3)
  expect(lengths[1]).toBeGreaterThan(300_000)
  const body = new Segments(db).at(placeOf(captureId, 6))
  expect(body).toMatchObject({ kind: 'response body', kept: 300_002 })
})

test('a capture is removed with all its events, and no other', async () => {
  const { db, segments, captureId } = await stored()
  eventTable(db).remove(captureId)
  expect(framesOf(segments.from(placeOf(captureId, 0)))).toEqual([])
  expect(db.prepare('SELECT count(*) FROM streamed').pluck().get()).toBe(0)
  const [other] = segments.from(placeOf(captureId + 1, 0))
  expect(other).toEqual({ ...other, frame: 1 })
  expect([captureOf(placeOf(captureId, 7)), frameOf(placeOf(captureId, 7))]).toEqual([captureId, 7])
})
