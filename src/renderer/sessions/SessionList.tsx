import { useEffect } from 'react'
import { List } from 'react-window'
import type { RowComponentProps } from 'react-window'
import type { SessionRow } from '../../core/session.ts'
import { SessionBadge } from '../findings/FindingBadge.tsx'
import { sessions } from '../stores/rows.ts'
import { useView } from '../stores/view.ts'
import { Mark } from '../ui/Mark.tsx'
import { clock, count, idWords, sessionName, sessionState, troubles } from '../ui/words.ts'
import classes from './sessions.module.css'

/** The sessions of a capture; pressing one limits the lists to it, pressing it again lifts that. */
export function SessionList({ captureId }: { captureId: number }) {
  const { rows, offset, total, answered } = sessions.use()
  const session = useView((view) => view.session)
  useEffect(() => sessions.ask({ captureId }, false), [captureId])
  return (
    <section className={classes.panel} aria-label="Sessions">
      <h2 className={classes.title}>
        Sessions <span className="dim">{total}</span>
      </h2>
      {answered && total === 0 && <p className={classes.none}>No session has been established yet.</p>}
      <List
        className={classes.list}
        rowComponent={SessionItem}
        rowCount={total}
        rowHeight={76}
        rowProps={{ rows, offset, selected: session }}
        onRowsRendered={({ startIndex, stopIndex }) => sessions.look(startIndex, stopIndex)}
      />
    </section>
  )
}

type ItemProps = RowComponentProps<{ rows: SessionRow[]; offset: number; selected: string | null }>

function SessionItem({ index, style, ariaAttributes, rows, offset, selected }: ItemProps) {
  const openSession = useView((view) => view.openSession)
  const session = rows[index - offset]
  if (!session) return <div style={style} {...ariaAttributes} />
  const { key, sessionId, client, server, transport, era, openedAt, carriedBy } = session
  const pressed = key === selected
  return (
    <div className={classes.item} style={style} {...ariaAttributes}>
      <button
        type="button"
        className={classes.open}
        aria-pressed={pressed}
        data-session={key}
        onClick={() => openSession(pressed ? null : key)}
      >
        <span className={classes.name}>
          <strong>{sessionName(key)}</strong>
          <span className="mono cut" title={sessionId ?? undefined}>
            {idWords(session)}
          </span>
          {transport !== 'stdio' && (
            <span className={classes.carried} title={`carried by ${count(carriedBy, 'exchange')}`}>
              ×{carriedBy.toLocaleString('en')}
              <span className="unseen">exchanges carried it</span>
            </span>
          )}
          <SessionBadge session={key} />
          {sessionState(session).open && <Mark kind="live" label="Open" />}
        </span>
        <span className="cut">
          {client ?? 'unknown client'} → {server ?? 'unknown server'}
        </span>
        <span className="dim cut">
          {transport} · {era} · {clock(openedAt).slice(0, 8)}
        </span>
        <SessionState session={session} />
      </button>
    </div>
  )
}

function SessionState({ session }: { session: SessionRow }) {
  const wrong = troubles(session)
  const { says } = sessionState(session)
  if (wrong.length === 0) return <span className="dim cut">{says}</span>
  const what = wrong.map((trouble) => `${trouble.what} on ${trouble.frames.length}`).join(', ')
  return (
    <span className={`${classes.wrong} cut`} title={`${what}; ${says}`}>
      <Mark kind="warning" label="Trouble with this session" /> {what} · {says}
    </span>
  )
}
