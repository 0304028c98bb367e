import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { foldingWith } from '../../../src/engine/log/folding.ts'
import { Owner } from '../../../src/engine/log/owner.ts'
import { Rebuild } from '../../../src/engine/log/rebuild.ts'
import type { Connection } from '../../../src/engine/log/sqlite.ts'
import { startThread, type WriteRequests } from '../../../src/engine/log/thread.ts'
import type { Writer } from '../../../src/engine/log/writer.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
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

/** So many calls in a session, the last one of which never ends. */
const events = (calls: number, stop = false) =>
  observed(
    [
      ...CONNECTION,
      ...opening(),
      ...Array.from({ length: calls }, (_, n) =>
        exchange({
          number: n + 2,
          request: SESSION,
          body: `[${ping(2 * n)},${ping(2 * n + 1)}]`,
          response: EVENTS_HEAD,
          answer: [`data: ${pong(2 * n)}\n\n`, `data: ${pong(2 * n + 1)}\n\n`],
        }),
      ).flat(),
      ...exchange({ number: calls + 2, request: SESSION, body: ping(-1) }).slice(0, -1),
    ],
    { stop },
  )

const TABLES = ['exchange', 'message', 'stream', 'session', 'finding']
const rows = (db: Connection) => TABLES.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY place`).all())
const capture = (db: Connection, captureId = 1) =>
  db.prepare('SELECT * FROM capture WHERE captureId = ?').get(captureId) as Record<string, unknown> // one row

/** Makes the rows of all captures look as if an older Tapscope had made them, and otherwise. */
function age(db: Connection): void {
  db.exec(`
    UPDATE exchange SET url = 'old'; UPDATE message SET method = 'old'; DELETE FROM stream; UPDATE session SET sessionId = 'old';
    INSERT INTO session (place, key) SELECT captureId * 4294967296 + 99, captureId || '-99' FROM capture;
    INSERT INTO finding (place, key) SELECT captureId * 4294967296 + 7, captureId || '-7' FROM capture;
    UPDATE capture SET foldVersion = 1;
  `)
}

function ended(writer: Writer, calls: number): number {
  const captureId = captured(writer, [])
  append(writer, captureId, events(calls, true))
  writer.lose(captureId, 5)
  writer.end(captureId, AT)
  return captureId
}

test('rows that an older fold has made are made anew from the events, the latest capture first', async () => {
  const { db, writer, owner } = await newDatabase()
  for (let n = 0; n < 2; n++) ended(writer, 3)
  const before = rows(db)
  const counts = capture(db)
  age(db)
  const rebuild = new Rebuild(db, foldingWith(), owner)
  expect([capture(db, 1)['rebuilt'], capture(db, 2)['rebuilt'], rebuild.isDue]).toEqual([0, 0, true])
  rebuild.work(1000)
  expect([capture(db, 1)['rebuilt'], capture(db, 2)['rebuilt'], rebuild.isDue]).toEqual([0, null, true])
  rebuild.work(1000)
  rebuild.work(1000)
  expect(rebuild.isDue).toBe(false)
  expect(rows(db)).toEqual(before)
  expect(capture(db)).toMatchObject({ ...counts, revision: expect.any(Number), rebuilder: null })
  expect(new Rebuild(db, foldingWith(), owner).isDue).toBe(false)
})

test('piece by piece: what was not reached keeps its old rows, and how far it is can be seen', async () => {
  const { db, writer, owner } = await newDatabase()
  ended(writer, 200)
  const before = rows(db)
  age(db)
  const rebuild = new Rebuild(db, foldingWith(), owner)
  rebuild.work(0)
  const urls = db.prepare('SELECT url FROM exchange ORDER BY place').pluck().all()
  expect([urls[0], urls.at(-1), urls.length]).toEqual(['http://127.0.0.1:3000/mcp', 'old', 202])
  expect(capture(db)['rebuilt']).toBeGreaterThan(0)
  expect(capture(db)['rebuilt']).toBeLessThan(0.5)
  while (rebuild.isDue) rebuild.work(0)
  expect(rows(db)).toEqual(before)
})

test('a piece that could not be written is written with the next', async () => {
  const { db, writer, owner } = await newDatabase()
  ended(writer, 200)
  const before = rows(db)
  age(db)
  const rebuild = new Rebuild(db, foldingWith(), owner)
  rebuild.work(0)
  db.exec('ALTER TABLE message RENAME TO away')
  expect(() => rebuild.work(0)).toThrow('no such table')
  db.exec('ALTER TABLE away RENAME TO message')
  while (rebuild.isDue) rebuild.work(0)
  expect(rows(db)).toEqual(before)
})

test('a capture that was removed, that runs, or that another process is at is left alone', async () => {
  const { db, writer, owner } = await newDatabase()
  const [removed, taken] = [ended(writer, 100), ended(writer, 3)]
  const runs = captured(writer, events(3))
  age(db)
  const other = new Owner(db)
  db.prepare('UPDATE capture SET rebuilder = ? WHERE captureId = ?').run(other.name, taken)
  const rebuild = new Rebuild(db, foldingWith(), owner)
  rebuild.work(0)
  expect(capture(db, removed)['rebuilder']).toBe(owner.name)
  writer.remove([removed])
  while (rebuild.isDue) rebuild.work(0)
  expect(db.prepare('SELECT count(*) FROM exchange WHERE captureId = ?').pluck().get(removed)).toBe(0)
  expect([capture(db, taken), capture(db, runs)].map(({ foldVersion }) => foldVersion)).toEqual([1, 1])
  other.close()
  const next = new Rebuild(db, foldingWith(), owner)
  while (next.isDue) next.work(1000)
  expect(capture(db, taken)['rebuilt']).toBeNull()
})

const REBUILD = `
const { startThread } = await import('${new URL('../../../src/engine/log/thread.ts', import.meta.url).href}')
const { writerUrl } = await import('${new URL('../../../src/engine/writerUrl.ts', import.meta.url).href}')
startThread(writerUrl(), { role: 'write', dataFolder: process.argv[2] })
`

test('killed in the middle, it goes on at the next start, while captures go on', async () => {
  const { db, writer, folder } = await newDatabase()
  ended(writer, 1500)
  const before = rows(db)
  age(db)
  // A file, since threads would take over the options of `node -e`.
  const script = join(folder, 'rebuild.mjs')
  await writeFile(script, REBUILD)
  const child = spawn(process.execPath, [script, folder], { stdio: 'inherit' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await expect.poll(() => capture(db)['rebuilt'] ?? 0, { interval: 2 }).toBeGreaterThan(0)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(capture(db)['rebuilt']).toBeLessThan(1)
  expect(rows(db)).not.toEqual(before)

  const thread = startThread<WriteRequests>(writerUrl(), { role: 'write', dataFolder: folder })
  onTestFinished(() => thread.close())
  const facts = { name: 'a', target: 'http://127.0.0.1:3000/mcp', transport: 'streamable-http', tapUrl: null }
  const captureId = await thread.ask('begin', { ...facts, at: AT, keepBytes: 1000 })
  expect(capture(db)['rebuilt']).not.toBeNull()
  expect(await thread.ask('end', { captureId })).toMatchObject({ captureId: 2, rebuilt: null })
  await expect.poll(() => capture(db)['rebuilt']).toBeNull()
  expect(rows(db)).toEqual(before)
  expect(capture(db)).toMatchObject({ exchanges: 1502, dropped: 5 })
})
