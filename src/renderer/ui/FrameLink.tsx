import { useView } from '../stores/view.ts'
import classes from './FrameLink.module.css'

interface FrameLinkProps {
  captureId: number
  frame: number
}

/** A frame's number that opens what happened there. */
export function FrameLink({ captureId, frame }: FrameLinkProps) {
  const jump = useView((view) => view.jump)
  return (
    <button
      type="button"
      className={classes.link}
      title={`Go to frame ${frame}`}
      // In a list the row around it would be selected as well.
      onMouseDown={(event) => event.stopPropagation()}
      onClick={() => jump({ captureId, frame })}
    >
      #{frame}
    </button>
  )
}

interface FrameLinksProps {
  captureId: number
  frames: readonly number[]
}

const most = 8

/** Links to frames; of many, the first ones and how many more there are. */
export function FrameLinks({ captureId, frames }: FrameLinksProps) {
  return (
    <>
      {frames.slice(0, most).map((frame, index) => (
        <span key={frame}>
          {index > 0 && ' '}
          <FrameLink captureId={captureId} frame={frame} />
        </span>
      ))}
      {frames.length > most && <span className="dim"> and {frames.length - most} more</span>}
    </>
  )
}
