import type { Row } from '../../src/core/api.ts'
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
  // What a server logs may come when the client has left, or on whatever stream is open.
  return kind !== 'request' && !method?.endsWith('/list_changed') && method !== 'notifications/message'
}

function exchangeLine({ method, rpc, status, contentType, end }: Row<'exchanges'>): string {
  const type = contentType?.split(';')[0] ?? '-'
  const isListening = method === 'GET' && type === 'text/event-stream'
  return `exchange  ${method} ${rpc ?? '-'}  ${status} ${type}  ${isListening ? partingOf(end) : end}`
}

const streamLine = ({ kind, end }: Row<'streams'>): string =>
  `stream    ${kind}  ${kind === 'response' ? end : partingOf(end)}`

/** When a session ends, its two sides leave their stream in a race. */
const partingOf = (end: string | null): string | null =>
  end === 'server-clean' || end === 'client-abort' ? 'left' : end

const messageLine = ({ direction, kind, method, name }: Row<'messages'>): string =>
  `message   ${direction} ${kind} ${[method, name].filter((word) => word !== null).join(' ')}`
