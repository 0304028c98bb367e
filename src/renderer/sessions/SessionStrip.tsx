import { ActionIcon, CloseButton } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useExports } from '../stores/exports.ts'
import { sessions } from '../stores/rows.ts'
import { useCapture, useView } from '../stores/view.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { FrameLink, FrameLinks } from '../ui/FrameLink.tsx'
import { Mark } from '../ui/Mark.tsx'
import { count, idWords, sessionName, sessionState, troubles } from '../ui/words.ts'
import classes from './sessions.module.css'

/** The life of the session that the lists are limited to, with its frames; nothing if they are not. */
export function SessionStrip() {
  const { session: key, openSession } = useView()
  const session = sessions.use(({ rows }) => rows.find((row) => row.key === key))
  if (key === null) return null
  return (
    <section className={classes.strip} aria-label="Selected session">
      <div className={classes.facts}>
        <strong>Only {sessionName(key)}</strong>
        {session && (
          <>
            <span className={classes.id}>
              <span className="mono">{idWords(session)}</span>
              {session.sessionId !== null && <CopyButton text={session.sessionId} what="session id" />}
            </span>
            <span>
              {session.issuedBy === null ? (
                'never issued in this capture'
              ) : (
                <>
                  {session.transport === 'stdio' ? 'begun in' : 'issued by'}{' '}
                  <FrameLink captureId={session.captureId} frame={session.issuedBy} />
                </>
              )}
            </span>
            {session.transport !== 'stdio' && <span>carried by {count(session.carriedBy, 'exchange')}</span>}
            <span>
              {sessionState(session).says}
              {session.end?.frame != null && (
                <>
                  {' in '}
                  <FrameLink captureId={session.captureId} frame={session.end.frame} />
                </>
              )}
              {session.end?.confidence === 'inferred' && ' (inferred)'}
            </span>
            {troubles(session).map(({ what, frames }) => (
              <span key={what} className={classes.wrong}>
                <Mark kind="warning" label="Trouble" /> {what}:{' '}
                <FrameLinks captureId={session.captureId} frames={frames} />
              </span>
            ))}
          </>
        )}
      </div>
      <ExportSession session={key} />
      <CloseButton
        size="sm"
        aria-label="Show all sessions"
        title="Show all sessions"
        onClick={() => openSession(null)}
      />
    </section>
  )
}

function ExportSession({ session }: { session: string }) {
  const capture = useCapture()
  const open = useExports((exporting) => exporting.open)
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-label="Export this session"
      title="Export this session"
      onClick={() => capture && open({ capture, session })}
    >
      <IconDownload size={14} />
    </ActionIcon>
  )
}
