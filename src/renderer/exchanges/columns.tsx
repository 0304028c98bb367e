import { type ExchangeRow, HAD_ANSWER } from '../../core/exchange.ts'
import { FrameBadge } from '../findings/FindingBadge.tsx'
import type { Column, RowMark } from '../ui/Grid.tsx'
import { between, clock, duration, endWords, sessionName, size } from '../ui/words.ts'

/** What the table of exchanges shows. */
export const exchangeColumns: readonly Column<ExchangeRow>[] = [
  { title: 'Frame', width: 62, cell: ({ frame }) => frame },
  { title: 'Time', width: 88, cell: ({ startedAt }) => clock(startedAt) },
  { title: 'Method', width: 46, cell: ({ method }) => method },
  { title: 'Call', width: 100, grows: true, cell: CallCell },
  { title: 'Status', width: 42, align: 'right', cell: ({ status }) => status ?? '–' },
  { title: 'Session', width: 48, cell: ({ session }) => (session === null ? '–' : sessionName(session)) },
  { title: 'Finding', width: 66, cell: FindingCell },
  { title: 'Era', width: 46, keep: 3, cell: ({ era }) => era ?? '–' },
  {
    title: 'First byte',
    width: 60,
    keep: 1,
    align: 'right',
    cell: ({ firstByteMs: ms }) => (ms === null ? '–' : duration(ms)),
  },
  { title: 'Duration', width: 58, keep: 4, align: 'right', cell: durationOf },
  { title: 'Size', width: 58, keep: 2, align: 'right', cell: ({ responseBytes }) => size(responseBytes) },
  { title: 'End', width: 80, keep: 5, cell: ({ end }) => (end ? endWords[end].short : 'open') },
]

/** What an exchange called: its JSON-RPC method, or where it went if it carried none. */
function CallCell({ rpc, url, replayOf, contentType }: ExchangeRow) {
  const call = rpc ?? (contentType?.startsWith('text/event-stream') ? 'event stream' : new URL(url).pathname)
  const told = replayOf === null ? call : `${call}, replay of ${replayOf}`
  return (
    <span className="cut" title={told}>
      {replayOf !== null && <span aria-hidden>↻ </span>}
      {call}
    </span>
  )
}

function FindingCell({ captureId, frame, parts }: ExchangeRow) {
  return <FrameBadge captureId={captureId} frames={[frame, ...parts]} />
}

function durationOf({ startedAt, endedAt }: ExchangeRow): string {
  return endedAt === null ? '…' : duration(between(startedAt, endedAt))
}

/** Whether an exchange failed, broke off or still runs. */
export function markExchange({ status, end, reason, contentType, method }: ExchangeRow): RowMark {
  if (status !== null && status >= 400) return { kind: 'bad', label: `Failed with ${status}` }
  if (end === null) return { kind: 'live', label: 'Still open' }
  if (end === 'server-clean') return null
  // A client ends the stream it listens on by leaving; there is no other way.
  const listened = method === 'GET' && contentType?.startsWith('text/event-stream')
  if (end === 'client-abort' && (listened || reason === HAD_ANSWER)) return null
  const label = reason ? `${endWords[end].long}: ${reason}` : endWords[end].long
  return { kind: status === null ? 'bad' : 'warning', label }
}
