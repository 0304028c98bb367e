import { useView } from '../stores/view.ts'
import classes from './MoreFrames.module.css'

interface MoreFramesProps {
  captureId: number
  rows: readonly { frame: number }[]
  /** Whether there may be others before and behind those that are shown. */
  earlier: boolean
  later: boolean
}

/** Says that only some of many rows are shown, and leads to the others; nothing if these are all. */
export function MoreFrames({ captureId, rows, earlier, later }: MoreFramesProps) {
  const jump = useView((view) => view.jump)
  const [first, last] = [rows[0]?.frame ?? 0, rows.at(-1)?.frame ?? 0]
  if (!earlier && !later) return null
  return (
    <div className={classes.more}>
      {rows.length} events are shown.
      {earlier && (
        <button type="button" onClick={() => jump({ captureId, frame: first })}>
          Show earlier ones
        </button>
      )}
      {later && (
        <button type="button" onClick={() => jump({ captureId, frame: last })}>
          Show later ones
        </button>
      )}
    </div>
  )
}
