import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../../src/engine/log/schema.ts'
import { around, databaseFile, openDatabase } from '../../../src/engine/log/sqlite.ts'
import { newFolder } from '../replay/engines.ts'

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777

test('folder and files are their owner’s alone, also where the file was open to others', async () => {
  const folder = join(await newFolder(), 'made', 'here')
  const file = databaseFile(folder)
  const db = openDatabase(folder, false)
  migrate(db)
  expect(await modeOf(folder)).toBe(0o700)
  for (const end of ['', '-wal', '-shm']) expect(await modeOf(file + end)).toBe(0o600)
  db.close()
  await chmod(file, 0o644)
  openDatabase(folder, false).close()
  expect(await modeOf(file)).toBe(0o600)
})

test('the database writes ahead, in large pages', async () => {
  const db = openDatabase(await newFolder(), false)
  migrate(db)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.pragma('page_size', { simple: true })).toBe(8192)
  db.close()
})

test('rows around a place come from both sides of it, in order', async () => {
  const db = openDatabase(await newFolder(), false)
  db.exec(
    'CREATE TABLE t (place INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9)',
  )
  const rows = (place: number) =>
    around<{ place: number }>(db, 'SELECT * FROM t WHERE place <> ?', [3], place, 4).map((row) => row.place)
  expect([rows(1), rows(5), rows(9), rows(99)]).toEqual([
    [1, 2, 4, 5],
    [2, 4, 5, 6],
    [7, 8, 9],
    [8, 9],
  ])
  db.close()
})

test('reading makes no database', async () => {
  const folder = await newFolder()
  expect(() => openDatabase(folder, true)).toThrow('unable to open database file')
  await expect(readFile(databaseFile(folder))).rejects.toThrow('ENOENT')
})

test('what is no database, or no file, is said to be none', async () => {
  const folder = await newFolder()
  await writeFile(databaseFile(folder), 'x'.repeat(10_000))
  expect(() => openDatabase(folder, false)).toThrow('file is not a database')
  const other = await newFolder()
  await mkdir(databaseFile(other))
  expect(() => openDatabase(other, false)).toThrow('EISDIR')
})
