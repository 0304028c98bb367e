import { useMemo } from 'react'
import type { CaptureRow } from '../../core/api.ts'
import { byRootCause } from '../../core/diagnosis/causes.ts'
import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { useFindings, worstOn } from '../stores/findings.ts'
import { Mark } from '../ui/Mark.tsx'
import { type Counts, countsOf, countWords, severityMark, worstCount } from './words.ts'
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

/** How many findings are about a session; nothing if none is. What a root cause explains is not counted beside it. */
export function SessionBadge({ session }: { session: string }) {
  const findings = useFindings(({ bySession }) => bySession.get(session))
  const counts = useMemo(() => countsOf(byRootCause(findings ?? []).map(({ finding }) => finding)), [findings])
  return <CountBadge counts={counts} />
}

/** How many findings there are in a capture that are no mere notes; nothing if there are none. */
export function CaptureBadge({ capture: { errors, warnings } }: { capture: CaptureRow }) {
  return <CountBadge counts={{ error: errors, warning: warnings, note: 0 }} />
}

function CountBadge({ counts }: { counts: Counts }) {
  const worst = worstCount(counts)
  return worst && <Badge {...worst} title={countWords(counts)} />
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
