import type { StreamRow } from '../../core/stream.ts'
import { FrameBadge } from '../findings/FindingBadge.tsx'
import { FrameLink } from '../ui/FrameLink.tsx'
import type { Column, RowMark } from '../ui/Grid.tsx'
import { between, clock, duration, endWords, sessionName } from '../ui/words.ts'

/** What the table of streams shows. */
export const streamColumns: readonly Column<StreamRow>[] = [
  { title: 'Frame', width: 62, cell: ({ frame }) => frame },
  { title: 'Opened', width: 88, cell: ({ openedAt }) => clock(openedAt) },
  { title: 'Kind', width: 80, cell: ({ kind }) => kind },
  { title: 'Session', width: 48, cell: ({ session }) => (session === null ? '–' : sessionName(session)) },
  {
    title: 'Finding',
    width: 66,
    cell: ({ captureId, frame }) => <FrameBadge captureId={captureId} frames={[frame]} />,
  },
  { title: 'Events', width: 48, align: 'right', cell: ({ events }) => events.toLocaleString('en') },
  { title: 'Comments', width: 66, keep: 2, align: 'right', cell: ({ comments }) => comments.toLocaleString('en') },
  {
    title: 'Last event',
    width: 88,
    keep: 3,
    cell: ({ lastEventAt }) => (lastEventAt === null ? '–' : clock(lastEventAt)),
  },
  {
    title: 'Last event id',
    width: 90,
    grows: true,
    cell: ({ lastEventId }) => <span className="cut">{lastEventId ?? '–'}</span>,
  },
  { title: 'Resumes', width: 60, keep: 4, cell: ResumesCell },
  { title: 'Duration', width: 60, keep: 1, align: 'right', cell: durationOf },
  { title: 'End', width: 80, cell: ({ end }) => (end ? endWords[end].short : 'open') },
]

function ResumesCell({ captureId, resumes }: StreamRow) {
  return resumes === null ? '–' : <FrameLink captureId={captureId} frame={resumes} />
}

function durationOf({ openedAt, endedAt }: StreamRow): string {
  return endedAt === null ? '…' : duration(between(openedAt, endedAt))
}

/** Whether a stream broke off or still runs. */
export function markStream({ end, kind }: StreamRow): RowMark {
  if (end === null) return { kind: 'live', label: 'Still open' }
  if (end === 'server-clean') return null
  // A client ends the stream it listens on by leaving; there is no other way.
  if (end === 'client-abort' && kind !== 'response') return null
  return { kind: 'warning', label: endWords[end].long }
}
