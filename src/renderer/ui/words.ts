import type { CaptureRow } from '../../core/api.ts'
import type { SessionEnd, SessionRow } from '../../core/session.ts'
import type { EndVerdict } from '../../core/wire.ts'
import { fromIso } from '../../core/time.ts'

/** The time of day with milliseconds, where the user is. */
export function clock(time: string): string {
  const at = new Date(time)
  const ms = String(at.getMilliseconds()).padStart(3, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}

/** Date and time to the second, where the user is. */
export function dayAndTime(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

/** Milliseconds between two times of rows. */
export function between(from: string, to: string): number {
  return (fromIso(to) - fromIso(from)) / 1000
}

/** `0.4 ms`, `12 ms`, `1.25 s`, `2 min 3 s`. */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_995) return `${(ms / 1000).toFixed(2)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `512 B`, `1.2 kB`, `5.0 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** `1 exchange`, `2 exchanges`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** How much of what its transport has a capture holds: `12 exchanges`, or on stdio `12 messages`. */
export function traffic({ transport, exchanges, messages }: Pick<CaptureRow, 'transport' | 'exchanges' | 'messages'>) {
  return transport === 'stdio' ? count(messages, 'message') : count(exchanges, 'exchange')
}

/** Who ended an exchange, in a cell and in a sentence. */
export const endWords: Record<EndVerdict, { short: string; long: string }> = {
  'server-clean': { short: 'server', long: 'ended by the server' },
  'server-abort': { short: 'server cut', long: 'broken off by the server' },
  'client-abort': { short: 'client left', long: 'left by the client' },
  proxy: { short: 'tap', long: 'ended by the tap' },
}

const sessionEndWords: Record<SessionEnd['kind'], string> = {
  deleted: 'ended by DELETE',
  expired: 'lost: the server no longer knew it',
  'closed-by-client': 'ended: the client closed its stream',
  'closed-by-server': 'ended: the server closed its stream',
  superseded: 'superseded by a new one',
  'process-exit': 'ended with its process',
  abandoned: 'abandoned: its client went away',
  'capture-stopped': 'open until the capture stopped',
}

/** How a session stands: open, ended in some way, or only an id that its server never knew. */
export function sessionState({ end, kind, foreignOn }: SessionRow): { open: boolean; says: string } {
  if (end) return { open: false, says: sessionEndWords[end.kind] }
  if (kind === 'stray' && foreignOn.length > 0) return { open: false, says: 'never established' }
  if (kind === 'lane') return { open: true, says: 'no session, only one client' }
  return { open: true, says: 'open' }
}

/** What the lists call a session: the number behind its capture's. */
export function sessionName(key: string): string {
  return `S${key.slice(key.lastIndexOf('-') + 1)}`
}

/** What names a session on the wire: its id, or on stdio that there is one process. */
export function idWords({ sessionId, transport }: SessionRow): string {
  return sessionId ?? (transport === 'stdio' ? 'its process' : 'no id')
}

/** What is wrong with a session, one entry per kind of frames. */
export function troubles(session: SessionRow): { what: string; frames: number[] }[] {
  return [
    { what: 'id missing', frames: session.missingOn },
    { what: 'id never issued', frames: session.foreignOn },
    { what: 'used after its end', frames: session.afterEndOn },
    { what: 'refused', frames: session.refusedOn },
  ].filter(({ frames }) => frames.length > 0)
}
