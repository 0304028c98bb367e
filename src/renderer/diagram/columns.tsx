import type { DiagramRow } from '../../core/diagram.ts'
import { FrameBadge } from '../findings/FindingBadge.tsx'
import type { Column, RowMark } from '../ui/Grid.tsx'
import { clock, endWords } from '../ui/words.ts'
import { IdCell } from './IdCell.tsx'
import { LaneHeads, LanesCell } from './LanesCell.tsx'
import { TracksCell } from './TracksCell.tsx'

/** What the diagram shows beside and between its lanes. */
export const diagramColumns: readonly Column<DiagramRow>[] = [
  { title: 'Frame', width: 62, cell: ({ frame }) => frame },
  { title: 'Time', width: 88, keep: 1, cell: ({ at }) => clock(at) },
  { title: 'Session id', width: 112, cell: (row) => <IdCell row={row} /> },
  { title: 'Lanes', head: <LaneHeads />, width: 230, grows: true, cell: (row) => <LanesCell arrow={row.arrow} /> },
  { title: 'Streams', width: 62, cell: (row) => <TracksCell row={row} /> },
  {
    title: 'Finding',
    width: 66,
    cell: ({ captureId, frame }) => <FrameBadge captureId={captureId} frames={[frame]} />,
  },
]

/** A process has no id that would be carried, and no streams beside its own. */
export const stdioColumns = diagramColumns.filter(({ title }) => title !== 'Session id' && title !== 'Streams')

/** Whether what an arrow stands for failed, broke off or still runs. */
export function markArrow({ arrow }: DiagramRow): RowMark {
  if (arrow.kind === 'message') {
    if (arrow.what === 'error') return { kind: 'bad', label: 'Error' }
    return arrow.what === 'invalid' ? { kind: 'bad', label: 'Not valid JSON-RPC' } : null
  }
  const { status, end } = arrow
  if (status !== null && status >= 400) return { kind: 'bad', label: `Failed with ${status}` }
  if (end === null) return { kind: 'live', label: 'Still open' }
  return status === null ? { kind: 'bad', label: endWords[end].long } : null
}
