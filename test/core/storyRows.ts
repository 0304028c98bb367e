import type { FindingRow } from '../../src/core/diagnosis/finding.ts'
import type { CaptureFacts, ExchangeRow } from '../../src/core/exchange.ts'
import { createFold, type Fold, step, wait } from '../../src/core/fold.ts'
import type { MessageRow } from '../../src/core/message.ts'
import type { SessionRow } from '../../src/core/session.ts'
import type { StreamRow } from '../../src/core/stream.ts'
import type { WireEvent } from '../../src/core/wire.ts'
import type { Story } from './story.ts'

/** The capture that stories are of. */
export const CAPTURE: CaptureFacts = { captureId: 1, origin: 'http://127.0.0.1:3000', path: '/mcp' }

/** Rows by what names them, as a database that is written after each batch would hold them. */
export interface Rows {
  exchanges: Map<number, ExchangeRow>
  messages: Map<number, MessageRow>
  streams: Map<number, StreamRow>
  sessions: Map<string, SessionRow>
  findings: Map<string, FindingRow>
}

/** Folds events; after each of `batches` the changed rows are written, as they stand then, and forgotten. */
export const rowsOf = (...told: Parameters<typeof folded>): Rows => folded(...told).rows

function folded(
  events: readonly WireEvent[],
  capture = CAPTURE,
  batches: readonly number[] = [],
  until = 0,
): { rows: Rows; fold: Fold } {
  const fold = createFold(capture)
  const rows: Rows = {
    exchanges: new Map(),
    messages: new Map(),
    streams: new Map(),
    sessions: new Map(),
    findings: new Map(),
  }
  const ends = new Set(batches)
  for (const [n, event] of events.entries()) {
    step(fold, event)
    if (ends.has(n)) write(fold, rows)
  }
  wait(fold, until)
  write(fold, rows)
  return { rows, fold }
}

function write({ changed }: Fold, rows: Rows): void {
  for (const row of changed.exchanges) rows.exchanges.set(row.frame, structuredClone(row))
  for (const row of changed.messages) rows.messages.set(row.frame, structuredClone(row))
  for (const row of changed.streams) rows.streams.set(row.frame, structuredClone(row))
  for (const row of changed.sessions) rows.sessions.set(row.key, structuredClone(row))
  for (const key of changed.withdrawn) rows.findings.delete(key)
  for (const row of changed.findings) rows.findings.set(row.key, structuredClone(row))
  for (const set of Object.values(changed)) set.clear()
}

/** What the rows say, in the words of the `⇒` lines: all sessions, and of the other kinds what the story speaks of. */
export function outcomeOf({ events, labels, expected, capture }: Story): string[] {
  const { rows, fold } = folded(events, capture)
  const line = (frame: number | null) => (frame === null ? '' : (labels.get(frame) ?? '?'))
  const messages = [...rows.messages.values()]
  const answers = messages.filter((row) => row.answers !== null)
  const told = {
    session: [...rows.sessions.values()].map((row) => sessionPhrase(row, line)),
    peers: [...rows.sessions.values()].map(peersPhrase),
    exchange: [...rows.exchanges.values()].map((row) => exchangePhrase(row, line)),
    attempt: [...rows.exchanges.values()].flatMap((row) =>
      row.attempt === null ? [] : [`attempt ${line(row.attempt)}  ${row.role} ${line(row.frame)}`],
    ),
    offered: [...rows.exchanges.values()].flatMap((row) =>
      row.offered === null ? [] : [`offered ${line(row.frame)} ${row.offered}`],
    ),
    stream: [...rows.streams.values()].map((row) => streamPhrase(row, line)),
    message: messages.map((row) => messagePhrase(row, line)),
    relation: messages.flatMap((row) =>
      row.relatesTo === null ? [] : [`relation ${line(row.frame)} to ${line(row.relatesTo)} ${row.method}`],
    ),
    cancelled: messages.flatMap((row) =>
      row.cancelledBy === null ? [] : [`cancelled ${line(row.frame)} by ${line(row.cancelledBy)}`],
    ),
    collision: messages.flatMap((row) =>
      row.collidesWith === null ? [] : [`collision ${line(row.frame)} with ${line(row.collidesWith)}`],
    ),
    server: [`server ${fold.counts.era ?? 'unknown'}`],
    answer: answers.map((row) => `answer ${line(row.frame)} to ${line(row.answers)} ${row.method ?? '-'}`),
  }
  const spoken = new Set(['session', ...expected.map((text) => text.split(' ', 1)[0])])
  return Object.entries(told).flatMap(([kind, phrases]) => (spoken.has(kind) ? phrases : []))
}

/** The findings of a story, in the words of its `⇒` lines: `error session-id-never-issued 3 4  because of two-session-managers`. */
export function findingsOf({ events, labels, capture, until }: Story): string[] {
  const rows = [...rowsOf(events, capture, [], until).findings.values()]
  const idOf = (key: string | null) => rows.find((row) => row.key === key)?.id
  return rows.map(({ severity, id, frames, confidence, side, cause, count }) => {
    const lines = frames.map(({ frame }) => labels.get(frame) ?? '?')
    return phrase([severity, id, ...new Set(lines)].join(' '), {
      [side]: true,
      [confidence]: confidence !== 'certain',
      [`${count} times`]: count > 1,
      'because of': idOf(cause) ?? null,
    })
  })
}

/** Frame → the story's number for it. */
type LineOf = (frame: number | null) => string

/** `1-2` is `#2`. */
const numbered = (key: string | null): string => (key === null ? '-' : `#${key.split('-')[1] ?? ''}`)

function sessionPhrase(row: SessionRow, line: LineOf): string {
  const lines = (frames: readonly number[]) => frames.map(line).join(' ')
  return phrase(`session ${numbered(row.key)} ${row.sessionId ?? '-'}`, {
    [row.transport]: row.transport !== 'streamable-http',
    [row.era]: row.era !== 'legacy',
    [`replay ${row.replay}`]: row.replay !== null,
    issued: line(row.issuedBy),
    accepted: row.kind === 'session' && row.issuedBy === null,
    minted: line(row.mintedBy),
    carried: row.carriedBy,
    missing: lines(row.missingOn),
    foreign: lines(row.foreignOn),
    'after-end': lines(row.afterEndOn),
    refused: lines(row.refusedOn),
    ended: row.end && [row.end.kind, line(row.end.frame), row.end.confidence].filter(Boolean).join(' '),
    [`then ${numbered(row.successor)}`]: row.successor !== null,
  })
}

function peersPhrase({ key, client, server, protocolVersion, ...row }: SessionRow): string {
  return phrase(`peers ${numbered(key)} ${client} → ${server}  ${protocolVersion}`, {
    'client can': row.clientCapabilities.join(' '),
    'server can': row.serverCapabilities.join(' '),
  })
}

function exchangePhrase(row: ExchangeRow, line: LineOf): string {
  return phrase(`exchange ${line(row.frame)} ${numbered(row.session)}`, {
    [row.transport ?? 'no transport']: true,
    [row.era ?? 'no era']: true,
    [row.rpc ?? 'no method']: true,
    ended: row.end,
  })
}

function streamPhrase(row: StreamRow, line: LineOf): string {
  return phrase(`stream ${line(row.frame)} ${numbered(row.session)} ${row.kind}`, {
    events: row.events,
    comments: row.comments,
    'last-event-id': row.lastEventId,
    resumes: line(row.resumes),
    resumed: line(row.resumedBy),
    missed: row.missed.map(line).join(' '),
    repeated: row.repeated.map(line).join(' '),
    ended: row.end,
  })
}

const messagePhrase = (row: MessageRow, line: LineOf): string =>
  `message ${line(row.frame)} ${numbered(row.session)} ${row.kind} ${row.method ?? '-'}`

/** A phrase and what is to be added: `name value`, or the name alone for what is true; nothing for what is empty. */
function phrase(first: string, more: Record<string, string | number | boolean | null>): string {
  const said = Object.entries(more).filter(([, value]) => Boolean(value))
  return [first, ...said.map(([name, value]) => (value === true ? name : `${name} ${value}`))].join('  ')
}
