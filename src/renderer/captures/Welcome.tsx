import { Button } from '@mantine/core'
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react'
import { ImportButton } from '../export/ImportButton.tsx'
import { useTaps } from '../stores/taps.ts'
import { Logo } from '../ui/Logo.tsx'
import classes from './Welcome.module.css'

/** What a newcomer meets: what Tapscope does, and the ways to begin. */
export function Welcome() {
  const { open, startDemo, busy } = useTaps()
  return (
    <main className={classes.welcome}>
      <div className={classes.card}>
        <Logo size={44} />
        <h2 className={classes.title}>See what happens to your MCP sessions</h2>
        <p className={classes.lead}>
          Tapscope sits between an MCP client and an MCP server, passes every byte through untouched, and shows who
          established each session, what was routed where, and what ended it.
        </p>
        <ol className={classes.path} aria-label="The way of a request">
          <li>your client</li>
          <li className={classes.tap}>tap</li>
          <li>your server</li>
        </ol>
        <div className={classes.actions}>
          <Button size="md" leftSection={<IconPlus size={18} />} onClick={() => open('new capture')}>
            New capture
          </Button>
          <Button
            size="md"
            variant="default"
            leftSection={<IconPlayerPlay size={18} />}
            loading={busy === 'startDemo'}
            onClick={() => void startDemo()}
          >
            Try the demo
          </Button>
          <ImportButton large />
        </div>
        <p className={classes.small}>
          The demo runs a real server and a real client on this machine, with one request that fails. Nothing leaves it.
        </p>
      </div>
    </main>
  )
}
