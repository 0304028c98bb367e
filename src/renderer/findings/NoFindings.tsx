import { Button } from '@mantine/core'
import type { CaptureRow } from '../../core/api.ts'
import { TapAddress } from '../captures/TapAddress.tsx'
import { useFindings } from '../stores/findings.ts'
import { useView } from '../stores/view.ts'
import { sessionName, traffic } from '../ui/words.ts'
import classes from '../traffic/Traffic.module.css'

/** Says why there are no findings, and what to do next. */
export function NoFindings({ capture }: { capture: CaptureRow }) {
  const { session, openSession, openList } = useView()
  const elsewhere = useFindings(({ rows }) => rows.length)
  const { exchanges, messages, stoppedAt, tapUrl } = capture
  if (session !== null && elsewhere > 0) {
    return (
      <div className={classes.empty}>
        <p>
          Nothing was found in {sessionName(session)}.{' '}
          {elsewhere === 1 ? 'One finding is' : `${elsewhere} findings are`} about something else.
        </p>
        <Button variant="default" onClick={() => openSession(null)}>
          Show all findings
        </Button>
      </div>
    )
  }
  if (exchanges + messages === 0) {
    const isLive = stoppedAt === null && tapUrl !== null
    return (
      <div className={classes.empty}>
        <p>
          {isLive
            ? 'Nothing came through yet, so there is nothing to find. Point your client at this address:'
            : 'Nothing came through this tap while it ran, so there is nothing to find.'}
        </p>
        {isLive && <TapAddress tapUrl={tapUrl} />}
      </div>
    )
  }
  return (
    <div className={classes.empty}>
      <p>Nothing was found in {traffic(capture)}: no rule was broken, as far as they show it.</p>
      <p className="dim">If it still does not work, look at what each side sent, in its order.</p>
      <Button variant="default" onClick={() => openList('diagram')}>
        Show the diagram
      </Button>
    </div>
  )
}
