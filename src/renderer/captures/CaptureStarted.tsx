import { Button } from '@mantine/core'
import type { CaptureRow } from '../../core/api.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { TapAddress } from './TapAddress.tsx'
import classes from './captures.module.css'

interface CaptureStartedProps {
  capture: CaptureRow
  onClose: () => void
}

/** The address of a tap that has just begun to listen, and what to do with it. */
export function CaptureStarted({ capture, onClose }: CaptureStartedProps) {
  const { tapUrl, target } = capture
  const usage = JSON.stringify({ mcpServers: { 'my-server': { type: 'http', url: tapUrl } } }, null, 2)
  return (
    <div className={classes.form}>
      <div>Use this address in your client, in place of {target}:</div>
      {tapUrl && <TapAddress tapUrl={tapUrl} />}
      <div>
        In a client that reads a JSON file, the entry looks like this: <CopyButton text={usage} what="entry" />
      </div>
      {/* A scroller that the keyboard must reach. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={`${classes.usage} mono`} tabIndex={0} aria-label="Entry for a client's file">
        {usage}
      </pre>
      <div className="dim">Change only the address: path, headers and session ids stay as they are.</div>
      <div className={classes.buttons}>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  )
}
