import { useMemo } from 'react'
import type { CaptureRow } from '../../core/api.ts'
import { byRootCause } from '../../core/diagnosis/causes.ts'
import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { useConnection } from '../stores/connection.ts'
import { useFindings } from '../stores/findings.ts'
import { useView } from '../stores/view.ts'
import { focusFinding } from '../traffic/places.ts'
import { FailureNote } from '../ui/FailureNote.tsx'
import { PickList } from '../ui/PickList.tsx'
import { count, sessionName } from '../ui/words.ts'
import { FindingCard } from './FindingCard.tsx'
import { SeverityBadge } from './FindingBadge.tsx'
import { NoFindings } from './NoFindings.tsx'
import { sideWords } from './words.ts'
import classes from './findings.module.css'

/** One line of the list: a finding, and whether another one explains it. */
interface Entry {
  frame: number
  finding: FindingRow
  isExplained: boolean
}

/** What was found in a capture: a list by root cause, and the chosen finding in full. */
export function Findings({ capture }: { capture: CaptureRow }) {
  const { rows, total, answered, failure } = useFindings()
  const { session, finding: chosen, openFinding } = useView()
  const reach = useConnection((connection) => connection.reach)
  const entries = useMemo(() => entriesOf(rows, session), [rows, session])
  const picked = Math.max(
    0,
    entries.findIndex(({ finding }) => finding.key === chosen),
  )
  const entry = entries[picked]
  if (answered && !entry) return <NoFindings capture={capture} />
  return (
    <div className={classes.findings}>
      {failure && reach === 'there' && <FailureNote failure={failure} />}
      <PickList
        label="Findings"
        rows={entries}
        picked={picked}
        pick={({ finding }) => openFinding(finding.key)}
        tracks="78px minmax(80px, 1fr) 62px"
        cells={cellsOf}
        open={focusFinding}
      />
      {total > rows.length && (
        <p className={classes.more}>
          The first {rows.length} of {count(total, 'finding')} are shown; `tapscope findings` lists them all.
        </p>
      )}
      {entry && <FindingCard key={entry.finding.key} finding={entry.finding} all={rows} />}
    </div>
  )
}

/** Each root with what it explains below it. A list has no frame to go to but that of the first proof. */
function entriesOf(rows: readonly FindingRow[], session: string | null): Entry[] {
  const told = session === null ? rows : rows.filter((row) => row.session === session)
  return byRootCause(told).flatMap(({ finding, explains }) => [
    entryOf(finding, false),
    ...explains.map((one) => entryOf(one, true)),
  ])
}

const entryOf = (finding: FindingRow, isExplained: boolean): Entry => ({
  frame: finding.frames[0]?.frame ?? 0,
  finding,
  isExplained,
})

function cellsOf({ finding, isExplained }: Entry) {
  const { title, side, session, count: times } = finding
  return (
    <>
      <SeverityBadge finding={finding} />
      <span
        className={`${classes.title} cut`}
        data-explained={isExplained || undefined}
        title={`${title}, by ${sideWords[side]}`}
      >
        {isExplained && <span aria-hidden>↳ </span>}
        {isExplained && <span className="unseen">explained by the one above: </span>}
        {title}
      </span>
      <span className={`${classes.where} cut dim`}>
        {times > 1 && `×${times} `}
        {session !== null && sessionName(session)}
      </span>
    </>
  )
}
