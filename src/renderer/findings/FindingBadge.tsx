import { worstOf } from '../../core/diagnosis/causes.ts'
import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { useFindings, worstOn } from '../stores/findings.ts'
import { Mark } from '../ui/Mark.tsx'
import { severityCounts, severityMark } from './words.ts'
import classes from './findings.module.css'

interface FrameBadgeProps {
  captureId: number
  /** A row's own frame, and those of its parts. */
  frames: readonly number[]
}

/** The worst finding that names any of these frames, by its severity; nothing if none does. */
export function FrameBadge({ captureId, frames }: FrameBadgeProps) {
  const finding = useFindings((state) => (state.captureId === captureId ? worstOn(state, frames) : null))
  return finding && <SeverityBadge finding={finding} />
}

/** How many findings are about a session, by the severity of the worst; nothing if none is. */
export function SessionBadge({ session }: { session: string }) {
  const findings = useFindings(({ bySession }) => bySession.get(session))
  const worst = worstOf(findings ?? [])
  return findings && worst && <SeverityBadge finding={worst} says={severityCounts(findings)} />
}

/** How many findings there are in the capture that is open, by severity; nothing for another one, or if there are none. */
export function CaptureBadge({ captureId }: { captureId: number }) {
  const findings = useFindings((state) => (state.captureId === captureId ? state.rows : null))
  const worst = worstOf(findings ?? [])
  return findings && worst && <SeverityBadge finding={worst} says={severityCounts(findings)} />
}

interface SeverityBadgeProps {
  finding: Pick<FindingRow, 'severity' | 'title'>
  /** What stands behind the sign; the severity if absent. */
  says?: string
}

/** How bad a finding is, as a sign and a word. */
export function SeverityBadge({ finding: { severity, title }, says = severity }: SeverityBadgeProps) {
  return (
    <span className={classes.severity} data-severity={severity} title={`${severity}: ${title}`}>
      <Mark kind={severityMark[severity]} label={`Finding: ${title}`} /> {says}
    </span>
  )
}
