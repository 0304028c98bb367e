import { expect, test } from 'vitest'
import { diagramOf } from '../../src/core/diagram.ts'
import type { SessionRow } from '../../src/core/session.ts'
import { iso } from '../../src/core/time.ts'
import type { Arrow, Bar } from '../../src/core/timeline.ts'
import { aSession } from '../rows.ts'

const at = (frame: number) => iso(1_700_000_000_000_000 + frame * 1000)

const anArrow = (frame: number, stream: number | null = null): Arrow => ({
  kind: 'message',
  frame,
  at: at(frame),
  from: 'server',
  to: 'client',
  what: 'result',
  label: 'ping',
  exchange: stream,
  stream,
  pair: null,
  relatesTo: null,
})
const aBar = (frame: number, until: number | null): Bar => ({
  frame,
  kind: 'standalone',
  from: at(frame),
  until: until === null ? null : at(until),
  end: null,
  events: 0,
  resumes: null,
})

/** Each row's tracks, a letter for a part of a stream and a dot where there is none. */
const drawn = (arrows: Arrow[], bars: Bar[], total = arrows.length) =>
  diagramOf({ session: aSession(), arrows, bars, total, offset: 0 }).map(({ tracks, more }) => {
    const signs = tracks.map((track) => (track ? { begin: '┌', passes: '│', event: '●', end: '└' }[track.part] : '.'))
    return signs.join('') + (more > 0 ? `+${more}` : '')
  })

const arrowsAt = (...frames: number[]) => frames.map((frame) => anArrow(frame))
const LIFE = { arrows: arrowsAt(1, 2, 3, 4, 5), bars: [] as Bar[], total: 5, offset: 0 }

test('a stream stands beside its arrows from its exchange to its end', () => {
  const arrows = [...arrowsAt(1, 2), anArrow(4, 2), ...arrowsAt(6, 9)]
  expect(drawn(arrows, [aBar(2, 7)])).toEqual(['', '┌', '●', '└', ''])
  expect(drawn(arrows, [aBar(2, null)])).toEqual(['', '┌', '●', '│', '│'])
})

test('one that began before this part comes in from above, one that is over before its next arrow is not lost', () => {
  expect(drawn(arrowsAt(5, 6), [aBar(2, null)])).toEqual(['│', '│'])
  expect(drawn(arrowsAt(5, 6, 7), [aBar(5, 5)])).toEqual(['┌', '', ''])
  expect(drawn(arrowsAt(5, 6), [aBar(2, 3)])).toEqual(['', ''])
  expect(drawn([], [aBar(2, null)])).toEqual([])
})

test('streams that are open at once stand side by side, and a track is used again', () => {
  expect(drawn(arrowsAt(1, 2, 3, 4, 5), [aBar(1, 3), aBar(2, null), aBar(4, 5)])).toEqual(['┌', '│┌', '└│', '┌│', '└│'])
})

test('more streams than there are tracks are counted', () => {
  expect(
    drawn(
      arrowsAt(1),
      Array.from({ length: 8 }, () => aBar(1, null)),
    ),
  ).toEqual(['┌┌┌┌┌+3'])
})

test.each([
  [
    'issued and ended',
    { issuedBy: 2, end: { kind: 'deleted', frame: 4, confidence: 'seen' } },
    'none good good good none',
  ],
  [
    'an end that is only likely',
    { issuedBy: 1, end: { kind: 'abandoned', frame: 2, confidence: 'inferred' } },
    'good good good good good',
  ],
  ['never issued', { issuedBy: null }, 'unproven unproven unproven unproven unproven'],
  ['no id', { sessionId: null }, 'none none none none none'],
] as [string, Partial<SessionRow>, string][])('the path of an id: %s', (_what, more, path) => {
  const rows = diagramOf({ ...LIFE, session: aSession(more) })
  expect(rows.map((row) => row.path).join(' ')).toBe(path)
})

test('whether a stream ends at the last arrow of a part is known only if that is the last of all', () => {
  expect(drawn(arrowsAt(1, 2), [aBar(1, 2)])).toEqual(['┌', '└'])
  expect(drawn(arrowsAt(1, 2), [aBar(1, 2)], 9)).toEqual(['┌', '│'])
})

test('a session that lives as long as its stream ends where that ends', () => {
  const opening: Arrow = {
    kind: 'exchange',
    frame: 1,
    at: at(1),
    from: 'client',
    to: 'server',
    method: 'GET',
    status: 200,
    until: at(4),
    end: 'client-abort',
    id: ['issued', 'ended the session'],
  }
  const session = aSession({ issuedBy: 1, end: { kind: 'closed-by-client', frame: 1, confidence: 'seen' } })
  const arrows = [opening, ...arrowsAt(2, 4, 5)]
  const rows = diagramOf({ session, arrows, bars: [aBar(1, 4)], total: 4, offset: 0 })
  expect(rows.map(({ path }) => path)).toEqual(['good', 'good', 'good', 'none'])
  expect(rows.map(({ id }) => id)).toEqual([['issued'], [], ['ended the session'], []])
  expect(opening.id).toEqual(['issued', 'ended the session'])
})
