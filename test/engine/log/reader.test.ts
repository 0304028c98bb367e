import { expect, test } from 'vitest'
import { Reader } from '../../../src/engine/log/reader.ts'
import { placeOf } from '../../../src/engine/log/schema.ts'
import { okOf } from '../../interop/tapped.ts'
import { AT, captured, CONNECTION, exchange, JSON_HEAD, newDatabase, observed, opening, ping, pong } from './scenes.ts'

/** Ten pings, which carry these headers by turns. */
const pings = (carried: readonly string[]) =>
  Array.from({ length: 10 }, (_none, n) => {
    const request = `POST /mcp HTTP/1.1${carried[n % 2] ?? ''}`
    return exchange({ number: n + 3, request, body: ping(n), response: JSON_HEAD, answer: [pong(n)] })
  }).flat()

/** Two captures of ten pings each; those of the second belong to two sessions by turns. */
async function twoCaptures() {
  const { db, writer } = await newDatabase()
  captured(writer, observed([...CONNECTION, ...pings([])]))
  const openings = [...opening('abc'), ...opening('xyz', 2)]
  const both = ['\r\nMcp-Session-Id: abc', '\r\nMcp-Session-Id: xyz']
  captured(writer, observed([...CONNECTION, ...openings, ...pings(both)]))
  return { reader: new Reader(db), writer, db }
}

test('pages are cut from the beginning or from the end, and know how much there is', async () => {
  const { reader } = await twoCaptures()
  const page = (offset?: number, limit?: number) =>
    okOf(reader.rows({ kind: 'exchanges', captureId: 1, offset, limit }))
  const every = page().rows.map(({ frame }) => frame)
  expect(every).toHaveLength(10)
  expect(page(2, 3)).toMatchObject({ offset: 2, total: 10, rows: every.slice(2, 5).map((frame) => ({ frame })) })
  expect(page(-3)).toMatchObject({ offset: 7, total: 10, rows: every.slice(7).map((frame) => ({ frame })) })
  expect(page(-99, 1)).toMatchObject({ offset: 0, rows: [{ frame: every[0] }] })
  expect(page(99).rows).toEqual([])
  expect(page(0, 0)).toMatchObject({ rows: [], total: 10 })
})

test('without a capture the latest is meant, with a session its own', async () => {
  const { reader } = await twoCaptures()
  expect(okOf(reader.rows({ kind: 'messages' })).rows[0]).toMatchObject({ captureId: 2 })
  const [session] = okOf(reader.rows({ kind: 'sessions' })).rows
  const own = okOf(reader.rows({ kind: 'exchanges', session: session?.key }))
  expect(own.total).toBe(6)
  expect(own.rows.every((row) => row.session === session?.key && row.captureId === 2)).toBe(true)
  expect(okOf(reader.rows({ kind: 'sessions', session: session?.key })).rows).toEqual([session])
  expect(okOf(reader.rows({ kind: 'exchanges', session: '2-99' })).total).toBe(0)
})

test('a filter counts and cuts what it lets through', async () => {
  const { reader } = await twoCaptures()
  const page = okOf(reader.rows({ kind: 'messages', captureId: 1, filter: 'kind:result', offset: -1 }))
  expect(page).toMatchObject({ total: 10, offset: 9, rows: [{ kind: 'result', id: 9 }] })
  expect(reader.rows({ kind: 'messages', captureId: 1, filter: 'nonsense:1' })).toMatchObject({
    failed: { kind: 'bad-input' },
  })
})

test('what an exchange replays is part of its row, and can be filtered by', async () => {
  const { reader, writer } = await twoCaptures()
  const frames = okOf(reader.rows({ kind: 'exchanges', captureId: 2 })).rows.map(({ frame }) => frame)
  const [first = 0, second = 0, third = 0] = frames
  const before = reader.revision(2)
  writer.noteReplay([2, second], [2, first], 'exact', AT)
  writer.noteReplay([2, third], [1, first], 'fresh', AT)
  expect(reader.revision(2)).not.toBe(before)
  const replays = (filter: string) => okOf(reader.rows({ kind: 'exchanges', captureId: 2, filter }))
  expect(replays('replayOf:*')).toMatchObject({
    total: 2,
    rows: [
      { frame: second, replayOf: String(first) },
      { frame: third, replayOf: `1:${first}` },
    ],
  })
  expect(replays(`replayOf:1:${first}`).rows).toMatchObject([{ frame: third }])
  expect(replays('-replayOf:*').total).toBe(frames.length - 2)
})

test('captures are all there are, by number', async () => {
  const { reader } = await twoCaptures()
  const page = okOf(reader.rows({ kind: 'captures', offset: -1 }))
  expect(page).toMatchObject({ total: 2, offset: 1, rows: [{ captureId: 2, exchanges: 12, sessions: 2 }] })
  expect(Object.keys(page.rows[0] ?? {})).not.toContain('owner')
})

test('a capture says how many findings it has that nothing else explains', async () => {
  const { reader, db } = await twoCaptures()
  db.exec('DELETE FROM finding')
  const insert = db.prepare('INSERT INTO finding (place, key, severity, cause) VALUES (?, ?, ?, ?)')
  const found = (captureId: number, number: number, severity: string, cause: string | null = null) =>
    insert.run(placeOf(captureId, number), `${captureId}-${number}`, severity, cause)
  found(1, 1, 'error')
  found(1, 2, 'error', '1-1')
  found(1, 3, 'note')
  found(2, 1, 'warning')
  found(2, 2, 'error')
  found(2, 3, 'error')
  const page = (filter?: string) => okOf(reader.rows({ kind: 'captures', filter }))
  expect(page().rows).toMatchObject([
    { captureId: 1, errors: 1, warnings: 0 },
    { captureId: 2, errors: 2, warnings: 1 },
  ])
  expect(page('errors>1')).toMatchObject({ total: 1, rows: [{ captureId: 2 }] })
  expect(reader.capture(2)).toMatchObject({ errors: 2, warnings: 1 })
})

test('the revision of a capture changes with it, and that of all captures with any', async () => {
  const { reader, writer } = await twoCaptures()
  const revisions = () => [1, 2, null].map((captureId) => reader.revision(captureId))
  const before = revisions()
  writer.setTapUrl(2, 'http://127.0.0.1:1/')
  const after = revisions()
  expect(after.map((revision, n) => revision === before[n])).toEqual([true, false, false])
  expect(reader.revision(99)).toBe('gone')
})

test('what is not there is said not to be, with what to do', async () => {
  const { reader } = await twoCaptures()
  expect(reader.rows({ kind: 'messages', captureId: 99 })).toMatchObject({
    failed: {
      kind: 'not-found',
      message: 'There is no capture 99.',
      advice: expect.stringContaining('tapscope captures'),
    },
  })
  const { db } = await newDatabase()
  expect(new Reader(db).rows({ kind: 'messages' })).toMatchObject({
    failed: { kind: 'not-found', message: 'Nothing has been captured yet.' },
  })
  expect(okOf(new Reader(db).rows({ kind: 'captures' }))).toMatchObject({ rows: [], total: 0 })
})
