import { expect, test } from 'vitest'
import type { Timeline, TimelineInput } from '../../../src/core/timeline.ts'
import { Reader } from '../../../src/engine/log/reader.ts'
import { Timelines } from '../../../src/engine/log/timeline.ts'
import { connectSdk } from '../../clients/sdk.ts'
import { okOf, tapInFrontOf } from '../../interop/tapped.ts'
import { startStreamable } from '../../servers/streamable.ts'
import {
  append,
  captured,
  CONNECTION,
  EVENTS_HEAD,
  exchange,
  JSON_HEAD,
  newDatabase,
  observed,
  opening,
  ping,
  pong,
  type Told,
} from './scenes.ts'

const CARRIED = '\r\nMcp-Session-Id: abc'
const pinged = (number: number): Told[] =>
  exchange({
    number,
    request: `POST /mcp HTTP/1.1${CARRIED}`,
    body: ping(number),
    response: JSON_HEAD,
    answer: [pong(number)],
  })
/** Of one exchange: its request head, a request, its response head, an answer, its end. */
const EACH = 5

async function life(...told: Told[][]) {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, observed([...CONNECTION, ...told.flat()]))
  const timelines = new Timelines(db)
  const reader = new Reader(db)
  const read = (input: Omit<TimelineInput, 'session'> = {}, session = '1-1') =>
    timelines.read({ session, ...input }, (id) => reader.revision(id))
  return { db, writer, captureId, read: (input?: Omit<TimelineInput, 'session'>) => okOf(read(input)), answer: read }
}

const framesOf = ({ arrows }: Timeline) => arrows.map(({ frame }) => frame)

test('a session is told in the order of the wire, with where its id was issued and carried', async () => {
  const { read } = await life(opening(), pinged(2))
  const { session, arrows, total, offset, revision } = read()
  expect({ key: session.key, total, offset, revision }).toEqual({
    key: '1-1',
    total: 6,
    offset: 0,
    revision: expect.any(String),
  })
  expect(arrows).toMatchObject([
    { frame: 1, kind: 'exchange', id: ['issued'] },
    { frame: 2, kind: 'message', label: 'initialize', exchange: 1, pair: 4 },
    { frame: 4, kind: 'message', what: 'result', pair: 2 },
    { frame: 1 + EACH, kind: 'exchange', id: ['carried'] },
    { frame: 2 + EACH, kind: 'message', label: 'ping' },
    { frame: 4 + EACH, kind: 'message', what: 'result' },
  ])
})

test('of a long session any part is had, from either end', async () => {
  const pings = Array.from({ length: 3000 }, (_none, n) => pinged(n + 2))
  const { read } = await life(opening(), ...pings)
  const every = framesOf(read({ limit: 10_000 }))
  expect(every).toHaveLength(3 * 3001)
  expect(every).toEqual([...every].sort((a, b) => a - b))
  const part = (offset: number, limit: number) => {
    const page = read({ offset, limit })
    return [page.offset, page.total, framesOf(page)]
  }
  expect(part(4500, 7)).toEqual([4500, 9003, every.slice(4500, 4507)])
  expect(part(-4, 10)).toEqual([8999, 9003, every.slice(-4)])
  expect(part(-20_000, 2)).toEqual([0, 9003, every.slice(0, 2)])
  expect(part(9003, 10)).toEqual([9003, 9003, []])
  expect(framesOf(read())).toHaveLength(200)
})

test('what belongs to another session, or to none, is not told', async () => {
  const { read, answer } = await life(
    opening(),
    opening('xyz', 2),
    pinged(3),
    exchange({ number: 4, request: 'GET /other HTTP/1.1' }),
  )
  expect(framesOf(read()).filter((frame) => frame > EACH)).toEqual([1, 2, 4].map((part) => part + 2 * EACH))
  expect(framesOf(okOf(answer({}, '1-2')))).toEqual([1, 2, 4].map((part) => part + EACH))
})

test('a part that begins within an exchange tells its messages, and its stream', async () => {
  const streamed = exchange({
    number: 2,
    request: `POST /mcp HTTP/1.1${CARRIED}`,
    body: ping(2),
    response: EVENTS_HEAD,
    answer: [`data: ${pong(2)}\n\n`],
  })
  const { read } = await life(opening(), streamed)
  const { arrows, bars } = read({ offset: 5, limit: 1 })
  expect(arrows).toMatchObject([{ frame: 9, kind: 'message', exchange: 6, stream: 6, from: 'server', to: 'client' }])
  expect(bars).toMatchObject([{ frame: 6, kind: 'response', events: 1 }])
})

test('a stream that stays open stands beside everything that comes meanwhile', async () => {
  const listening = exchange({ number: 2, request: `GET /mcp HTTP/1.1${CARRIED}`, response: EVENTS_HEAD }).slice(0, -1)
  const { read } = await life(opening(), listening, ...Array.from({ length: 40 }, (_none, n) => pinged(n + 3)))
  const { bars, total } = read({ offset: -2 })
  expect(total).toBe(3 + 1 + 3 * 40)
  expect(bars).toMatchObject([{ frame: 6, kind: 'standalone', until: null }])
  expect(read({ limit: 3 }).bars).toEqual([])
})

test('a session that is not there is said not to be', async () => {
  const { answer } = await life(opening())
  for (const key of ['1-2', '9-1', 'nonsense', '']) {
    expect(answer({}, key)).toMatchObject({ failed: { kind: 'not-found', message: `There is no session ${key}.` } })
  }
})

test('what is added later is told the next time, under another revision', async () => {
  const { read, writer, captureId } = await life(opening())
  const before = read()
  const more = observed([...CONNECTION, ...opening(), ...pinged(2)]).slice(EACH)
  append(writer, captureId, more)
  const after = read({ offset: -3 })
  expect(after).toMatchObject({ total: before.total + 3, offset: 3 })
  expect(after.revision).not.toBe(before.revision)
})

test('a face that waits hears of the next call of a real client', { timeout: 30_000 }, async () => {
  const server = await startStreamable()
  const tapped = await tapInFrontOf(server.url)
  const client = await connectSdk(tapped.url)
  try {
    const [session] = await tapped.rows('sessions', (rows) => rows.some(({ issuedBy }) => issuedBy !== null))
    await tapped.rows('exchanges', (rows) => rows.length >= 3)
    const key = session?.key ?? ''
    let page = okOf(await tapped.api.timeline({ session: key }))
    expect(page.arrows[0]).toMatchObject({ kind: 'exchange', method: 'POST', id: ['issued'] })
    await client.call('echo', { text: 'hello' })
    const isTold = () => page.arrows.some((arrow) => arrow.kind === 'message' && arrow.label === 'tools/call echo')
    for (let n = 0; n < 20 && !isTold(); n++) {
      page = okOf(await tapped.api.timeline({ session: key, since: page.revision, waitMs: 1000 }))
    }
    expect(isTold()).toBe(true)
    const still = { session: key, limit: 1, waitMs: 1 }
    expect(okOf(await tapped.api.timeline({ ...still, since: page.revision })).total).toBeGreaterThan(5)
    expect(await tapped.api.timeline({ session: '1-99' })).toMatchObject({ failed: { kind: 'not-found' } })
  } finally {
    await client.close()
    await tapped.close()
    await server.close()
  }
})
