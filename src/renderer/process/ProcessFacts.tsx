import type { ShownProcess } from '../../core/shown.ts'
import { commandLine, hasFailed, lifeWords } from '../../core/processWords.ts'
import detail from '../detail/detail.module.css'
import { CopyButton } from '../ui/CopyButton.tsx'
import { FrameLink } from '../ui/FrameLink.tsx'
import { Mark } from '../ui/Mark.tsx'
import { sessionName } from '../ui/words.ts'
import classes from './process.module.css'

/** The command, how it ended and by whom, and the session that it was. */
export function ProcessFacts({ shown: { captureId, process, session } }: { shown: ShownProcess }) {
  const command = commandLine(process.command)
  const failed = hasFailed(process)
  return (
    <>
      <p className={detail.facts}>
        {failed && <Mark kind="bad" label="Failed" />}
        {process.exit === null && process.failure === null && process.isCaptured && (
          <Mark kind="live" label="Running" />
        )}{' '}
        The command <span className={failed ? classes.failed : undefined}>{lifeWords(process)}</span>
        {process.exit && (
          <>
            {', in '}
            <FrameLink captureId={captureId} frame={process.exit.frame} />
          </>
        )}
        {session && (
          <>
            {'. Session '}
            <strong>{sessionName(session.key)}</strong>: {session.client ?? 'unknown client'} →{' '}
            {session.server ?? 'unknown server'}
            {session.protocolVersion !== null && `, ${session.protocolVersion}`}
          </>
        )}
      </p>
      {command !== '' && (
        <p className={classes.command}>
          <code className="mono cut" title={command}>
            {command}
          </code>
          <CopyButton text={command} what="command" />
        </p>
      )}
    </>
  )
}
