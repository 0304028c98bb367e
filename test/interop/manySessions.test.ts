// Ten thousand sessions of one capture, two at a time: each keeps its own, and what the fold holds is over with them.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createFold, step } from '../../src/core/fold.ts'
import type { SessionRow } from '../../src/core/session.ts'
import { TraceEvent } from '../../src/core/trace.ts'
import { createDeriver } from '../../src/engine/log/derive.ts'
import { fromTraceLine } from '../../src/engine/trace/lines.ts'
import { CAPTURE } from '../core/storyRows.ts'
import { traceFileOf } from './recordings.ts'

const PAIRS = 5000

test('ten thousand sessions', { timeout: 60_000 }, async () => {
  const lines = (await readFile(traceFileOf('hostile/interleaved'), 'utf8')).trimEnd().split('\n').slice(1, -1)
  const life = lines.map((line) => TraceEvent.parse(JSON.parse(line))).filter(isOfHandshakeOrEnd)
  const framesTaken = 1 + (life.at(-1)?.frame ?? 0)
  const derive = createDeriver()
  const fold = createFold(CAPTURE)
  const sessions = new Map<string, SessionRow>()
  let most = 0
  for (let pair = 0; pair < PAIRS; pair++) {
    for (const event of life) step(fold, derive(fromTraceLine(moved(event, pair * framesTaken, pair))))
    most = Math.max(most, fold.open.size)
    for (const row of fold.changed.sessions) sessions.set(row.key, structuredClone(row))
    for (const set of Object.values(fold.changed)) set.clear()
  }
  expect(sessions.size).toBe(2 * PAIRS)
  const ids = new Set([...sessions.values()].map(({ sessionId }) => sessionId))
  expect(ids.size).toBe(2 * PAIRS)
  const odd = [...sessions.values()].filter(
    ({ end, issuedBy, carriedBy, client }) =>
      end?.kind !== 'deleted' || issuedBy === null || carriedBy !== 1 || client === null,
  )
  expect(odd).toEqual([])
  expect(most).toBe(0)
})

/** The exchanges of the recording that open and end its two sessions. */
const isOfHandshakeOrEnd = ({ exchange }: TraceEvent): boolean => exchange !== null && [1, 2, 34, 35].includes(exchange)

/** The same for two other sessions, further on. */
function moved(event: TraceEvent, by: number, pair: number): TraceEvent {
  const text = JSON.stringify(event).replaceAll(/\bs-([ab])\b/g, `s-$1-${pair}`)
  const { frame, exchange } = event
  return { ...TraceEvent.parse(JSON.parse(text)), frame: frame + by, exchange: (exchange ?? 0) + by } as TraceEvent // of the same kind
}
