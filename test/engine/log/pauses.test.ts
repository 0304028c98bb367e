import { expect, onTestFinished, test } from 'vitest'
import { Pauses } from '../../../src/engine/log/pauses.ts'
import { migrate } from '../../../src/engine/log/schema.ts'
import { openDatabase } from '../../../src/engine/log/sqlite.ts'
import { Writer } from '../../../src/engine/log/writer.ts'
import { newFolder } from '../replay/engines.ts'
import { AT } from './scenes.ts'

/** Two connections to one database, as two processes have; captures 1 and 2 are of the first. */
async function twoProcesses() {
  const folder = await newFolder()
  const told: string[][] = [[], []]
  const [own, other] = told.map((heard) => {
    const db = openDatabase(folder, false)
    migrate(db)
    onTestFinished(() => void db.close())
    const pauses = new Pauses(db, (captureId, recording) => heard.push(`${captureId} ${recording}`))
    return { db, pauses, writer: new Writer(db) }
  })
  const capture = { name: 'a', target: 'http://127.0.0.1:3000/mcp', transport: 'streamable-http', tapUrl: null, at: AT }
  for (const captureId of [1, 2]) {
    expect(own!.writer.begin(capture)).toBe(captureId)
    own!.pauses.begin(captureId)
    onTestFinished(() => own!.pauses.end(captureId))
  }
  return { own: own!, other: other!, told: told as [string[], string[]] } // as many as there are connections
}

test('what one process asks for is told to the one whose capture it is, once', async () => {
  const { own, other, told } = await twoProcesses()
  expect(other.pauses.set(1, 'paused')).toBe(true)
  await expect.poll(() => told[0]).toEqual(['1 paused'])
  other.pauses.set(1, 'paused')
  other.pauses.set(2, 'paused')
  other.pauses.set(1, 'on')
  await expect.poll(() => told[0].toSorted()).toEqual(['1 on', '1 paused', '2 paused'])
  own.pauses.set(2, 'on')
  expect(told).toEqual([[...told[0].slice(0, 3), '2 on'], []])
})

test('only a capture that somebody writes can be paused', async () => {
  const { own, other, told } = await twoProcesses()
  own.writer.end(1, AT)
  own.pauses.end(1)
  expect(other.pauses.set(1, 'paused')).toBe(false)
  expect(own.pauses.set(3, 'paused')).toBe(false)
  expect(told).toEqual([[], []])
})
