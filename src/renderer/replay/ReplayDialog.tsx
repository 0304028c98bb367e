import { Button, Modal } from '@mantine/core'
import { useReplay } from '../stores/replays.ts'
import type { Replay } from '../stores/replays.ts'
import { FailureNote } from '../ui/FailureNote.tsx'
import { ReplayResult } from './ReplayResult.tsx'
import classes from './replay.module.css'

const titles: Record<Replay['state'], string> = {
  running: 'Replaying',
  asking: 'Send this again?',
  failed: 'The replay could not be sent',
  done: 'Replay',
}

/** What became of a replay: a question, a failure, or both results side by side. */
export function ReplayDialog() {
  const { current, close } = useReplay()
  const shown = current?.state === 'running' ? null : current
  return (
    <Modal
      opened={shown !== null}
      onClose={close}
      title={shown ? `${titles[shown.state]} · frame ${shown.of.frame}` : ''}
      size={shown?.state === 'done' ? 1080 : 460}
    >
      {shown?.state === 'asking' && <Question replay={shown} />}
      {shown?.state === 'failed' && (
        <div className={classes.dialog}>
          <FailureNote failure={shown.failure} />
          <div className={classes.end}>
            <Button data-autofocus variant="default" onClick={close}>
              Close
            </Button>
          </div>
        </div>
      )}
      {shown?.state === 'done' && <ReplayResult done={shown} onClose={close} />}
    </Modal>
  )
}

function Question({ replay: { of, mode, failure } }: { replay: Extract<Replay, { state: 'asking' }> }) {
  const { replay, close } = useReplay()
  return (
    <div className={classes.dialog}>
      <div>{failure.message}</div>
      <div className="dim">{failure.advice}</div>
      <div className={classes.end}>
        <Button variant="default" data-autofocus onClick={close}>
          Do not send
        </Button>
        <Button onClick={() => void replay(of, mode, true)}>Send again</Button>
      </div>
    </div>
  )
}
