import { ActionIcon } from '@mantine/core'
import { IconDownload, IconPlayerStopFilled, IconTrash } from '@tabler/icons-react'
import { List } from 'react-window'
import type { RowComponentProps } from 'react-window'
import type { CaptureRow } from '../../core/api.ts'
import { ImportButton } from '../export/ImportButton.tsx'
import { CaptureBadge } from '../findings/FindingBadge.tsx'
import { useExports } from '../stores/exports.ts'
import { captures } from '../stores/rows.ts'
import { useTaps } from '../stores/taps.ts'
import { useView } from '../stores/view.ts'
import { Mark } from '../ui/Mark.tsx'
import { count, dayAndTime, traffic } from '../ui/words.ts'
import classes from './captures.module.css'

/** All captures, the newest on top. */
export function CaptureList({ openId }: { openId: number }) {
  const { rows, offset, total } = captures.use()
  return (
    <section className={classes.panel} aria-label="Captures">
      <div className={classes.top}>
        <h2 className={classes.title}>
          Captures <span className="dim">{total}</span>
        </h2>
        <ImportButton />
      </div>
      <List
        className={classes.list}
        rowComponent={CaptureItem}
        rowCount={total}
        rowHeight={58}
        rowProps={{ rows, offset, total, openId }}
        onRowsRendered={({ startIndex, stopIndex }) => {
          captures.follow(startIndex < 100)
          captures.look(total - 1 - stopIndex, total - 1 - startIndex)
        }}
      />
    </section>
  )
}

type ItemProps = RowComponentProps<{ rows: CaptureRow[]; offset: number; total: number; openId: number }>

function CaptureItem({ index, style, ariaAttributes, rows, offset, total, openId }: ItemProps) {
  const openCapture = useView((view) => view.openCapture)
  const capture = rows[total - 1 - index - offset]
  if (!capture) return <div style={style} {...ariaAttributes} />
  const { captureId, name, target, startedAt, stoppedAt, sessions, dropped, unrecorded, rebuilt } = capture
  const state = stoppedAt === null ? (capture.recording === 'paused' ? 'paused' : 'live') : 'stopped'
  return (
    <div className={classes.item} style={style} {...ariaAttributes}>
      <button
        type="button"
        className={classes.open}
        aria-current={captureId === openId || undefined}
        data-capture={captureId}
        title={`${target}\nstarted ${dayAndTime(startedAt)}`}
        onClick={() => openCapture(capture)}
      >
        <span className={classes.name}>
          {state === 'live' && <Mark kind="live" label="Live" />}
          {state === 'paused' && <Mark kind="warning" label="Paused: traffic is not recorded" />}
          <strong className="cut">{name}</strong>
          <span className={classes.state}>{state}</span>
        </span>
        <span className="mono cut dim">{target}</span>
        <span className={`${classes.counts} dim cut`}>
          <CaptureBadge capture={capture} />{' '}
          {dropped > 0 && (
            <span className={classes.dropped}>
              <Mark kind="warning" label="The tap could not keep up" /> {count(dropped, 'copy', 'copies')} dropped
              ·{' '}
            </span>
          )}
          {traffic(capture)} · {count(sessions, 'session')}
          {unrecorded > 0 && ` · ${unrecorded} not recorded`}
          {rebuilt !== null && ` · read anew: ${Math.floor(rebuilt * 100)} %`}
        </span>
      </button>
      <CaptureAction capture={capture} />
      <ExportAction capture={capture} />
    </div>
  )
}

/** What can be done to a capture: while it runs it can be stopped, after that removed. A command ends by itself. */
function CaptureAction({ capture }: { capture: CaptureRow }) {
  const { stop, open } = useTaps()
  const live = capture.stoppedAt === null
  if (live && capture.transport === 'stdio') return null
  const says = live ? `Stop ${capture.name}` : `Remove ${capture.name}`
  return (
    <ActionIcon
      className={classes.action}
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={says}
      title={says}
      onClick={() => (live ? void stop(capture.captureId) : open({ remove: capture }))}
    >
      {live ? <IconPlayerStopFilled size={14} /> : <IconTrash size={14} />}
    </ActionIcon>
  )
}

function ExportAction({ capture }: { capture: CaptureRow }) {
  const open = useExports((exporting) => exporting.open)
  const says = `Export ${capture.name}`
  return (
    <ActionIcon
      className={classes.export}
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={says}
      title={says}
      onClick={() => open({ capture, session: null })}
    >
      <IconDownload size={14} />
    </ActionIcon>
  )
}
