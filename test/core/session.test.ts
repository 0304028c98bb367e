import { describe, expect, test } from 'vitest'
import type { Transport } from '../../src/core/api.ts'
import { moveOf, type SessionMove, type SessionRow, type SessionState } from '../../src/core/session.ts'
import { Ledger } from '../../src/core/ledger.ts'

const STATES: SessionState[] = ['unknown', 'open', 'ended']
const MOVES: SessionMove[] = [
  'issued',
  'id accepted',
  'id refused',
  'delete accepted',
  'client closed its stream',
  'server closed its stream',
  'process ended',
  'client began another',
  'client went away',
  'capture stopped',
]

/** Every move from every state: where it leads and, if it ends the session, how. All that is not here changes nothing. */
const foreseen: Record<Transport, string[]> = {
  'streamable-http': [
    'unknown: issued → open',
    'unknown: id accepted → open',
    'open: id refused → ended, expired',
    'open: delete accepted → ended, deleted',
    'open: client began another → ended, superseded',
    'open: client went away → ended, abandoned',
    'open: capture stopped → ended, capture-stopped',
    'ended: issued → open',
    'ended: id accepted → open',
  ],
  'http+sse': [
    'unknown: issued → open',
    'unknown: id accepted → open',
    'open: client closed its stream → ended, closed-by-client',
    'open: server closed its stream → ended, closed-by-server',
    'open: capture stopped → ended, capture-stopped',
  ],
  stdio: [
    'unknown: issued → open',
    'open: process ended → ended, process-exit',
    'open: capture stopped → ended, capture-stopped',
  ],
}

function sessionOf(transport: Transport): SessionRow {
  return new Ledger(1, new Set()).open(0, { connection: 1, client: '', replay: null }, 'x', transport, 'legacy').row
}

describe.each(Object.entries(foreseen) as [Transport, string[]][])('a session over %s', (transport, expected) => {
  test('moves as the table says, and no other way', () => {
    const all = STATES.flatMap((state) =>
      MOVES.flatMap((move) => {
        const next = moveOf(sessionOf(transport), state, move)
        return next ? [`${state}: ${move} → ${[next.to, next.end].filter(Boolean).join(', ')}`] : []
      }),
    )
    expect(all).toEqual(expected)
  })
})
