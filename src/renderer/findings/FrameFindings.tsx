import { useFindings } from '../stores/findings.ts'
import { FindingLink } from './FindingLink.tsx'
import classes from './findings.module.css'

interface FrameFindingsProps {
  captureId: number
  frames: readonly number[]
}

/** The findings that name any of these frames, each leading to where it is told in full; nothing if none does. */
export function FrameFindings({ captureId, frames }: FrameFindingsProps) {
  const { captureId: of, byFrame } = useFindings()
  const findings = of === captureId ? new Set(frames.flatMap((frame) => byFrame.get(frame) ?? [])) : []
  return [...findings].map((finding) => (
    <p key={finding.key} className={classes.named}>
      <FindingLink finding={finding} />
    </p>
  ))
}
