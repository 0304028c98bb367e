// Rows of every kind as tests need them: each is sound, and says of itself what `more` says.
import type { FindingRow } from '../src/core/diagnosis/finding.ts'
import type { ExchangeRow } from '../src/core/exchange.ts'
import type { MessageRow } from '../src/core/message.ts'
import type { SessionRow } from '../src/core/session.ts'
import { iso } from '../src/core/time.ts'

const beginning = Date.parse('2026-11-21T09:00:00Z') * 1000

/** An exchange that went well. */
export function anExchange(frame: number, more: Partial<ExchangeRow> = {}): ExchangeRow {
  const startedAt = beginning + frame * 10_000
  return {
    captureId: 1,
    frame,
    method: 'POST',
    url: 'http://127.0.0.1:3001/mcp',
    status: 200,
    session: '1-1',
    transport: 'streamable-http',
    era: 'legacy',
    startedAt: iso(startedAt),
    endedAt: iso(startedAt + 3_400),
    end: 'server-clean',
    reason: null,
    requestBytes: 120,
    responseBytes: 1_234,
    connectMs: null,
    tlsMs: null,
    sentMs: 0.3,
    firstByteMs: 2.1,
    idleMs: null,
    contentType: 'application/json',
    rpc: 'tools/call echo',
    carried: 'a-session-id',
    offered: null,
    connection: 1,
    client: '127.0.0.1:50000',
    remote: '127.0.0.1:3001',
    tls: null,
    proxy: null,
    dropped: 0,
    unrecorded: 0,
    attempt: null,
    role: null,
    replay: null,
    parts: [],
    replayOf: null,
    ...more,
  }
}

/** A session that an exchange issued. */
export function aSession(more: Partial<SessionRow> = {}): SessionRow {
  return {
    captureId: 1,
    key: '1-1',
    kind: 'session',
    replay: null,
    sessionId: 'a-session-id',
    transport: 'streamable-http',
    era: 'legacy',
    protocolVersion: '2025-11-25',
    client: 'a client 1.0',
    server: 'a server 2.0',
    clientCapabilities: [],
    serverCapabilities: [],
    issuedBy: 1,
    mintedBy: null,
    carriedBy: 3,
    missingOn: [],
    foreignOn: [],
    afterEndOn: [],
    refusedOn: [],
    openedAt: iso(beginning),
    lastSeenAt: iso(beginning),
    end: null,
    predecessor: null,
    successor: null,
    ...more,
  }
}

/** A request that was answered. */
export function aMessage(frame: number, more: Partial<MessageRow> = {}): MessageRow {
  return {
    captureId: 1,
    frame,
    exchange: frame - 1,
    direction: 'to-server',
    kind: 'request',
    id: 0,
    method: 'tools/call',
    name: null,
    code: null,
    session: '1-1',
    at: iso(beginning + frame * 10_000),
    size: 10,
    answers: null,
    answeredBy: frame + 2,
    relatesTo: null,
    cancelledBy: null,
    collidesWith: null,
    ...more,
  }
}

/** A finding that stands on one frame. */
export function aFinding(key: string, more: Partial<FindingRow> = {}): FindingRow {
  return {
    captureId: 1,
    key,
    id: 'session-id-never-issued',
    severity: 'error',
    side: 'client',
    confidence: 'certain',
    title: 'The server never issued this session id',
    text: 'The client carried the id "made-up", which stood in no answer of this server.',
    fix: 'Carry the id that the answer to initialize bears.',
    spec: '2025-11-25 basic/transports#session-management',
    session: '1-1',
    frames: [{ frame: 1, part: 'carries an id that was never issued' }],
    count: 1,
    at: iso(beginning),
    cause: null,
    ...more,
  }
}
