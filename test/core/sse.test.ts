import { fc, test as property } from '@fast-check/vitest'
import { createParser } from 'eventsource-parser'
import { describe, expect, test } from 'vitest'
import { announcedBy, carriesMessage, createSseSplitter, readSseBlock, type SseBlock } from '../../src/core/sse.ts'

/** What a client makes of a stream. */
interface Heard {
  events: { event: string; id: string | undefined; data: string }[]
  comments: string[]
  /** What it waits before it reconnects: the last one counts. */
  retry: number | undefined
}

/** By the parser that the SDK's clients use. */
function byOracle(bytes: Uint8Array): Heard {
  const heard: Heard = { events: [], comments: [], retry: undefined }
  const parser = createParser({
    onEvent: ({ event, id, data }) => heard.events.push({ event: event || 'message', id, data }),
    onComment: (comment) => heard.comments.push(comment),
    onRetry: (retry) => (heard.retry = retry),
  })
  parser.feed(Buffer.from(bytes).toString('utf8'))
  return heard
}

/** By the module under test, in pieces that end at `cuts`. */
function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const splitter = createSseSplitter()
  const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b)
  const blocks = ends.flatMap((end, n) => splitter.push(Uint8Array.from(bytes.subarray(ends[n - 1] ?? 0, end))))
  return splitter.rest().length > 0 ? [...blocks, splitter.rest()] : blocks
}

function heardFrom(pieces: readonly Uint8Array[]): Heard {
  const blocks = pieces.map((piece, n) => readSseBlock(Buffer.from(piece).toString('utf8'), n === 0))
  const events = blocks.flatMap(({ event, id, data, complete }) =>
    data === null || !complete ? [] : [{ event: event || 'message', id: id ?? undefined, data }],
  )
  return {
    events,
    comments: blocks.flatMap(({ comments }) => comments),
    retry: blocks.flatMap(({ retry }) => retry ?? []).at(-1),
  }
}

const together = (pieces: readonly Uint8Array[]): Buffer => Buffer.concat(pieces)

const streams: [name: string, text: string][] = [
  ['LF', 'event: endpoint\ndata: /messages?sessionId=1\n\n: ping\n\ndata: {"a":1}\n\n'],
  ['CRLF', 'event: endpoint\r\ndata: /messages\r\n\r\n: ping - 12:00\r\n\r\ndata: x\r\n\r\n'],
  ['CR', 'event: a\rdata: one\r\r: tick\r\rdata: two\r\rdata: three\r\r'],
  ['mixed line ends', 'event: endpoint\ndata: /m?sessionId=1\r\n\r\ndata: a\rdata: b\n\r\ndata: c\r\n\ndata: d\n\n'],
  ['a byte order mark', '\u{FEFF}data: first\n\ndata: second\n\n'],
  ['a byte order mark that does not stand first', 'data: first\n\n\u{FEFF}data: not a field\n\ndata: third\n\n'],
  ['only a byte order mark', '\u{FEFF}'],
  ['comments only', ': connected\n\n:\n\n: ping\n: pong\n\n'],
  ['a priming event', 'id: s/1\ndata: \n\nid: s/2\nretry: 1500\n\n'],
  ['a field without colon', 'data\n\ndata\ndata\n\nevent\ndata: x\n\n'],
  ['blanks', 'data:x\n\ndata:  y \n\n data: z\n\ndata : w\n\n'],
  ['several data lines', 'data: {\ndata:  "a": 1\ndata: }\n\n'],
  ['ids', 'id: 1\ndata: a\n\nid\ndata: b\n\nid: \0\ndata: c\n\nid: 1\nid: 2\ndata: d\n\n'],
  ['retries', 'retry: 10\n\nretry: 1a\n\nretry: -1\n\nretry:\n\nretry: 007\ndata: x\n\n'],
  ['unknown fields', 'x: 1\nDATA: no\ndata: yes\nfoo\n\n'],
  ['the last of two event names', 'event: a\nevent: b\ndata: x\n\nevent:\ndata: y\n\n'],
  ['characters of several bytes', 'data: naïve 🦊\nevent: é\n\ndata: \u{2028}\n\n'],
  ['blank lines before and between', '\n\n\ndata: a\n\n\n\ndata: b\n\n'],
  ['an event that is cut short', 'data: a\n\nid: 9\nevent: endpoint\ndata: half of it\n'],
  ['a line that is cut short', 'data: a\n\ndata: ha'],
  ['nothing', ''],
]

describe('a stream in two pieces, cut at every byte', () => {
  test.each(streams)('%s', (_, text) => {
    const bytes = Buffer.from(text)
    const expected = byOracle(bytes)
    for (let cut = 0; cut <= bytes.length; cut++) {
      const pieces = split(bytes, [cut])
      expect(heardFrom(pieces)).toEqual(expected)
      expect(together(pieces)).toEqual(bytes)
      expect(pieces).toEqual(split(bytes, []))
    }
  })

  test.each(streams)('%s, one byte at a time', (_, text) => {
    const bytes = Buffer.from(text)
    expect(heardFrom(split(bytes, [...bytes.keys()]))).toEqual(byOracle(bytes))
  })
})

const line = fc.oneof(
  fc.constantFrom(
    'data',
    'data:',
    'data: x',
    'data: {"a":[1]}',
    'event: endpoint',
    'event: message',
    'event:',
    'id: 1',
  ),
  fc.constantFrom(
    'id:',
    'retry: 100',
    ': ping',
    ':',
    'data: 🦊',
    'x: y',
    ' data: z',
    'data :',
    'dat',
    '\u{FEFF}data: bom',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
)
const stream = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r'))))
  .map(([bom, lines]) => Buffer.from((bom ? '\u{FEFF}' : '') + lines.map((parts) => parts.join('')).join('')))

property.prop([stream, fc.array(fc.nat(300), { maxLength: 20 })])(
  'any stream, cut anywhere, is heard as its client hears it',
  (bytes, cuts) => {
    const pieces = split(
      bytes,
      cuts.filter((cut) => cut <= bytes.length),
    )
    expect(together(pieces)).toEqual(bytes)
    expect(pieces).toEqual(split(bytes, []))
    // A comment or retry in a block that is cut short was still heard; an event was not.
    expect(heardFrom(pieces).events).toEqual(byOracle(bytes).events)
    expect(heardFrom(split(Buffer.concat([bytes, Buffer.from('\n\n')]), []))).toEqual(
      byOracle(Buffer.concat([bytes, Buffer.from('\n\n')])),
    )
  },
)

test('an event of a megabyte, in pieces as they come from a socket', () => {
  const data = JSON.stringify({ text: 'naïve 🦊 '.repeat(80_000) })
  const bytes = Buffer.from(`data: ${data}\n\ndata: after\n\n`)
  const cuts = Array.from({ length: Math.floor(bytes.length / 1448) }, (_, n) => n * 1448)
  const pieces = split(bytes, cuts)
  expect(pieces).toHaveLength(2)
  expect(heardFrom(pieces)).toEqual(byOracle(bytes))
})

test('a stream without blank lines is handed out in pieces', () => {
  const splitter = createSseSplitter()
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  const blocks = Array.from({ length: 40 }, () => splitter.push(chunk)).flat()
  expect(blocks.map(({ length }) => length)).toEqual([16 * 1024 * 1024, 16 * 1024 * 1024])
  expect(splitter.rest()).toHaveLength(8 * 1024 * 1024)
})

test('blocks that were handed out stay as they were', () => {
  const splitter = createSseSplitter()
  const first = splitter.push(Buffer.from('data: 1\n\nda'))
  const second = [...splitter.push(Buffer.from('ta: 2')), ...splitter.push(Buffer.from('\n\ndata: 3\n\ndat'))]
  splitter.push(Buffer.from('a: overwritten?\n\n'))
  expect([...first, ...second].map((block) => Buffer.from(block).toString())).toEqual([
    'data: 1\n\n',
    'data: 2\n\n',
    'data: 3\n\n',
  ])
})

describe('a block', () => {
  const message: SseBlock = { event: null, id: null, retry: null, data: '{}', comments: [], complete: true }

  test.each<[string, Partial<SseBlock>, boolean]>([
    ['without a name', {}, true],
    ['with an empty name', { event: '' }, true],
    ['named message', { event: 'message' }, true],
    ['of another name', { event: 'endpoint' }, false],
    ['without data', { data: null }, false],
    ['with empty data, as a priming event has', { data: '', id: '1' }, false],
    ['that was cut short', { complete: false }, false],
  ])('%s: carries a message?', (_, facts, expected) => {
    expect(carriesMessage({ ...message, ...facts })).toBe(expected)
  })

  test.each<[string, string | null]>([
    ['event: endpoint\ndata: /messages\n\n', '/messages'],
    ['event: endpoint\ndata: /mess', null],
    ['event: endpoint\n\n', null],
    ['data: /messages\n\n', null],
  ])('%j announces %j', (text, expected) => {
    expect(announcedBy(readSseBlock(text))).toBe(expected)
  })
})
