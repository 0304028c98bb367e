import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Details } from '../../../src/engine/log/details.ts'
import { Reader } from '../../../src/engine/log/reader.ts'
import { RECORD } from '../../../src/engine/log/records.ts'
import { exchangeIn, okOf } from '../../interop/tapped.ts'
import {
  AT,
  captured,
  CONNECTION,
  EVENTS_HEAD,
  exchange,
  JSON_HEAD,
  newDatabase,
  observed,
  ping,
  pong,
  type Told,
} from './scenes.ts'

const BATCH = `[${ping(1)}, ${ping(2)}]`
const ANSWERS = `[${pong(1)},${pong(2)}]`
const rewrite = JSON.stringify({ what: 'location', original: 'http://a/', changed: 'http://b/' })
const interim: Told = [RECORD.responseHead, 3, 'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n', 1]
const moved = exchange({
  number: 3,
  request: 'GET /old HTTP/1.1',
  response: 'HTTP/1.1 307 Moved\r\nLocation: http://b/',
})
const packed = gzipSync(pong(4))

const TOLD: Told[] = [
  ...CONNECTION,
  ...exchange({ body: BATCH, response: JSON_HEAD, answer: [ANSWERS] }), // frames 1 to 7
  ...exchange({
    number: 2,
    body: ping(3),
    response: EVENTS_HEAD,
    answer: [`id: 1\ndata:\n\ndata: ${pong(3)}\n\n: bye\n\n`],
  }), // 8 to 14
  ...moved.slice(0, 1), // 15
  interim, // 16
  [RECORD.rewrite, 3, rewrite], // 17
  ...moved.slice(1), // 18, 19
  [RECORD.gap, 1, '', 1], // 20
  ...exchange({ number: 4, body: ping(4), response: `${JSON_HEAD}\r\nContent-Encoding: gzip`, answer: [packed] }), // 21 to 25
]

async function opened(told: readonly Told[] = TOLD, keepBytes?: number) {
  const { db, writer } = await newDatabase()
  const captureId = captured(writer, observed(told, keepBytes === undefined ? {} : { keepBytes }))
  const details = new Details(db, new Reader(db))
  const bytes = (frame: number): string =>
    Buffer.from(okOf(details.bytes({ captureId, frame })).base64, 'base64').toString('latin1')
  return { details, bytes, captureId, writer, show: (frame: number) => exchangeIn(details.show({ captureId, frame })) }
}

test('each frame of an exchange shows the exchange, and says what was asked for', async () => {
  const { show } = await opened()
  const asked = [1, 2, 3, 4, 5, 6, 7].map((frame) => show(frame))
  expect(asked.map(({ asked: { frame, what } }) => [frame, what])).toEqual([
    [1, 'exchange'],
    [2, 'message'],
    [3, 'message'],
    [4, 'head'],
    [5, 'message'],
    [6, 'message'],
    [7, 'end'],
  ])
  for (const shown of asked) expect({ ...shown, asked: null }).toEqual({ ...asked[0], asked: null })
  expect(asked[0]).toMatchObject({
    exchange: { frame: 1, status: 200 },
    request: { frame: 1, startLine: 'POST /mcp HTTP/1.1' },
    requestBody: { frame: 2, text: BATCH, shortened: false, size: BATCH.length, kept: BATCH.length },
    response: { frame: 4, headers: [['Content-Type', 'application/json']] },
    responseBody: { frame: 5, text: ANSWERS, contentType: 'application/json' },
    messages: [{ frame: 2 }, { frame: 3 }, { frame: 5 }, { frame: 6 }],
    events: [],
    interim: [],
  })
})

test('the bytes of a frame are its part, of an exchange the whole', async () => {
  const { bytes } = await opened()
  expect(bytes(1)).toBe(`POST /mcp HTTP/1.1\r\n\r\n${BATCH}${JSON_HEAD}\r\n\r\n${ANSWERS}`)
  expect([2, 3, 4, 5, 6, 7].map(bytes)).toEqual([ping(1), ping(2), `${JSON_HEAD}\r\n\r\n`, pong(1), pong(2), ''])
  expect(bytes(8)).toContain(`id: 1\ndata:\n\ndata: ${pong(3)}\n\n: bye\n\n`)
  expect([11, 12, 13].map(bytes)).toEqual(['id: 1\ndata:\n\n', `data: ${pong(3)}\n\n`, ': bye\n\n'])
  expect(bytes(24)).toBe(packed.toString('latin1'))
})

test('the whole of what a batch came in is had by asking for it', async () => {
  const { details, captureId } = await opened()
  const whole = (frame: number) =>
    Buffer.from(okOf(details.bytes({ captureId, frame, whole: true })).base64, 'base64').toString()
  expect([2, 3, 5].map(whole)).toEqual([BATCH, BATCH, ANSWERS])
  expect(whole(1)).toContain(BATCH)
})

test('the events of a stream are shown with what they say', async () => {
  const { show } = await opened()
  const { events, asked, responseBody } = show(12)
  expect(events).toMatchObject([
    { frame: 11, id: '1', data: '' },
    { frame: 12, data: pong(3) },
    { frame: 13, comments: ['bye'], data: null },
  ])
  expect([asked.what, show(13).asked.what, responseBody]).toEqual(['message', 'sse', null])
})

test('of a long stream a thousand events around the asked one are shown', async () => {
  const answer = Array.from({ length: 3000 }, (_none, n) => `data: x${n}\n\n`)
  const { show, bytes } = await opened([...CONNECTION, ...exchange({ response: EVENTS_HEAD, answer })])
  const said = (frame: number) => show(frame).events.map(({ data }) => data)
  expect([said(1).length, said(1)[0]]).toEqual([1000, 'x0'])
  expect([said(1503).length, said(1503)[500]]).toEqual([1000, 'x1500'])
  expect(said(3002).at(-1)).toBe('x2999')
  expect(bytes(1).length).toBeGreaterThan(3000 * 9)
})

test('interim answers and what the tap has changed are shown', async () => {
  const { show } = await opened()
  expect(show(17)).toMatchObject({
    asked: { what: 'head' },
    interim: [{ frame: 16, startLine: 'HTTP/1.1 103 Early Hints' }],
    response: { frame: 18, startLine: 'HTTP/1.1 307 Moved' },
    rewrites: [JSON.parse(rewrite)],
    requestBody: null,
  })
})

test('a compressed body is shown as its text, a long one shortened, one kept in part as such', async () => {
  const { show } = await opened()
  expect(show(24).responseBody).toMatchObject({ text: pong(4), kept: packed.length })
  const long = await opened(exchange({ response: JSON_HEAD, answer: [`"${'x'.repeat(400_000)}"`] }), 300_000)
  const { responseBody } = long.show(1)
  expect(responseBody).toMatchObject({ size: 400_002, kept: 300_000, shortened: true })
  expect(responseBody?.text?.length).toBe(256 * 1024)
  expect(long.bytes(3)).toHaveLength(300_000)
})

test('a replay and its original name each other, also across captures', async () => {
  const { details, captureId, writer, show } = await opened()
  const other = captured(writer, observed([...CONNECTION, ...exchange({})]))
  writer.noteReplay([captureId, 8], [captureId, 1], 'exact', AT)
  writer.noteReplay([other, 1], [captureId, 1], 'fresh', AT + 1_000_000)
  expect(show(1).replays).toEqual([
    { captureId, frame: 8 },
    { captureId: other, frame: 1 },
  ])
  expect(show(8).exchange.replayOf).toBe('1')
  expect(exchangeIn(details.show({ captureId: other, frame: 1 })).exchange.replayOf).toBe(`${captureId}:1`)
})

test.each([0, 20, 26, 4_294_967_295])('frame %i belongs to no exchange', async (frame) => {
  const { details, captureId } = await opened()
  for (const answer of [details.show({ captureId, frame }), details.bytes({ captureId, frame })]) {
    expect(answer).toMatchObject({ failed: { kind: 'not-found', message: expect.stringContaining(`frame ${frame} `) } })
  }
  expect(details.show({ captureId: 99, frame: 1 })).toMatchObject({ failed: { message: 'There is no capture 99.' } })
})
