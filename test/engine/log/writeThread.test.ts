import { expect, onTestFinished, test } from 'vitest'
import { RECORD, SLAB_BYTES, slabOf, writeRecord } from '../../../src/engine/log/records.ts'
import { placeOf } from '../../../src/engine/log/schema.ts'
import { Segments } from '../../../src/engine/log/segments.ts'
import { type Connection, openDatabase } from '../../../src/engine/log/sqlite.ts'
import { startThread, type WriteRequests } from '../../../src/engine/log/thread.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import { newFolder } from '../replay/engines.ts'
import {
  AT,
  captured,
  CONNECTION,
  exchange,
  JSON_HEAD,
  newDatabase,
  observed,
  ping,
  pong,
  recordOf,
  type Told,
} from './scenes.ts'

async function writing(folder?: string) {
  const dataFolder = folder ?? (await newFolder())
  const said = { back: 0, trouble: [] as string[], recording: [] as string[] }
  const thread = startThread<WriteRequests>(
    writerUrl(),
    { role: 'write', dataFolder, busyMs: 10 },
    {
      onWriter(message) {
        if ('giveBack' in message) said.back++
        else if ('trouble' in message) said.trouble.push(message.trouble)
        else said.recording.push(`${message.captureId} ${message.recording}`)
      },
    },
  )
  onTestFinished(() => thread.close())
  const capture = { name: 'a', target: 'http://127.0.0.1:3000/mcp', transport: 'streamable-http', tapUrl: null }
  const begin = (): Promise<number> => thread.ask('begin', { ...capture, at: AT, keepBytes: 1000 })
  /** Hands over a slab, and resolves when the thread is done with it. */
  async function tell(captureId: number, told: readonly Told[]): Promise<void> {
    const slab = slabOf(new ArrayBuffer(SLAB_BYTES))
    for (const { kind, number, at, extra, bytes } of told.map(recordOf)) {
      writeRecord(slab, kind as typeof RECORD.end, number, at, extra, bytes, 0, bytes.length) // a kind of the table
    }
    const before = said.back
    const memory = slab.view.buffer as ArrayBuffer // as `slabOf` got it
    thread.post({ slab: { captureId, memory, used: slab.used } }, [memory])
    await expect.poll(() => said.back).toBe(before + 1)
  }
  return { thread, said, begin, tell, dataFolder }
}

const asked = (number: number) => exchange({ number, body: ping(number), response: JSON_HEAD, answer: [pong(number)] })

/** Another connection that holds the database. */
function locked(folder: string): Connection {
  const db = openDatabase(folder, false)
  onTestFinished(() => void db.close())
  db.exec('BEGIN IMMEDIATE')
  return db
}

test('a slab becomes rows, and its memory comes back', async () => {
  const { begin, tell, thread } = await writing()
  const captureId = await begin()
  await tell(captureId, [...CONNECTION, ...asked(1), ...asked(2).slice(0, 2)])
  expect(await thread.ask('end', { captureId })).toMatchObject({ exchanges: 2, messages: 3, dropped: 0 })
})

test('what the database refuses is tried again, then counted, and does not come between later batches', async () => {
  const { begin, tell, thread, said, dataFolder } = await writing()
  const captureId = await begin()
  await tell(captureId, [...CONNECTION, ...asked(1)])
  const other = locked(dataFolder)
  await tell(captureId, asked(2))
  expect(said.trouble).toEqual(['database is locked'])
  await tell(captureId, asked(3).slice(0, 2))
  other.exec('ROLLBACK')
  await tell(captureId, asked(4))
  expect(await thread.ask('end', { captureId })).toMatchObject({ dropped: 6 })
  expect([...new Segments(other).from(placeOf(captureId, 0))].length).toBeGreaterThanOrEqual(10)
})

test('a lock that is short costs nothing', async () => {
  const { begin, tell, thread, said, dataFolder } = await writing()
  const captureId = await begin()
  const other = locked(dataFolder)
  const told = tell(captureId, asked(1))
  setTimeout(() => other.exec('ROLLBACK'), 30)
  await told
  expect(said.trouble).toEqual([])
  expect(await thread.ask('end', { captureId })).toMatchObject({ dropped: 0, exchanges: 1 })
})

test('a record that makes no sense costs itself', async () => {
  const { begin, tell, thread, said } = await writing()
  const captureId = await begin()
  await tell(captureId, [...asked(1).slice(0, -1), [RECORD.end, 1, 'no JSON'], ...asked(2)])
  expect(said.trouble).toEqual([expect.stringContaining('JSON')])
  expect(await thread.ask('end', { captureId })).toMatchObject({ dropped: 1, exchanges: 2, messages: 4 })
})

test('a slab of a capture that nobody began comes back', async () => {
  const { tell, said } = await writing()
  await tell(77, asked(1))
  expect(said).toEqual({ back: 1, trouble: [], recording: [] })
})

test('credentials are known as long as the thread lives, and hashed alike in all captures', async () => {
  const { begin, tell, thread, dataFolder } = await writing()
  const told = exchange({ request: 'GET / HTTP/1.1\r\nAuthorization: Bearer s3cret' })
  await tell(await begin(), told)
  await thread.close()
  const next = await writing(dataFolder)
  await next.tell(await next.begin(), told)
  using db = Object.assign(openDatabase(dataFolder, true), { [Symbol.dispose]: () => {} })
  const segments = new Segments(db)
  const heads = [1, 2].map((captureId) => {
    const [head] = segments.from(placeOf(captureId, 0))
    return head?.kind === 'request' ? head.bytes.toString() : ''
  })
  db.close()
  expect(heads).toHaveLength(2)
  expect(heads[0]).toBe(heads[1])
  const revealed = await next.thread.ask('reveal', { text: heads[0] ?? '' })
  expect(revealed).toEqual({ text: expect.stringContaining('Bearer s3cret'), missing: 0 })
})

test('captures of processes that are gone are stopped, those of living ones are not', async () => {
  const { folder, db, writer } = await newDatabase()
  const events = observed([...CONNECTION, ...asked(1)])
  const [gone, here] = [captured(writer, events), captured(writer, events)]
  // The number of the dead process is this one's: whoever went by it alone would take the capture for a living one's.
  db.prepare('UPDATE capture SET owner = ? WHERE captureId = ?').run(`${process.pid}-1`, gone)
  const { thread } = await writing(folder)
  await thread.ask('ready', {})
  const stopped = db.prepare('SELECT stoppedAt IS NOT NULL FROM capture ORDER BY captureId').pluck().all()
  expect([gone, here, stopped]).toEqual([1, 2, [1, 0]])
})
