import Database from 'better-sqlite3'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dataFolder, run } from './command.ts'

const TRACE = resolve(import.meta.dirname, '../captures/sdk-session.tapscope.jsonl')

/** A data folder with one capture, whose rows look as if an older Tapscope had made them. */
async function oldCapture(): Promise<{ data: string; exchanges: unknown[] }> {
  const { data, remove } = await dataFolder()
  onTestFinished(remove)
  await run(data, 'import', TRACE)
  const exchanges = (await run(data, 'exchanges', '--json')).lines()
  const database = new Database(join(data, 'tapscope.db'))
  database.exec("UPDATE exchange SET url = 'old'; UPDATE capture SET foldVersion = 1")
  database.close()
  return { data, exchanges }
}

test('rows of a capture that an older Tapscope has judged are waited for', async () => {
  const { data, exchanges } = await oldCapture()
  const listed = await run(data, 'exchanges', '--json')
  expect(listed.lines()).toEqual(exchanges)
  expect(listed.err).toMatch(/^(An older Tapscope has judged capture 1: it is read anew, \d+ %\.\n)*$/)
})

test.each([
  ['check', '1'],
  ['show', '1'],
  ['export', '-o', '-'],
])('tapscope %s waits, too', async (...command) => {
  const { data } = await oldCapture()
  const { out, code } = await run(data, ...command)
  expect(code).toBe(0)
  expect(out).not.toBe('')
  expect(out).not.toContain('old')
  const database = new Database(join(data, 'tapscope.db'))
  expect(database.prepare('SELECT rebuilt, foldVersion > 1 AS isNew FROM capture').all()).toEqual([
    { rebuilt: null, isNew: 1 },
  ])
  database.close()
})
