import { expect, test } from 'vitest'
import type { SessionRow } from '../../src/core/session.ts'
import { openStream } from '../../src/core/stream.ts'
import { type ExchangeArrow, type MessageArrow, timelineOf, type TimelineRows } from '../../src/core/timeline.ts'
import { aMessage, anExchange, aSession } from '../rows.ts'

const timeline = (rows: Partial<TimelineRows>) =>
  timelineOf({ session: aSession(), exchanges: [], messages: [], earlier: [], streams: [], ...rows })

const aStream = (frame: number) => openStream({ row: anExchange(frame, { method: 'GET' }), session: null } as never, 0) // all that it reads of an exchange

const marksOn = (frame: number, session: Partial<SessionRow>, carried: string | null = null) => {
  const [arrow] = timeline({ session: aSession(session), exchanges: [anExchange(frame, { carried })] }).arrows
  return (arrow as ExchangeArrow).id // the only arrow is that of an exchange
}

test('exchanges and their messages stand in the order of the wire', () => {
  const { arrows } = timeline({
    exchanges: [anExchange(1), anExchange(9)],
    messages: [aMessage(2, { answeredBy: 4 }), aMessage(4, { answers: 2, direction: 'to-client' }), aMessage(10)],
  })
  expect(arrows.map(({ frame, kind }) => `${frame} ${kind}`)).toEqual([
    '1 exchange',
    '2 message',
    '4 message',
    '9 exchange',
    '10 message',
  ])
})

test('a request goes from the client to the server, and its answer back', () => {
  const { arrows } = timeline({
    exchanges: [anExchange(1)],
    messages: [aMessage(2, { name: 'echo' }), aMessage(4, { exchange: 1, direction: 'to-client', answers: 2 })],
  })
  expect(arrows).toMatchObject([
    { from: 'client', to: 'server', method: 'POST', status: 200 },
    { from: 'client', to: 'server', label: 'tools/call echo', pair: 4 },
    { from: 'server', to: 'client', label: 'tools/call', pair: 2 },
  ])
})

test('a replay begins at the tap, and what never reached the server ends there', () => {
  const { arrows } = timeline({
    exchanges: [
      anExchange(1, { replay: 3 }),
      anExchange(5, { remote: null }),
      anExchange(9, { remote: null, endedAt: null }),
    ],
    messages: [aMessage(6, { exchange: 5 }), aMessage(7, { exchange: 5, direction: 'to-client' })],
  })
  expect(arrows.map(({ frame, from, to }) => [frame, from, to])).toEqual([
    [1, 'tap', 'server'],
    [5, 'client', 'tap'],
    [6, 'client', 'tap'],
    [7, 'tap', 'client'],
    [9, 'client', 'server'],
  ])
})

test('a message of an exchange that began before this part goes the way of that exchange', () => {
  const { arrows } = timeline({ earlier: [anExchange(1, { replay: 1 })], messages: [aMessage(2, { exchange: 1 })] })
  expect(arrows).toMatchObject([{ frame: 2, from: 'tap', to: 'server' }])
})

test('on stdio there is nothing but messages between client and server', () => {
  const { arrows } = timeline({ messages: [aMessage(2, { exchange: null, direction: 'to-client' })] })
  expect(arrows).toMatchObject([{ from: 'server', to: 'client', exchange: null, stream: null }])
})

test('what came on a stream names it, what the client sent does not', () => {
  const { arrows, bars } = timeline({
    exchanges: [anExchange(1), anExchange(20)],
    streams: [aStream(1)],
    messages: [
      aMessage(2, { exchange: 1 }),
      aMessage(4, { exchange: 1, direction: 'to-client' }),
      aMessage(22, { exchange: 20, direction: 'to-client' }),
    ],
  })
  const streams = arrows.filter((arrow): arrow is MessageArrow => arrow.kind === 'message').map(({ stream }) => stream)
  expect(streams).toEqual([null, 1, null])
  expect(bars).toMatchObject([{ frame: 1, kind: 'standalone', until: null, end: null, events: 0, resumes: null }])
})

test.each([
  ['carried', {}, 'a-session-id', ['carried']],
  ['another id', {}, 'another', []],
  ['issued', { issuedBy: 5 }, null, ['issued']],
  ['issued, although it names none', { issuedBy: 5, sessionId: null }, null, []],
  ['minted', { issuedBy: null, mintedBy: 5 }, null, ['minted']],
  ['missing', { missingOn: [1, 5] }, null, ['missing']],
  ['foreign and refused', { foreignOn: [5], refusedOn: [5] }, 'a-session-id', ['carried', 'foreign', 'refused']],
  ['after its end', { afterEndOn: [5] }, 'a-session-id', ['carried', 'after its end']],
  [
    'the end',
    { end: { kind: 'deleted', frame: 5, confidence: 'seen' } },
    'a-session-id',
    ['carried', 'ended the session'],
  ],
  ['an end that is only likely', { end: { kind: 'expired', frame: 5, confidence: 'inferred' } }, null, []],
  ['the end of another', { end: { kind: 'deleted', frame: 9, confidence: 'seen' } }, null, []],
] as const)('what happened to the id is marked: %s', (_what, session, carried, marks) => {
  expect(marksOn(5, session as Partial<SessionRow>, carried)).toEqual(marks) // its lists are not readonly
})
