import type { MessageKind, MessageRow } from '../../core/message.ts'
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
  { title: 'Frame', width: '64px', cell: ({ frame }) => frame },
  { title: 'Time', width: '88px', cell: ({ at }) => clock(at) },
  { title: 'To', width: '62px', cell: ({ direction }) => (direction === 'to-server' ? '→ server' : '← client') },
  { title: 'Kind', width: '58px', cell: ({ kind }) => kindWords[kind] },
  { title: 'Method', width: 'minmax(140px, 1fr)', cell: MethodCell },
  { title: 'Id', width: '44px', align: 'right', cell: ({ id }) => <span className="cut">{id ?? '–'}</span> },
  { title: 'Code', width: '50px', align: 'right', cell: ({ code }) => code ?? '' },
  { title: 'Session', width: '54px', cell: ({ session }) => (session === null ? '–' : sessionName(session)) },
  { title: 'Pair', width: '96px', cell: PairCell },
  { title: 'Size', width: '58px', align: 'right', cell: (row) => size(row.size) },
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
