import Database from 'better-sqlite3'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataFolder, run } from './command.ts'

let data: string
let remove: () => Promise<void>
beforeEach(async () => void ({ data, remove } = await dataFolder()))
afterEach(() => remove())

// Every command opens the same database; one that only reads and one that writes stand for all.
const commands = [['captures'], ['tap', 'http://127.0.0.1:9/mcp']]

test.each(commands)('%s: a database of a newer version is left alone', async (...args) => {
  const database = new Database(join(data, 'tapscope.db'))
  database.pragma('user_version = 999')
  database.close()
  const ended = await run(data, ...args)
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toMatch(/^tapscope: [^\n]*version 999[^\n]* Start the newer Tapscope[^\n]*\n$/)
})

test.each(commands)('%s: a file that is no database', async (...args) => {
  await writeFile(join(data, 'tapscope.db'), 'something else. '.repeat(1_000))
  const ended = await run(data, ...args)
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toMatch(/^tapscope: [^\n]*tapscope\.db[^\n]*\n$/)
})

test.each(commands)('%s: a folder that cannot be made', async (...args) => {
  await writeFile(join(data, 'file'), '')
  const ended = await run(join(data, 'file', 'folder'), ...args)
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toMatch(/^tapscope: [^\n]*TAPSCOPE_DATA[^\n]*\n$/)
})

test('tap: a database that another program holds', async () => {
  expect((await run(data, 'captures')).code).toBe(0)
  const database = new Database(join(data, 'tapscope.db'))
  database.exec('BEGIN IMMEDIATE')
  const ended = await run(data, 'tap', 'http://127.0.0.1:9/mcp')
  database.close()
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toMatch(/^tapscope: [^\n]*locked[^\n]*\n$/)
})
