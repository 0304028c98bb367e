import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import Database from 'better-sqlite3'
import { fieldsOf } from '../../../src/core/fields.ts'
import { captureOf, frameOf, migrate, placeOf, placesOf, versionOf } from '../../../src/engine/log/schema.ts'
import { databaseFile, openDatabase } from '../../../src/engine/log/sqlite.ts'
import { sourceOf, type TableKind } from '../../../src/engine/log/tables.ts'
import { newFolder } from '../replay/engines.ts'

test('an empty database is brought up to date, once', async () => {
  const folder = await newFolder()
  const db = openDatabase(folder, false)
  expect(versionOf(db)).toBe(0)
  migrate(db)
  expect(versionOf(db)).toBeGreaterThan(0)
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all()
  for (const name of ['capture', 'exchange', 'message', 'meta', 'replay', 'segment', 'session', 'stream', 'streamed']) {
    expect(names).toContain(name)
  }
  migrate(db)
  db.close()
})

test('every field of every row has its column', async () => {
  const db = openDatabase(await newFolder(), false)
  migrate(db)
  // What was found in a capture is counted when it is read.
  const counted = new Set(['errors', 'warnings'])
  for (const [kind, fields] of Object.entries(fieldsOf)) {
    const columns = db
      .prepare('SELECT name FROM pragma_table_xinfo(?)')
      .pluck()
      .all(kind === 'captures' ? 'capture' : sourceOf(kind as TableKind)) // as typed by `fieldsOf`
    expect(columns).toEqual(
      expect.arrayContaining(Object.keys(fields).filter((name) => kind !== 'captures' || !counted.has(name))),
    )
  }
  db.close()
})

test('a database of a newer version is refused and left as it is', async () => {
  const folder = await newFolder()
  const newer = new Database(databaseFile(folder))
  newer.exec('CREATE TABLE later (x)')
  newer.pragma('user_version = 99')
  newer.close()
  const before = await readFile(databaseFile(folder))
  const message = /of version 99, and this Tapscope knows versions up to \d/
  expect(() => openDatabase(folder, false)).toThrow(message)
  expect(() => openDatabase(folder, true)).toThrow(message)
  expect((await readFile(databaseFile(folder))).equals(before)).toBe(true)
})

test('a database that other migrations have made is refused and left as it is', async () => {
  const folder = await newFolder()
  const other = new Database(databaseFile(folder))
  other.exec('CREATE TABLE event (x)')
  other.pragma('user_version = 1')
  other.close()
  const before = await readFile(databaseFile(folder))
  for (const readonly of [true, false]) expect(() => openDatabase(folder, readonly)).toThrow('of another layout')
  expect((await readFile(databaseFile(folder))).equals(before)).toBe(true)
})

test('a migration that fails changes nothing', async () => {
  const db = openDatabase(await newFolder(), false)
  db.exec('CREATE TABLE session (in_the_way)')
  expect(() => migrate(db)).toThrow('already exists')
  expect(versionOf(db)).toBe(0)
  expect(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()).toEqual(['session'])
  db.close()
})

test('a place holds capture and frame', () => {
  const frames = [0, 1, 2 ** 32 - 1]
  for (const capture of [1, 2, 2 ** 20]) {
    const [first, last] = placesOf(capture)
    for (const frame of frames) {
      const place = placeOf(capture, frame)
      expect([captureOf(place), frameOf(place)]).toEqual([capture, frame])
      expect(place >= first && place <= last && Number.isSafeInteger(place)).toBe(true)
    }
    expect(placesOf(capture + 1)[0]).toBe(last + 1)
  }
})
