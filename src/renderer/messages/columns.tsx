import type { MessageKind, MessageRow } from '../../core/message.ts'
import { FrameBadge } from '../findings/FindingBadge.tsx'
import { FrameLink } from '../ui/FrameLink.tsx'
import type { Column, RowMark } from '../ui/Grid.tsx'
import { clock, sessionName, size } from '../ui/words.ts'

const kindWords: Record<MessageKind, string> = {
  request: 'request',
  result: 'result',
  error: 'error',
  notification: 'notify',
  invalid: 'invalid',
}

/** What the table of messages shows. */
export const messageColumns: readonly Column<MessageRow>[] = [
  { title: 'Frame', width: 62, cell: ({ frame }) => frame },
  { title: 'Time', width: 88, cell: ({ at }) => clock(at) },
  { title: 'To', width: 62, cell: ({ direction }) => (direction === 'to-server' ? '→ server' : '← client') },
  { title: 'Kind', width: 54, cell: ({ kind }) => kindWords[kind] },
  { title: 'Method', width: 130, grows: true, cell: MethodCell },
  { title: 'Id', width: 36, keep: 3, align: 'right', cell: ({ id }) => <span className="cut">{id ?? '–'}</span> },
  { title: 'Code', width: 50, keep: 2, align: 'right', cell: ({ code }) => code ?? '' },
  { title: 'Session', width: 48, keep: 4, cell: ({ session }) => (session === null ? '–' : sessionName(session)) },
  {
    title: 'Finding',
    width: 66,
    cell: ({ captureId, frame }) => <FrameBadge captureId={captureId} frames={[frame]} />,
  },
  { title: 'Pair', width: 96, keep: 5, cell: PairCell },
  { title: 'Size', width: 56, keep: 1, align: 'right', cell: (row) => size(row.size) },
]

function MethodCell({ method, name }: MessageRow) {
  const told = [method ?? '–', name].filter(Boolean).join(' ')
  return (
    <span className="cut" title={told}>
      {told}
    </span>
  )
}

function PairCell({ captureId, kind, answers, answeredBy }: MessageRow) {
  const frame = answers ?? answeredBy
  if (frame === null) return kind === 'request' ? 'no answer' : ''
  return (
    <>
      {answers === null ? 'by' : 'answers'} <FrameLink captureId={captureId} frame={frame} />
    </>
  )
}

/** Whether a message is an error or not valid JSON-RPC. */
export function markMessage({ kind, code }: MessageRow): RowMark {
  if (kind === 'error') return { kind: 'bad', label: code === null ? 'Error' : `Error ${code}` }
  return kind === 'invalid' ? { kind: 'bad', label: 'Not valid JSON-RPC' } : null
}
