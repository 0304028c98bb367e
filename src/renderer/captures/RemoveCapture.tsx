import { Button, Modal } from '@mantine/core'
import { useTaps } from '../stores/taps.ts'
import { FailureNote } from '../ui/FailureNote.tsx'
import { count, traffic } from '../ui/words.ts'
import classes from './captures.module.css'

/** Asks before a capture is deleted. */
export function RemoveCapture() {
  const { dialog, open, remove, busy, failure } = useTaps()
  const capture = dialog !== null && typeof dialog === 'object' ? dialog.remove : null
  return (
    <Modal opened={capture !== null} onClose={() => open(null)} title="Remove this capture?" size={440}>
      {capture && (
        <div className={classes.form}>
          <div>
            <strong>{capture.name}</strong> with {traffic(capture)} and {count(capture.sessions, 'session')} will be
            deleted from this machine. There is no way back.
          </div>
          {failure && <FailureNote failure={failure} />}
          <div className={classes.buttons}>
            <Button variant="default" data-autofocus onClick={() => open(null)}>
              Keep it
            </Button>
            <Button color="red" loading={busy === 'removeCaptures'} onClick={() => void remove(capture.captureId)}>
              Remove
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
