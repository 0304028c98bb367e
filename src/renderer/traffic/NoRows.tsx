import { Button } from '@mantine/core'
import type { CaptureRow } from '../../core/api.ts'
import { useView } from '../stores/view.ts'
import type { GridKind } from '../stores/view.ts'
import { TapAddress } from '../captures/TapAddress.tsx'
import classes from './Traffic.module.css'

interface NoRowsProps {
  capture: CaptureRow
  kind: GridKind
  /** Whether a filter or a session could be the reason. */
  filtered: boolean
}

/** Says why a list is empty and what would fill it. */
export function NoRows({ capture, kind, filtered }: NoRowsProps) {
  return (
    <div className={classes.empty}>
      {filtered ? (
        <p>
          {kind === 'diagram'
            ? 'Nothing of this session was captured.'
            : `No ${kind} match the filter and the session you selected.`}
        </p>
      ) : (
        <Unfiltered capture={capture} kind={kind} />
      )}
    </div>
  )
}

function Unfiltered({ capture, kind }: Omit<NoRowsProps, 'filtered'>) {
  if (capture.transport === 'stdio') return <OnStdio capture={capture} kind={kind} />
  if (capture.exchanges > 0) {
    return (
      <p>
        {kind === 'streams'
          ? 'No response of this capture was an event stream.'
          : 'No JSON-RPC messages in this capture.'}
      </p>
    )
  }
  if (capture.stoppedAt !== null || capture.tapUrl === null) return <p>Nothing came through this tap while it ran.</p>
  return (
    <>
      <p>Nothing came through yet. Point your client at this address instead of {capture.target}:</p>
      <TapAddress tapUrl={capture.tapUrl} />
      <p className="dim">Whatever passes appears here at once; bytes are passed through untouched.</p>
    </>
  )
}

/** On stdio there are messages and nothing else; and what its command did, also if it said nothing. */
function OnStdio({ capture: { captureId }, kind }: Omit<NoRowsProps, 'filtered'>) {
  const { openList, select } = useView()
  if (kind !== 'messages') {
    return (
      <>
        <p>
          This server was started as a command and talks on stdio, without HTTP: all there is stands under Messages.
        </p>
        <Button variant="default" onClick={() => openList('messages')}>
          Show messages
        </Button>
      </>
    )
  }
  return (
    <>
      <p>No message passed on stdin or stdout of this command.</p>
      <Button variant="default" onClick={() => select({ captureId, frame: 1 })}>
        Show what the command did
      </Button>
    </>
  )
}
