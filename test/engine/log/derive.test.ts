import { expect, test } from 'vitest'
import { framesTaken } from '../../../src/engine/log/derive.ts'
import { gzipSync } from 'node:zlib'
import { RECORD, type RecordKind } from '../../../src/engine/log/records.ts'
import { stories } from '../../core/stories/every.ts'
import { rowsOf } from '../../core/storyRows.ts'
import {
  CONNECTION,
  EVENTS_HEAD,
  exchange,
  JSON_HEAD,
  observed,
  ping,
  pong,
  storedAndRead,
  type Told,
} from './scenes.ts'

const rewrite = JSON.stringify({ what: 'location', original: 'http://a/', changed: 'http://b/' })
const interim: [RecordKind, number, string, number] = [RECORD.responseHead, 3, 'HTTP/1.1 103 Early Hints\r\n\r\n', 0]
const moved = exchange({ number: 3, response: 'HTTP/1.1 307 Moved\r\nLocation: http://b/' })

const STORY: Told[] = [
  ...CONNECTION,
  ...exchange({ body: `[${ping(1)},${ping(2)}]`, response: JSON_HEAD, answer: [`[${pong(1)},`, `${pong(2)}]`] }),
  [RECORD.gap, 4, '', 400],
  ...exchange({
    number: 2,
    body: ping(3),
    response: `${JSON_HEAD}\r\nContent-Encoding: gzip`,
    answer: [gzipSync(pong(3))],
  }),
  ...moved.slice(0, 1),
  interim,
  [RECORD.rewrite, 3, rewrite],
  ...moved.slice(1),
  ...exchange({
    number: 4,
    response: EVENTS_HEAD,
    answer: ['\u00ef\u00bb\u00bfdata: ', `${pong(9)}\n\n:still here\n\nid: 7`],
  }),
  ...exchange({ number: 5, request: 'POST /x HTTP/1.1', body: Buffer.alloc(200, 0xff) }),
  ...exchange({ number: 6, body: ping(6) }).slice(0, 2),
]

const story = observed(STORY, { keepBytes: 150, stop: true })

test('the story has events of every kind that HTTP has', () => {
  expect(new Set(story.map(({ kind }) => kind))).toEqual(
    new Set(['request', 'request body', 'response', 'response body', 'sse', 'rewrite', 'end', 'gap', 'stop']),
  )
})

test('events come back from the log as they went in', () => {
  expect(storedAndRead(story)).toEqual(story)
})

test('an event takes a frame for each of its messages', () => {
  expect(story.slice(0, 5).map((event) => [event.frame, framesTaken(event)])).toEqual([
    [1, 1],
    [2, 2],
    [4, 1],
    [5, 2],
    [7, 1],
  ])
})

test.each(stories)('$title: the same rows from what is stored', ({ events, capture }) => {
  const stored = storedAndRead(events)
  expect(stored).toEqual(events)
  expect(rowsOf(stored, capture)).toEqual(rowsOf(events, capture))
})
