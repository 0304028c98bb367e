import type { ShownExchange } from '../../core/shown.ts'
import { sessions } from '../stores/rows.ts'
import { FrameLink } from '../ui/FrameLink.tsx'
import { Mark } from '../ui/Mark.tsx'
import { sessionName } from '../ui/words.ts'
import { sessionFacts } from './summary.ts'
import classes from './detail.module.css'

/** The session of an exchange, as it stands now: who issued it and how it ended, with the frames. */
export function SessionFacts({ shown }: { shown: ShownExchange }) {
  const { exchange } = shown
  // The list of sessions is live; what came with the exchange is of the moment it was asked for.
  const live = sessions.use(({ rows }) => rows.find(({ key }) => key === exchange.session))
  const session = live ?? shown.session
  return (
    <p className={classes.facts}>
      {session && (
        <>
          Session <strong>{sessionName(session.key)}</strong>{' '}
          <span className={`${classes.id} mono`}>{session.sessionId ?? 'no id'}</span>
          {'. '}
        </>
      )}
      {sessionFacts(exchange.frame, exchange.carried, session).map(({ says, frames, wrong }) => (
        <span key={says} className={wrong && classes.wrong}>
          {wrong && <Mark kind="warning" label="Trouble" />} {says}
          {frames?.map((frame) => (
            <span key={frame}>
              {' '}
              <FrameLink captureId={exchange.captureId} frame={frame} />
            </span>
          ))}{' '}
        </span>
      ))}
    </p>
  )
}
