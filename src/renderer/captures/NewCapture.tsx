import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { faultsOf, isSecure, useTaps } from '../stores/taps.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { FailureNote } from '../ui/FailureNote.tsx'
import { CaptureStarted } from './CaptureStarted.tsx'
import classes from './captures.module.css'

/** The dialog that starts a tap, and then says how to use it. Keeps what was typed until it has worked. */
export function NewCapture() {
  const { dialog, open, started } = useTaps()
  return (
    <Modal
      opened={dialog === 'new capture'}
      onClose={() => open(null)}
      title={started ? 'The tap is listening' : 'New capture'}
      size={520}
    >
      {started ? <CaptureStarted capture={started} onClose={() => open(null)} /> : <TapFields />}
    </Modal>
  )
}

const wrap = 'npx tapscope wrap -- command'

function TapFields() {
  const { form, type, start, busy, failure, open } = useTaps()
  const [tried, setTried] = useState(false)
  const faults = faultsOf(form)
  const shownFaults: typeof faults = tried ? faults : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(faults).length === 0) void start()
  }
  const field = (part: 'url' | 'port' | 'name') => ({
    value: form[part],
    error: shownFaults[part],
    onChange: (event: { currentTarget: HTMLInputElement }) => type({ [part]: event.currentTarget.value }),
    spellCheck: false,
    autoComplete: 'off',
  })
  return (
    // The fields say what is wrong in words that fit; the browser's own bubbles would come first.
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label="Server address"
        description="Where your MCP server listens. Tapscope passes everything on to it, untouched."
        placeholder="http://127.0.0.1:3000/mcp"
        data-autofocus
        classNames={{ input: 'mono' }}
        {...field('url')}
      />
      <div className={classes.pair}>
        <TextInput label="Port of the tap" placeholder="any free one" inputMode="numeric" {...field('port')} />
        <TextInput label="Name" placeholder="the server's address" {...field('name')} />
      </div>
      {isSecure(form.url) && (
        <Checkbox
          label="Accept any certificate, as of a server that signed its own"
          checked={form.insecure}
          onChange={({ currentTarget }) => type({ insecure: currentTarget.checked })}
        />
      )}
      <Checkbox
        label="Pass authorization on as it is, although clients that sign in then refuse the tap"
        checked={form.passAuth}
        onChange={({ currentTarget }) => type({ passAuth: currentTarget.checked })}
      />
      <div className={classes.wrap}>
        To tap a server on stdio, let its client start it as <code className="mono">{wrap}</code>
        <CopyButton text={wrap} what="command" />
      </div>
      {failure && <FailureNote failure={failure} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => open(null)}>
          Cancel
        </Button>
        <Button type="submit" loading={busy === 'startTap'}>
          Start tap
        </Button>
      </div>
    </form>
  )
}
