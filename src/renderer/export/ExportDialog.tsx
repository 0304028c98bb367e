import { Button, Checkbox, Modal } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useExports } from '../stores/exports.ts'
import { FailureNote } from '../ui/FailureNote.tsx'
import { sessionName, size } from '../ui/words.ts'
import { RedactionPreview } from './RedactionPreview.tsx'
import classes from './export.module.css'

/** The dialog that writes a capture, or a session of it, into a file, and says first what is taken out. */
export function ExportDialog() {
  const { of, close } = useExports()
  const title = of?.session == null ? 'Export this capture' : `Export session ${sessionName(of.session)}`
  return (
    <Modal opened={of !== null} onClose={close} title={title} size={560}>
      {of && <ExportFields />}
    </Modal>
  )
}

function ExportFields() {
  const { of, redact, bytes, saved, failure, setRedact, start, close } = useExports()
  return (
    <div className={classes.form}>
      <div>
        A trace holds{' '}
        {of?.session == null ? `all that ${of?.capture.name} captured` : 'all that belongs to this session'} and can be
        opened by any Tapscope, or read as text.
      </div>
      <Checkbox
        label="Take out what looks like a credential"
        description="Tokens, keys, passwords and cookies become hashes: the same for the same one."
        checked={redact}
        disabled={bytes !== null}
        onChange={({ currentTarget }) => setRedact(currentTarget.checked)}
      />
      {redact ? <RedactionPreview /> : <SecretsWarning />}
      {failure && <FailureNote failure={failure} />}
      <output className={classes.progress}>
        {bytes !== null && `Writing, ${size(bytes)} so far…`}
        {saved !== null && `${saved} is on its way to where your files go.`}
      </output>
      <div className={classes.buttons}>
        <Button variant="default" onClick={close}>
          {saved === null ? 'Cancel' : 'Close'}
        </Button>
        <Button
          data-autofocus
          color={redact ? undefined : 'red'}
          leftSection={<IconDownload size={14} />}
          loading={bytes !== null}
          onClick={() => void start()}
        >
          {redact ? 'Export' : 'Export with secrets'}
        </Button>
      </div>
    </div>
  )
}

function SecretsWarning() {
  const kept = useExports(({ of }) => of?.capture.credentials === 'kept')
  return (
    <div className={classes.warning} role="alert">
      <strong>Whoever gets the file gets the secrets in it.</strong>{' '}
      {kept
        ? 'This capture keeps credentials as they went over the wire: they can be used to sign in.'
        : 'Credentials in headers were never stored; those in bodies go out as they are.'}
    </div>
  )
}
