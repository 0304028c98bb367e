import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { createFold, step } from '../../src/core/fold.ts'
import { framesOf, type WireEvent } from '../../src/core/wire.ts'
import { stories } from './stories/every.ts'
import { readStory } from './story.ts'
import { CAPTURE, rowsOf } from './storyRows.ts'

test('an exchange tells when it went, how much, where to and how it ended', () => {
  const { events } = readStory(`facts
    1  client → POST /mcp  tools/call echo  on 4
    2  client ← 200  sse
    3  client ← event  result 1
    4  server cuts 1`)
  const rows = rowsOf(events)
  const stream = events.find(({ kind }) => kind === 'sse')
  expect(rows.exchanges.get(1)).toMatchObject({
    status: 200,
    contentType: 'text/event-stream',
    firstByteMs: 1,
    requestBytes: events.flatMap((event) => (event.kind === 'request body' ? event.size : []))[0],
    responseBytes: stream?.kind === 'sse' ? stream.bytes.length : 0,
    rpc: 'tools/call echo',
    connection: 4,
    client: '127.0.0.1:40004',
    remote: '127.0.0.1:3000',
    end: 'server-abort',
    parts: [2, 3, 5],
  })
})

const ASKED = `asked
  1  client → POST /mcp  tools/list`

test('an interim head is not the answer', () => {
  const { events } = readStory(`${ASKED}\n2  client ← 103  nothing`)
  const interim = events.filter(({ kind }) => kind !== 'response body' && kind !== 'end')
  expect(rowsOf(interim).exchanges.get(1)).toMatchObject({ status: null, contentType: null, firstByteMs: null })
})

test.each([
  ['after the result', '2  client ← 200  sse\n3  client ← event  result 1\n4  client drops 1', 'it had its answer'],
  ['before the result', '2  client ← 200  sse\n3  client drops 1', null],
  ['before any answer', '2  client drops 1', null],
])('a client that leaves %s: %s', (_when, rest, reason) => {
  const { events } = readStory(`leaves\n1  client → POST /mcp  tools/call echo\n${rest}`)
  expect(rowsOf(events).exchanges.get(1)).toMatchObject({ end: 'client-abort', reason })
})

test('losses are counted, and events of exchanges that were never seen are passed over', () => {
  const { events } = readStory(`${ASKED}\n2  client ← 200`)
  const fold = createFold(CAPTURE)
  for (const event of events) step(fold, event)
  step(fold, { kind: 'gap', exchange: null, frame: 50, at: 0, copies: 3, bytes: 9, paused: null })
  step(fold, { kind: 'gap', exchange: null, frame: 51, at: 9, copies: 2, bytes: 9, paused: { since: 0, exchanges: 4 } })
  step(fold, {
    kind: 'end',
    exchange: 40,
    frame: 52,
    at: 0,
    end: 'proxy',
    reason: null,
    requestBytes: 0,
    responseBytes: 0,
    dropped: 0,
    unrecorded: 0,
    idleMs: 0,
    reached: null,
  })
  expect(fold.counts).toEqual({ exchanges: 1, messages: 2, sessions: 1, dropped: 3, unrecorded: 4, era: 'legacy' })
  expect(fold.open.size).toBe(0)
})

/** Events of some stories, mixed: those of one story keep their order. */
const mixtures = fc
  .tuple(
    fc.shuffledSubarray(stories, { minLength: 1, maxLength: 6 }),
    fc.array(fc.nat(5), { minLength: 1, maxLength: 50 }),
  )
  .map(([chosen, turns]) => mix(chosen, turns))

function mix(tales: typeof stories, turns: readonly number[]): WireEvent[] {
  let left = tales.map(({ events }, tale) => ({ tale, events: events.filter(({ kind }) => kind !== 'stop') }))
  const mixed: { tale: number; event: WireEvent }[] = []
  for (let n = 0; left.length > 0; n++) {
    const next = left[(turns[n % turns.length] ?? 0) % left.length]
    const event = next?.events.shift()
    if (next && event) mixed.push({ tale: next.tale, event })
    left = left.filter(({ events }) => events.length > 0)
  }
  return renumbered(mixed)
}

/** Numbers events anew, as if all tales were of one capture. */
function renumbered(mixed: readonly { tale: number; event: WireEvent }[]): WireEvent[] {
  const exchanges = new Map<string, number>()
  let next = 1
  return mixed.map(({ tale, event }) => {
    const frame = next
    next += 'messages' in event ? framesOf(event.messages) : 1
    if (event.kind === 'request') exchanges.set(`${tale} ${event.exchange}`, frame)
    const exchange = event.exchange === null ? null : exchanges.get(`${tale} ${event.exchange}`)
    return { ...event, frame, exchange, at: 1_790_000_000_000_000 + frame * 1000 } as WireEvent // its kind is the same
  })
}

describe('the fold', () => {
  property.prop([mixtures, fc.array(fc.nat(200))])(
    'gives the same rows in one go and in any batches',
    (events, batches) => {
      expect(rowsOf(events, CAPTURE, batches)).toEqual(rowsOf(events))
    },
  )

  property.prop([mixtures])('gives the same rows when it is done again', (events) => {
    expect(rowsOf(events)).toEqual(rowsOf(structuredClone(events)))
  })

  property.prop([mixtures.chain((events) => fc.shuffledSubarray(events))])(
    'takes any events in any order',
    (events) => {
      expect(() => rowsOf(events)).not.toThrow()
    },
  )

  test.each(stories)('$title — in every two batches', ({ events, capture }) => {
    const whole = rowsOf(events, capture)
    for (let cut = 0; cut < events.length; cut++) expect(rowsOf(events, capture, [cut])).toEqual(whole)
    expect(rowsOf(events, capture, [...events.keys()])).toEqual(whole)
  })
})
