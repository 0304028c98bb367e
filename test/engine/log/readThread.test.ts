import { expect, onTestFinished, test } from 'vitest'
import { type ReadRequests, startThread, type Thread } from '../../../src/engine/log/thread.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import { okOf } from '../../interop/tapped.ts'
import { newFolder } from '../replay/engines.ts'
import { append, captured, CONNECTION, exchange, JSON_HEAD, newDatabase, observed, ping, pong } from './scenes.ts'

function reading(dataFolder: string): Thread<ReadRequests> {
  const thread = startThread<ReadRequests>(writerUrl(), { role: 'read', dataFolder })
  onTestFinished(() => thread.close())
  return thread
}

const answered = { body: ping(1), response: JSON_HEAD, answer: [pong(1)] }
const events = observed([...CONNECTION, ...exchange(answered)])

test('a query with the newest revision waits for what another writes, and no longer', async () => {
  const { folder, writer } = await newDatabase()
  const captureId = captured(writer, events.slice(0, 2))
  const reader = reading(folder)
  const page = okOf(await reader.ask('rows', { kind: 'messages', captureId }))
  expect(page.total).toBe(1)
  let isOver = false
  const query = { kind: 'messages', captureId, since: page.revision } as const
  const next = reader.ask('rows', query).finally(() => (isOver = true))
  // Whoever waits does not keep others waiting.
  expect(okOf(await reader.ask('rows', { kind: 'captures' })).total).toBe(1)
  expect(isOver).toBe(false)
  append(writer, captureId, events.slice(2))
  expect(okOf(await next)).toMatchObject({ total: 2 })
  expect(okOf(await reader.ask('rows', query)).total).toBe(2)
})

test('captures, too, are waited for', async () => {
  const { folder, writer } = await newDatabase()
  const reader = reading(folder)
  const { revision } = okOf(await reader.ask('rows', { kind: 'captures' }))
  const next = reader.ask('rows', { kind: 'captures', since: revision })
  captured(writer, events)
  expect(okOf(await next).total).toBe(1)
})

test('a query that waited long enough is answered with what there is', async () => {
  const { folder, writer } = await newDatabase()
  const captureId = captured(writer, events)
  const reader = reading(folder)
  const { revision } = okOf(await reader.ask('rows', { kind: 'messages', captureId }))
  const page = okOf(await reader.ask('rows', { kind: 'messages', captureId, since: revision, waitMs: 60 }))
  expect(page).toMatchObject({ total: 2, revision })
})

test('a capture that is removed while somebody waits for it is said to be gone', async () => {
  const { folder, writer } = await newDatabase()
  const captureId = captured(writer, events)
  writer.end(captureId, 0)
  const reader = reading(folder)
  const { revision } = okOf(await reader.ask('rows', { kind: 'messages', captureId }))
  const next = reader.ask('rows', { kind: 'messages', captureId, since: revision })
  writer.remove([captureId])
  expect(await next).toMatchObject({ failed: { kind: 'not-found' } })
})

test('a request is read without its answer, by the frame of its exchange', async () => {
  const { folder, writer } = await newDatabase()
  const captureId = captured(writer, events)
  const reader = reading(folder)
  const body = Buffer.from(ping(1)).toString('base64')
  expect(await reader.ask('request', { captureId, frame: 1 })).toEqual({
    ok: { head: 'POST /mcp HTTP/1.1\r\n\r\n', body },
  })
  expect(await reader.ask('request', { captureId, frame: 3 })).toMatchObject({ failed: { kind: 'not-found' } })
  expect(await reader.ask('request', { captureId: 9, frame: 1 })).toMatchObject({ failed: { kind: 'not-found' } })
})

test('the database is checked for damage', async () => {
  const { folder, db, writer } = await newDatabase()
  captured(writer, events)
  const reader = reading(folder)
  const sound = { version: expect.any(Number), sqlite: expect.stringMatching(/^3\./), damage: null }
  expect(await reader.ask('check', { thorough: true })).toEqual(sound)
  db.unsafeMode()
  db.pragma('writable_schema = ON')
  // An index that says of the table what the table does not hold.
  db.exec(
    "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'meta') WHERE name = 'replay_of'",
  )
  const after = reading(folder)
  expect((await after.ask('check', { thorough: true })).damage).toEqual(expect.any(String))
  expect((await after.ask('check', { thorough: false })).damage).toBeNull()
})

test('without a database there is nothing to read', async () => {
  await expect(reading(await newFolder()).ask('rows', { kind: 'captures' })).rejects.toThrow('unable to open')
})
