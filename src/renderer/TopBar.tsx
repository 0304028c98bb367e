import { ActionIcon, Button, useMantineColorScheme } from '@mantine/core'
import {
  IconDeviceDesktop,
  IconMoon,
  IconPlayerPlay,
  IconPlayerStopFilled,
  IconPlus,
  IconSun,
} from '@tabler/icons-react'
import type { CaptureRow } from '../core/api.ts'
import { TapAddress } from './captures/TapAddress.tsx'
import { useTaps } from './stores/taps.ts'
import { Logo } from './ui/Logo.tsx'
import { Mark } from './ui/Mark.tsx'
import classes from './App.module.css'

/** What is being captured, and what begins another capture. */
export function TopBar({ capture }: { capture: CaptureRow | null }) {
  const { open, startDemo, busy } = useTaps()
  return (
    <section className={classes.bar} aria-label="Tap">
      <h1 className={classes.brand}>
        <Logo size={20} /> Tapscope
      </h1>
      <div className={classes.tap}>{capture && <TapState capture={capture} />}</div>
      {capture && (
        <>
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={14} />}
            loading={busy === 'startDemo'}
            onClick={() => void startDemo()}
          >
            Try the demo
          </Button>
          <Button leftSection={<IconPlus size={14} />} onClick={() => open('new capture')}>
            New capture
          </Button>
        </>
      )}
      <ThemeToggle />
    </section>
  )
}

function TapState({ capture }: { capture: CaptureRow }) {
  const { stop, busy } = useTaps()
  if (capture.stoppedAt === null && capture.transport === 'stdio') {
    return (
      <>
        <Mark kind="live" label="Live" />
        <code className="mono cut" title={capture.target}>
          {capture.target}
        </code>
        <span className={`${classes.target} cut`}>on stdio, until the command ends</span>
      </>
    )
  }
  if (capture.stoppedAt !== null || capture.tapUrl === null) {
    return <span className="dim cut">{capture.name} · stopped, nothing more is captured</span>
  }
  return (
    <>
      <Mark kind="live" label="Live" />
      <TapAddress tapUrl={capture.tapUrl} />
      <span className={`${classes.target} cut`}>→ {capture.target}</span>
      <Button
        variant="default"
        leftSection={<IconPlayerStopFilled size={14} />}
        loading={busy === 'stopTap'}
        onClick={() => void stop(capture.captureId)}
      >
        Stop tap
      </Button>
    </>
  )
}

const schemes = {
  auto: { next: 'light', says: 'Theme: as the system', Icon: IconDeviceDesktop },
  light: { next: 'dark', says: 'Theme: light', Icon: IconSun },
  dark: { next: 'auto', says: 'Theme: dark', Icon: IconMoon },
} as const

function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { next, says, Icon } = schemes[colorScheme]
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={says} title={says} onClick={() => setColorScheme(next)}>
      <Icon size={16} />
    </ActionIcon>
  )
}
