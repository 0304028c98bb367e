import { Button } from '@mantine/core'
import type { CaptureRow } from '../../core/api.ts'
import { diagram } from '../stores/diagram.ts'
import { sessions } from '../stores/rows.ts'
import { useView } from '../stores/view.ts'
import { TrafficGrid } from '../traffic/TrafficGrid.tsx'
import { NoRows } from '../traffic/NoRows.tsx'
import { idWords, sessionName } from '../ui/words.ts'
import { diagramColumns, markArrow, stdioColumns } from './columns.tsx'
import traffic from '../traffic/Traffic.module.css'
import classes from './diagram.module.css'

/** The life of the selected session between client, tap and server; without one, a choice of sessions. */
export function Diagram({ capture }: { capture: CaptureRow }) {
  const session = useView((view) => view.session)
  if (session === null) return <SessionChoice capture={capture} />
  return (
    <TrafficGrid
      key={session}
      kind="diagram"
      label={`Diagram of ${sessionName(session)}`}
      store={diagram}
      columns={capture.transport === 'stdio' ? stdioColumns : diagramColumns}
      markOf={markArrow}
      capture={capture}
      filter=""
    />
  )
}

/** As many as there is room for; the others stand in the list of sessions. */
const most = 6

function SessionChoice({ capture }: { capture: CaptureRow }) {
  const { rows, total, answered } = sessions.use()
  const openSession = useView((view) => view.openSession)
  if (!answered) return null
  if (total === 0) return <NoRows capture={capture} kind="diagram" filtered={false} />
  return (
    <div className={traffic.empty}>
      <p>The diagram shows one session: who sent what to whom, on which stream, and where its id went.</p>
      <div className={classes.choice}>
        {rows.slice(0, most).map((session) => (
          <Button key={session.key} variant="default" onClick={() => openSession(session.key)}>
            {sessionName(session.key)} <span className={`${classes.choiceId} mono cut dim`}>{idWords(session)}</span>
          </Button>
        ))}
      </div>
      {total > most && <p className="dim">The others stand in the list of sessions.</p>}
    </div>
  )
}
