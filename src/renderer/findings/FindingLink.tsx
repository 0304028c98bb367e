import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { useView } from '../stores/view.ts'
import { SeverityBadge } from './FindingBadge.tsx'
import classes from './findings.module.css'

/** A finding's severity and title; pressing it opens the finding. */
export function FindingLink({ finding }: { finding: FindingRow }) {
  const openFinding = useView((view) => view.openFinding)
  return (
    <span className={classes.related}>
      <SeverityBadge finding={finding} />{' '}
      <button type="button" className={classes.link} onClick={() => openFinding(finding.key)}>
        {finding.title}
      </button>
    </span>
  )
}
