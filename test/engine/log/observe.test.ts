import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { fc, test as check } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import type { WireEvent } from '../../../src/core/wire.ts'
import { RECORD } from '../../../src/engine/log/records.ts'
import { CONNECTION, EVENTS_HEAD, exchange, JSON_HEAD, observed, ping, pong, type Told } from './scenes.ts'

/** Kind and frame of each event. */
const kinds = (events: readonly WireEvent[]) => events.map(({ kind, frame }) => [frame, kind])

const bodyOf = (events: readonly WireEvent[]) => events.find((event) => event.kind === 'response body')

test('an exchange is told as head, body, head, body and end', () => {
  const events = observed([...CONNECTION, ...exchange({ body: ping(1), response: JSON_HEAD, answer: [pong(1)] })])
  expect(kinds(events)).toEqual([
    [1, 'request'],
    [2, 'request body'],
    [3, 'response'],
    [4, 'response body'],
    [5, 'end'],
  ])
  expect(events[0]).toMatchObject({ connection: 1, client: '127.0.0.1:5001', exchange: 1 })
  expect(events[1]).toMatchObject({ messages: [{ kind: 'request', method: 'ping' }] })
  expect(events[2]).toMatchObject({ remote: '127.0.0.1:3000', head: { startLine: 'HTTP/1.1 200 OK' } })
})

const STREAM = `\u00ef\u00bb\u00bfid: 1\ndata: ${pong(1)}\n\n: hello\r\n\r\nevent: x\rdata: a\rdata: b\r\rdata: end`
const WHOLE: Told[] = [
  ...CONNECTION,
  ...exchange({ body: `[${ping(1)}, ${ping(2)}]`, response: JSON_HEAD, answer: [`{"text":"na\u00c3\u00afve"}`] }),
  ...exchange({ number: 2, response: EVENTS_HEAD, answer: [STREAM] }),
]

/** The same, with its bodies cut at these places. */
const cut = (told: readonly Told[], at: readonly number[]): Told[] =>
  told.flatMap((one): Told[] => {
    const [kind, number, bytes = ''] = one
    if (kind !== RECORD.requestBody && kind !== RECORD.responseBody) return [one]
    const places = [0, ...at.filter((place) => place < bytes.length).toSorted((a, b) => a - b), bytes.length]
    return places.slice(1).map((end, n): Told => [kind, number, bytes.slice(places[n], end)])
  })

check.prop([fc.array(fc.nat(120), { maxLength: 12 })])('events do not depend on how the copies were cut', (at) => {
  expect(observed(cut(WHOLE, at))).toEqual(observed(WHOLE))
})

test('a stream cut behind each of its bytes is the same stream', () => {
  const everywhere = Array.from({ length: STREAM.length }, (_none, n) => n)
  expect(observed(cut(WHOLE, everywhere))).toEqual(observed(WHOLE))
  const blocks = observed(WHOLE).flatMap((event) => (event.kind === 'sse' ? [[event.offset, event.block.data]] : []))
  expect(blocks).toEqual([
    [0, pong(1)],
    [expect.any(Number), null],
    [expect.any(Number), 'a\nb'],
    [expect.any(Number), 'end'],
  ])
})

test('what is observed is a copy: the memory it came in may be used again', () => {
  const pieces = [...CONNECTION, ...exchange({ response: EVENTS_HEAD, answer: ['data: 1', '23\n\n'] })]
  const memory = pieces.map(([kind, number, bytes = '', extra]): Told => [kind, number, Buffer.from(bytes), extra])
  const events = observed(memory)
  const before = structuredClone(events)
  for (const [, , bytes] of memory) if (Buffer.isBuffer(bytes)) bytes.fill(0)
  expect(events.map((event) => ('text' in event ? event.text : ''))).toEqual(
    before.map((event) => ('text' in event ? event.text : '')),
  )
  expect(events.map((event) => ('bytes' in event ? Buffer.from(event.bytes as Uint8Array).toString() : ''))).toEqual(
    before.map((event) => ('bytes' in event ? Buffer.from(event.bytes as Uint8Array).toString() : '')),
  )
})

test('of a body above the limit the beginning is kept, with its true size', () => {
  const events = observed(exchange({ response: JSON_HEAD, answer: ['"01234', '56789"'] }), { keepBytes: 9 })
  expect(bodyOf(events)).toMatchObject({ bytes: Buffer.from('"01234567'), size: 12, text: '"01234567' })
  expect(bodyOf(events)).toMatchObject({ messages: undefined })
})

/** An exchange whose copies between `before` and `behind` were dropped; `at`: where in the body `behind` begins. */
function withHole(head: string, before: string, at: number, behind: string): WireEvent[] {
  const [request, response] = exchange({ response: head })
  const facts = { end: 'server-clean', reason: null, requestBytes: 0, responseBytes: at + behind.length, dropped: 1 }
  return observed([
    ...CONNECTION,
    request!,
    response!,
    [RECORD.responseBody, 1, before],
    [RECORD.responseSkip, 1, '', at],
    [RECORD.responseBody, 1, behind],
    [RECORD.end, 1, JSON.stringify(facts)],
  ])
}

test('a body that copies are missing from is kept up to there, and is no message', () => {
  expect(bodyOf(withHole(JSON_HEAD, '{"jsonrpc"', 90, ',"id":1}'))).toMatchObject({
    bytes: Buffer.from('{"jsonrpc"'),
    size: 98,
    messages: undefined,
  })
})

test('a stream that copies are missing from goes on behind them, and nothing is put together that was not', () => {
  const events = withHole(EVENTS_HEAD, `data: ${pong(1)}\n\ndata: {"half`, 500, `way"}\n\ndata: ${pong(2)}\n\n`)
  const blocks = events.flatMap((event) => (event.kind === 'sse' ? [event] : []))
  expect(blocks.map(({ offset, text }) => [offset, text])).toEqual([
    [0, `data: ${pong(1)}\n\n`],
    [expect.any(Number), 'data: {"half'],
    [500, 'way"}\n\n'],
    [507, `data: ${pong(2)}\n\n`],
  ])
  expect(blocks.map(({ messages }) => messages?.[0]?.kind)).toEqual(['result', undefined, undefined, 'result'])
})

test('a request body that copies are missing from is no message, either', () => {
  const [request] = exchange({})
  const events = observed([
    ...CONNECTION,
    request!,
    [RECORD.requestBody, 1, '{"a":'],
    [RECORD.requestSkip, 1, '', 9],
    [RECORD.requestBody, 1, '1}'],
    [RECORD.requestEnd, 1, '', 11],
  ])
  expect(events.at(-1)).toMatchObject({ kind: 'request body', text: '{"a":', size: 11, messages: undefined })
})

test.each([
  ['gzip', gzipSync(pong(1))],
  ['br', brotliCompressSync(pong(1))],
  ['deflate', deflateSync(pong(1))],
  ['zstd', zstdCompressSync(pong(1))],
])('%s is read in the copy, which is kept as it came', (coding, bytes) => {
  const response = `${JSON_HEAD}\r\nContent-Encoding: ${coding}`
  const events = observed(exchange({ response, answer: [bytes.subarray(0, 5), bytes.subarray(5)] }))
  expect(bodyOf(events)).toMatchObject({ bytes, size: bytes.length, text: pong(1), messages: [{ kind: 'result' }] })
})

test('what cannot be read has no text, and no messages', () => {
  const response = `${JSON_HEAD}\r\nContent-Encoding: gzip`
  const unread = { text: null, messages: undefined }
  expect(bodyOf(observed(exchange({ response, answer: ['no gzip'] })))).toMatchObject(unread)
  expect(bodyOf(observed(exchange({ response: JSON_HEAD, answer: ['\u00ff\u00fe{}'] })))).toMatchObject(unread)
})

test('a compressed stream is read when it has ended', () => {
  const response = `${EVENTS_HEAD}\r\nContent-Encoding: gzip`
  const events = observed(exchange({ response, answer: [gzipSync(`data: ${pong(1)}\n\ndata: 2`)] }))
  expect(events.flatMap((event) => (event.kind === 'sse' ? [event.block.data] : []))).toEqual([pong(1), '2'])
})

test('a compressed stream that cannot be read is kept as the body that it is', () => {
  const response = `${EVENTS_HEAD}\r\nContent-Encoding: gzip`
  const events = observed(exchange({ response, answer: ['no gzip at all'] }))
  expect(bodyOf(events)).toMatchObject({ bytes: Buffer.from('no gzip at all'), text: null, messages: undefined })
})

test('a message of a batch has a frame of its own', () => {
  const answer = [`[${pong(1)},${pong(2)},${pong(3)}]`]
  const events = observed(exchange({ body: `[${ping(1)},${ping(2)}]`, response: JSON_HEAD, answer }))
  expect(kinds(events)).toEqual([
    [1, 'request'],
    [2, 'request body'],
    [4, 'response'],
    [5, 'response body'],
    [8, 'end'],
  ])
})

test('an early answer, an interim one and an exchange without an end are told as they came', () => {
  const [head, body, over] = exchange({ body: ping(1) })
  const interim: Told = [RECORD.responseHead, 1, 'HTTP/1.1 100 Continue\r\n\r\n', 0]
  const early = [head, interim, body].flatMap((told) => (told ? [told] : []))
  const events = observed([...CONNECTION, ...early, ...(over ? [over] : [])], { stop: true })
  expect(events.map(({ kind }) => kind)).toEqual(['request', 'response', 'request body', 'end', 'stop'])
  expect(events[1]).toMatchObject({ remote: null })
  expect(events[3]).toMatchObject({ end: 'proxy', reason: 'the tap was stopped' })
})

test('what belongs to no exchange that is open is left out', () => {
  const events = observed([
    ...exchange({}),
    [RECORD.responseBody, 1, 'late'],
    [RECORD.end, 1, '{"end":"server-clean"}'],
    [RECORD.responseHead, 9, 'HTTP/1.1 200 OK\r\n\r\n'],
    [RECORD.disconnect, 1],
    [RECORD.gap, 3, '', 30],
  ])
  expect(events.map(({ kind }) => kind)).toEqual(['request', 'end', 'gap'])
  expect(events.at(-1)).toMatchObject({ copies: 3, bytes: 30 })
})

test('credentials are hashed in heads and in what the tap has changed', () => {
  const location = 'http://a.example/cb?code=s3cret'
  const request = 'GET /mcp?token=s3cret HTTP/1.1\r\nAuthorization: Bearer s3cret'
  const [head, end] = exchange({ request })
  const told: Told[] = [
    [RECORD.responseHead, 1, `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nSet-Cookie: a=s3cret\r\n\r\n`, 1],
    [RECORD.rewrite, 1, JSON.stringify({ what: 'location', original: location, changed: location })],
  ]
  const events = observed([...(head ? [head] : []), ...told, ...(end ? [end] : [])])
  expect(events).toHaveLength(4)
  const stored = JSON.stringify(events, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value
      ? Buffer.from(value.data as number[]).toString()
      : value,
  )
  expect(stored).not.toContain('s3cret')
})
