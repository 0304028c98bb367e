import { describe, expect, test } from 'vitest'
import type { Recorder } from '../../../src/engine/log/recorder.ts'
import { RECORD } from '../../../src/engine/log/records.ts'
import { ReportedExchange } from '../../../src/engine/tap/exchanges.ts'
import { Recording } from '../../../src/engine/tap/recording.ts'
import { connected } from './watched.ts'

const HEAD = Buffer.from('POST /mcp HTTP/1.1\r\n\r\n')
const BODY = Buffer.from('0123456789')

/** Records as they were reported; `takes`: whether the queue has room for one. */
function recording(takes: (kind: number) => boolean = () => true) {
  const records: [kind: number, number: number, extra: number, bytes: string][] = []
  const recorder: Recorder = {
    record(kind, number, extra, from = Buffer.alloc(0), start = 0, end = from.length) {
      const isTaken = takes(kind)
      if (isTaken) records.push([kind, number, extra, from.toString('latin1', start, end)])
      return isTaken
    },
    flush() {},
  }
  return { records, recorder }
}

/** One exchange: ten bytes there in two pieces, ten bytes back in two pieces. */
function report(recorder: Recorder, keepBytes: number, isStream = false): void {
  const exchange = new ReportedExchange(new Recording(recorder), 7, 'POST', keepBytes)
  exchange.requestHead(3, HEAD, 0, HEAD.length)
  exchange.requestBody(BODY, 0, 6)
  exchange.requestBody(BODY, 6, 10)
  exchange.requestEnd()
  exchange.responseHead(3, HEAD, 0, HEAD.length, isStream)
  exchange.responseBody(BODY, 0, 6)
  exchange.responseBody(BODY, 6, 10)
  exchange.end('server-clean')
}

const facts = (over: object = {}) =>
  JSON.stringify({
    end: 'server-clean',
    reason: null,
    requestBytes: 10,
    responseBytes: 10,
    dropped: 0,
    unrecorded: 0,
    idleMs: null,
    ...over,
  })

describe('an exchange reports', () => {
  test('its heads, bodies and end, in their order', () => {
    const { records, recorder } = recording()
    report(recorder, 100)
    expect(records).toEqual([
      [RECORD.requestHead, 7, 3, HEAD.toString()],
      [RECORD.requestBody, 7, 0, '012345'],
      [RECORD.requestBody, 7, 0, '6789'],
      [RECORD.requestEnd, 7, 10, ''],
      [RECORD.responseHead, 7, 3, HEAD.toString()],
      [RECORD.responseBody, 7, 0, '012345'],
      [RECORD.responseBody, 7, 0, '6789'],
      [RECORD.end, 7, 0, facts()],
    ])
  })

  test('no more of a body than is kept, but all of its size', () => {
    const { records, recorder } = recording()
    report(recorder, 6)
    expect(records.filter(([, , , bytes]) => bytes === '6789')).toEqual([])
    expect(records.find(([kind]) => kind === RECORD.requestEnd)?.[2]).toBe(10)
    expect(records.at(-1)?.[3]).toBe(facts())
  })

  test('all of a stream, whatever is kept of bodies', () => {
    const { records, recorder } = recording()
    report(recorder, 6, true)
    const streamed = records.filter(([kind]) => kind === RECORD.responseBody)
    expect(streamed.map(([, , , bytes]) => bytes)).toEqual(['012345', '6789'])
  })

  test('how many of its copies were dropped', () => {
    const { records, recorder } = recording((kind) => kind !== RECORD.requestBody && kind !== RECORD.responseBody)
    report(recorder, 100)
    expect(records.at(-1)?.[3]).toBe(facts({ dropped: 4 }))
  })

  test('where a body goes on if copies of it were dropped, as soon as there is room', () => {
    let isFull = false
    const { records, recorder } = recording(() => !isFull)
    const exchange = new ReportedExchange(new Recording(recorder), 7, 'POST', 1000)
    for (const part of ['requestBody', 'responseBody'] as const) {
      exchange[part](BODY, 0, 2)
      isFull = true
      exchange[part](BODY, 2, 4)
      exchange[part](BODY, 4, 6)
      isFull = false
      exchange[part](BODY, 6, 8)
      exchange[part](BODY, 8, 10)
    }
    expect(records).toEqual([
      [RECORD.requestBody, 7, 0, '01'],
      [RECORD.requestSkip, 7, 6, ''],
      [RECORD.requestBody, 7, 0, '67'],
      [RECORD.requestBody, 7, 0, '89'],
      [RECORD.responseBody, 7, 0, '01'],
      [RECORD.responseSkip, 7, 6, ''],
      [RECORD.responseBody, 7, 0, '67'],
      [RECORD.responseBody, 7, 0, '89'],
    ])
  })

  test('no body where there was none', () => {
    const { records, recorder } = recording()
    const exchange = new ReportedExchange(new Recording(recorder), 1, 'GET', 100)
    exchange.requestHead(1, HEAD, 0, HEAD.length)
    exchange.requestEnd()
    exchange.end('client-abort', 'why')
    expect(records.map(([kind]) => kind)).toEqual([RECORD.requestHead, RECORD.end])
    expect(records.at(-1)?.[3]).toContain('"reason":"why"')
  })

  test('its first end only', () => {
    const { records, recorder } = recording()
    const exchange = new ReportedExchange(new Recording(recorder), 1, 'GET', 100)
    exchange.end('server-clean')
    exchange.end('client-abort')
    expect(records).toHaveLength(1)
    expect(records[0]?.[3]).toContain('server-clean')
  })
})

test('a body over the limit passes whole, is kept in part, and says how long it was', async () => {
  const { client, far, tap, tapHost } = await connected({ keepBytes: 1000 })
  const body = Buffer.alloc(300_000, '{"a":1},')
  await client.write(`POST /mcp HTTP/1.1\r\nHost: ${tapHost}\r\nContent-Length: ${body.length}\r\n\r\n`)
  await client.write(body)
  const request = await far.until(body.length + 60)
  expect(request.subarray(-body.length).equals(body)).toBe(true)
  await far.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`)
  await far.write(body)
  const answer = await client.until(body.length + 60)
  expect(answer.subarray(-body.length).equals(body)).toBe(true)
  expect(await tap.end()).toMatchObject({ requestBytes: body.length, responseBytes: body.length, dropped: 0 })
  for (const kind of ['request body', 'response body'] as const) {
    const [kept] = tap.events(kind)
    expect(kept).toMatchObject({ size: body.length, text: body.toString('latin1', 0, 1000) })
  }
})
