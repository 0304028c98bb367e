import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createFold, type Fold, step } from '../../src/core/fold.ts'
import { Ledger, type Peer } from '../../src/core/ledger.ts'
import type { SessionRow } from '../../src/core/session.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import { readStory } from './story.ts'
import { CAPTURE } from './storyRows.ts'

const peer = (connection: number, client = 'node'): Peer => ({ connection, client, replay: null })

function ledger() {
  const changed = new Set<SessionRow>()
  const sessions = new Ledger(1, changed)
  let at = 0
  const issue = (id: string | null, of: Peer) => {
    const session = sessions.open((at += 1000), of, id, 'streamable-http', 'legacy')
    sessions.succeed(of, session)
    sessions.move(session, 'issued', at)
    sessions.bind(of, session)
    return session
  }
  return { sessions, changed, issue, now: () => (at += 1000) }
}

describe('whose session it is', () => {
  test('the connection tells, then the name', () => {
    const { sessions, issue } = ledger()
    const [a, b] = [issue('a', peer(1)), issue('b', peer(2))]
    expect(sessions.of(peer(1))).toBe(a)
    expect(sessions.of(peer(3))).toBe(b)
    expect(sessions.of(peer(3, 'python'))).toBeUndefined()
    expect(sessions.on(3)).toBeUndefined()
  })

  test('a name tells nothing once two of its sessions are in use', () => {
    const { sessions, issue, now } = ledger()
    const a = issue('a', peer(1))
    const b = issue('b', peer(2))
    sessions.touch(b, now())
    expect(sessions.of(peer(3))).toBe(b)
    sessions.touch(a, now())
    expect(sessions.of(peer(3))).toBeUndefined()
    const c = issue('c', peer(4))
    expect(sessions.of(peer(3))).toBe(c)
  })

  test('of sessions without id, the newest does', () => {
    const { sessions, issue, now } = ledger()
    const a = issue('a', peer(1))
    const none = issue(null, peer(2))
    sessions.touch(a, now())
    expect(sessions.of(peer(3))).toBe(none)
  })
})

describe('ids', () => {
  test('in headers are taken as they are; those of message URLs without dashes and capitals', () => {
    const { sessions } = ledger()
    const header = sessions.meet(0, peer(1), 'ab-CD', 'streamable-http')
    const url = sessions.meet(0, peer(1), 'ab-CD', 'http+sse')
    expect(sessions.known('ab-CD', 'streamable-http')).toBe(header)
    expect(sessions.known('abcd', 'streamable-http')).toBeUndefined()
    expect(sessions.known('abcd', 'http+sse')).toBe(url)
    expect(sessions.count).toBe(2)
  })

  test('that were only minted are known as such', () => {
    const { sessions, issue } = ledger()
    issue('issued', peer(1))
    sessions.mint('issued', 3)
    sessions.mint('orphan', 4)
    expect(['issued', 'orphan', 'other'].map((id) => sessions.wasMinted(id))).toEqual([false, true, false])
  })
})

test('a frame list holds each frame once, and a thousand at most', () => {
  const { sessions, issue } = ledger()
  const session = issue('a', peer(1))
  for (let frame = 0; frame < 3000; frame++) sessions.note(session, 'refusedOn', frame >> 1)
  expect(session.row.refusedOn).toEqual(Array.from({ length: 1000 }, (_, n) => n))
})

test('an end is seen where an exchange shows it, and else inferred', () => {
  const { sessions, issue } = ledger()
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, n) => issue(id, peer(n, id)))
  if (!a || !b || !c || !d) throw new Error('no sessions')
  sessions.move(a, 'id refused', 10, true)
  sessions.move(b, 'id refused', 11, false)
  sessions.move(c, 'delete accepted', 12)
  sessions.close(13)
  expect([a, b, c, d].map(({ row }) => row.end)).toEqual([
    { kind: 'expired', frame: 10, confidence: 'seen' },
    { kind: 'expired', frame: 11, confidence: 'inferred' },
    { kind: 'deleted', frame: 12, confidence: 'seen' },
    { kind: 'capture-stopped', frame: null, confidence: 'inferred' },
  ])
})

test('a session that takes the place of another is tied to it', () => {
  const { sessions, issue } = ledger()
  const a = issue('a', peer(1))
  sessions.move(a, 'id refused', 10)
  const b = issue('b', peer(1))
  expect([a.row.successor, b.row.predecessor]).toEqual([b.row.key, a.row.key])
  expect([a.row.predecessor, b.row.successor]).toEqual([null, null])
})

test('a client that has been silent for ten minutes went away', () => {
  const { sessions, issue, now } = ledger()
  const a = issue('a', peer(1))
  sessions.close(now() + 600_000_000)
  expect(a.row.end).toEqual({ kind: 'abandoned', frame: null, confidence: 'inferred' })
})

describe('bounds', () => {
  test('the longest unused session is forgotten first', () => {
    const { sessions, issue, now } = ledger()
    const used = issue('used', peer(0))
    issue('idle', peer(1))
    for (let n = 0; n < 20_000; n++) {
      issue(`s-${n}`, peer(n + 2))
      if (n % 100 === 0) sessions.touch(used, now())
    }
    expect(sessions.known('used', 'streamable-http')).toBe(used)
    expect(sessions.known('idle', 'streamable-http')).toBeUndefined()
    expect(sessions.known('s-19999', 'streamable-http')).toBeDefined()
  })

  test('the fold does not grow with the sessions that it has seen', () => {
    const fold = createFold(CAPTURE)
    lives(fold, 0, 5500)
    const before = heapUsed()
    lives(fold, 5500, 8000)
    expect(fold.ledger.count).toBe(24_000)
    // A session takes about a kilobyte: 7,500 that were kept would show.
    expect(heapUsed() - before).toBeLessThan(5_000_000)
  }, 240_000)
})

/** One client's life, told again and again by other clients with other ids. */
function lives(fold: Fold, from: number, to: number): void {
  const { events } = readStory(`a life
    1  client → POST /mcp  initialize
    2  client ← 200  session SESSION
    3  client → POST /mcp  tools/list  session SESSION
    4  client ← 404  error -32001 Session not found
    5  client → POST /mcp  tools/list  session FOREIGN
    6  client ← 400  No valid session ID provided
    7  client → POST /mcp  tools/list
    8  client ← 400  error -32600 Missing session ID  session MINTED
    9  client → POST /mcp  tools/call  session SESSION
    10  client ← 200  sse
    11  client ← event  notifications/message  event-id EVENT
    12  server cuts 9`)
  const last = (events.at(-1)?.frame ?? 0) + 1
  for (let n = from; n < to; n++) {
    for (const event of events) step(fold, told(event, n, n * last))
    for (const rows of Object.values(fold.changed)) rows.clear()
  }
}

function told(event: WireEvent, n: number, frames: number): WireEvent {
  const frame = event.frame + frames
  const exchange = event.exchange === null ? null : event.exchange + frames
  const other = { ...event, frame, exchange, at: event.at + frames } as WireEvent // only its numbers change
  // Connections and clients are forgotten like sessions; meeting some again spares the test the time until they are.
  if (other.kind === 'request') other.connection += n % 2500
  if (other.kind === 'request' || other.kind === 'response') {
    const headers = other.head.headers.map(([name, value]) =>
      /session|agent/i.test(name)
        ? ([name, `${value}-${/agent/i.test(name) ? n % 2500 : n}`] as const)
        : ([name, value] as const),
    )
    other.head = { ...other.head, headers }
  }
  if (other.kind === 'sse') other.block = { ...other.block, id: `${other.block.id}-${n}` }
  return other
}

/** Bytes of living objects. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
