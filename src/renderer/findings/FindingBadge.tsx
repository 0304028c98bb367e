import { useMemo } from 'react'
import { byRootCause, worstOf } from '../../core/diagnosis/causes.ts'
import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { useFindings, worstOn } from '../stores/findings.ts'
import { Mark } from '../ui/Mark.tsx'
import { severityCounts, severityMark, worstCount } from './words.ts'
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

/** How many findings are about a session; nothing if none is. */
export function SessionBadge({ session }: { session: string }) {
  return <CountBadge findings={useFindings(({ bySession }) => bySession.get(session))} />
}

/** How many findings there are in the capture that is open; nothing for another one, or if there are none. */
export function CaptureBadge({ captureId }: { captureId: number }) {
  return <CountBadge findings={useFindings((state) => (state.captureId === captureId ? state.rows : undefined))} />
}

/** What a root cause explains is not counted beside it. */
function CountBadge({ findings }: { findings: readonly FindingRow[] | undefined }) {
  const roots = useMemo(() => byRootCause(findings ?? []).map(({ finding }) => finding), [findings])
  const severity = worstOf(roots)?.severity
  return severity && <Badge severity={severity} says={worstCount(roots, severity)} title={severityCounts(roots)} />
}

/** How bad a finding is, as a sign and a word. */
export function SeverityBadge({ finding: { severity, title } }: { finding: Pick<FindingRow, 'severity' | 'title'> }) {
  return <Badge severity={severity} says={severity} title={title} />
}

interface BadgeProps {
  severity: FindingRow['severity']
  says: string
  /** What it means, for a tooltip and for who cannot see it. */
  title: string
}

function Badge({ severity, says, title }: BadgeProps) {
  return (
    <span className={classes.severity} data-severity={severity} title={title}>
      <Mark kind={severityMark[severity]} label={`Finding: ${title}`} /> {says}
    </span>
  )
}
