import type { Row } from '../../src/core/api.ts'
import type { Rows } from '../core/storyRows.ts'
import { allRows, type Capture } from './healthy.ts'

/**
 * What a capture amounts to, for reading: its sessions, then each sort of exchange and of message, and how often it was there. Told
 * without order, ids and times, which differ from run to run, and without what a server asks or says of itself: a client may be
 * gone before.
 */
export async function transcriptOf(capture: Capture): Promise<string> {
  const lines = [
    ...(await allRows(capture, 'sessions')).map(sessionLine),
    ...counted(
      (await allRows(capture, 'exchanges')).filter(({ method, rpc }) => method !== 'POST' || rpc).map(exchangeLine),
    ),
    ...counted((await allRows(capture, 'streams')).map(streamLine)),
    ...counted((await allRows(capture, 'messages')).filter(isAsked).map(messageLine)),
  ]
  return `${lines.join('\n')}\n`
}

function counted(lines: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return [...counts].map(([line, count]) => `${line}${count > 1 ? `  × ${count}` : ''}`).sort()
}

function sessionLine(row: Row<'sessions'>): string {
  const name = row.sessionId === null ? 'without id' : 'with id'
  const ended = row.end ? `ended ${row.end.kind}, ${row.end.confidence}` : 'not ended'
  const { transport, era, protocolVersion, client, server } = row
  return `session   ${transport} ${era} ${protocolVersion}  ${client} → ${server}  ${name}  ${ended}`
}

function isAsked({ direction, kind, method }: Row<'messages'>): boolean {
  if (direction === 'to-server') return kind === 'request' || kind === 'notification'
  return kind !== 'request' && !method?.endsWith('/list_changed')
}

const exchangeLine = ({ method, rpc, status, contentType, end }: Row<'exchanges'>): string =>
  `exchange  ${method} ${rpc ?? '-'}  ${status} ${contentType?.split(';')[0] ?? '-'}  ${end}`

const streamLine = ({ kind, end }: Row<'streams'>): string => `stream    ${kind}  ${end}`

const messageLine = ({ direction, kind, method, name }: Row<'messages'>): string =>
  `message   ${direction} ${kind} ${[method, name].filter((word) => word !== null).join(' ')}`

/**
 * A recording told in the order of the wire: its sessions, and then exchanges and messages by frame. `→` is to the server, and `= 7`
 * the answer to 7.
 */
export function toldInOrder({ sessions, exchanges, streams, messages, findings }: Rows): string {
  const events = [
    ...[...exchanges.values()].map(
      (row) => [row.frame, `${exchangeLine(row)}${streamPart(streams.get(row.frame))}`] as const,
    ),
    ...[...messages.values()].map((row) => [row.frame, orderedMessage(row)] as const),
  ]
  const lines = [
    ...[...sessions.values()].map((row) => `${sessionLine(row)}  carried ${row.carriedBy}`),
    ...events.sort(([a], [b]) => a - b).map(([frame, line]) => `${String(frame).padStart(3)}  ${line}`),
    ...[...findings.values()].map(
      ({ severity, id, frames }) => `⇒ ${severity} ${id} ${frames.map(({ frame }) => frame).join(' ')}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

const streamPart = (row: Row<'streams'> | undefined): string => (row ? `, ${row.kind} of ${row.events}` : '')

function orderedMessage({ direction, kind, method, name, id, answers, relatesTo, session }: Row<'messages'>): string {
  const words = [direction === 'to-server' ? '  →' : '  ←', kind, method, name, id === null ? null : JSON.stringify(id)]
  const ties = [answers && `= ${answers}`, relatesTo && `of ${relatesTo}`, session === null && 'no session']
  return [...words, ...ties].filter(Boolean).join(' ')
}
