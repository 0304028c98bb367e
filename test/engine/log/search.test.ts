import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Indexer } from '../../../src/engine/log/indexer.ts'
import { Reader } from '../../../src/engine/log/reader.ts'
import { frameOf } from '../../../src/engine/log/schema.ts'
import { Search } from '../../../src/engine/log/search.ts'
import { readRecording, recordingNames } from '../../interop/recordings.ts'
import { okOf } from '../../interop/tapped.ts'
import {
  append,
  AT,
  captured,
  CONNECTION,
  EVENTS_HEAD,
  exchange,
  JSON_HEAD,
  newDatabase,
  observed,
  ping,
} from './scenes.ts'

const call = (id: number, text: string) =>
  `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${text}"}}`

/** Exchanges in two batches, of which the first is indexed; the answer of the first one is packed, and comes in the second. */
async function twoBatches() {
  const { db, writer } = await newDatabase()
  const packed = gzipSync('{"jsonrpc":"2.0","id":1,"result":{"text":"apple\\npear"}}')
  const first = exchange({
    body: call(1, 'plum'),
    response: `${JSON_HEAD}\r\nContent-Encoding: gzip`,
    answer: [packed],
  })
  const events = observed([
    ...CONNECTION,
    ...first.slice(0, 4),
    ...exchange({
      number: 2,
      body: `[${ping(2)},${call(3, 'cherry')}]`,
      response: EVENTS_HEAD,
      answer: [': peach\n\n'],
    }),
    ...first.slice(4),
    ...exchange({ number: 3, request: 'POST /other HTTP/1.1\r\nX-Fruit: Quince', body: call(4, 'plum') }),
  ])
  const half = events.findIndex(({ kind }) => kind === 'end') + 1
  const captureId = captured(writer, events.slice(0, half))
  const indexer = new Indexer(db)
  indexer.note(captureId)
  const index = () => {
    while (indexer.isDue) indexer.work(1000)
  }
  append(writer, captureId, events.slice(half))
  return { db, writer, captureId, indexer, index }
}

const framesOf = (places: ReadonlySet<number>) => [...places].map(frameOf).sort((a, b) => a - b)

function found({ db, captureId }: Awaited<ReturnType<typeof twoBatches>>, text: string) {
  const { messages, exchanges } = new Search(db).find(captureId, text)
  return [framesOf(messages), framesOf(exchanges)]
}

const EXPECTED: [string, number[], number[]][] = [
  ['plum', [2, 13], [1, 12]],
  ['pear', [10], [1]],
  ['cherry', [6], [4]],
  ['peach', [], [4]],
  ['quince', [], [12]],
  ['nothing', [], []],
  ['"jsonrpc"', [2, 5, 6, 10, 13], [1, 4, 12]],
]

test('what stands in the traffic is found, whether it is indexed or not', async () => {
  const scene = await twoBatches()
  const all = () => EXPECTED.map(([text]) => [text, ...found(scene, text)])
  expect(all()).toEqual(EXPECTED)
  scene.index()
  expect(all()).toEqual(EXPECTED)
  expect(scene.db.prepare('SELECT count(*) FROM words').pluck().get()).toBe(2)
})

test('the index is used: what it does not have is not looked for elsewhere', async () => {
  const scene = await twoBatches()
  scene.index()
  scene.db.exec('DELETE FROM words')
  expect(found(scene, 'plum')).toEqual([[], []])
})

test('what is found once is remembered, and what comes later is found, too', async () => {
  const { db, writer, captureId, index } = await twoBatches()
  const search = new Search(db)
  const before = search.find(captureId, 'plum').exchanges.size
  index()
  const later = observed([...CONNECTION, ...exchange({ body: call(9, 'plum') })])
  append(
    writer,
    captureId,
    later.map((event) => ({ ...event, frame: event.frame + 100, exchange: 101 }) as typeof event),
  )
  expect(search.find(captureId, 'plum').exchanges.size).toBe(before + 1)
  for (let other = 0; other < 20; other++) search.find(captureId, `plum ${other}`)
  expect(search.find(captureId, 'plum').exchanges.size).toBe(before + 1)
})

test('an index that was left behind is completed, and goes with its capture', async () => {
  const { db, writer, captureId } = await twoBatches()
  writer.end(captureId, AT)
  const next = new Indexer(db)
  next.lookBack()
  next.work(1000)
  expect(next.isDue).toBe(false)
  const indexed = db.prepare('SELECT indexed = (SELECT max(place) FROM segment) FROM capture').pluck()
  expect(indexed.get()).toBe(1)
  writer.remove([captureId])
  expect(db.prepare('SELECT count(*) FROM words').pluck().get()).toBe(0)
})

test('rows are filtered by what stands in the traffic', async () => {
  const { db, captureId } = await twoBatches()
  const reader = new Reader(db)
  const frames = (kind: 'exchanges' | 'messages' | 'streams', filter: string) =>
    okOf(reader.rows({ kind, captureId, filter })).rows.map(({ frame }) => frame)
  expect(frames('exchanges', 'text:plum')).toEqual([1, 12])
  expect(frames('exchanges', '-text:plum')).toEqual([4])
  expect(frames('messages', 'text:plum method:tools/call')).toEqual([2, 13])
  expect(frames('streams', 'text:"peach"')).toEqual([4])
})

test.each(await recordingNames())('%s: words are found with the index where they are found without', async (name) => {
  const { db, writer } = await newDatabase()
  const { events } = await readRecording(name)
  const captureId = captured(writer, events)
  const words = ['initialize', 'mcp', 'session', 'not found', 'jsonrpc":"2.0"', '404', 'tools/call', 'sse', 'zzz']
  const places = () =>
    words.map((word) => new Search(db).find(captureId, word)).map((one) => [one.messages, one.exchanges])
  const without = places()
  const indexer = new Indexer(db)
  indexer.note(captureId)
  indexer.work(10_000)
  expect(places()).toEqual(without)
  expect(without.flat().some(({ size }) => size > 0)).toBe(true)
})
