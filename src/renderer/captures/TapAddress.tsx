import { CopyButton } from '../ui/CopyButton.tsx'
import classes from './captures.module.css'

/** The address that a client connects to, with a button that copies it. */
export function TapAddress({ tapUrl }: { tapUrl: string }) {
  return (
    <span className={classes.address}>
      <code className="mono cut" title={tapUrl}>
        {tapUrl}
      </code>
      <CopyButton text={tapUrl} what="tap address" />
    </span>
  )
}
