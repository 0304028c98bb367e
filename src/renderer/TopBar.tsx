import { ActionIcon, Button, useMantineColorScheme } from '@mantine/core'
import {
  IconDeviceDesktop,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecordFilled,
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
  const isPaused = capture.recording === 'paused'
  if (capture.stoppedAt === null && capture.transport === 'stdio') {
    return (
      <>
        <Live isPaused={isPaused} />
        <code className="mono cut" title={capture.target}>
          {capture.target}
        </code>
        <span className={`${classes.target} cut`}>on stdio, until the command ends</span>
        <RecordingButton capture={capture} />
      </>
    )
  }
  if (capture.stoppedAt !== null || capture.tapUrl === null) {
    return <span className="dim cut">{capture.name} · stopped, nothing more is captured</span>
  }
  return (
    <>
      <Live isPaused={isPaused} />
      <TapAddress tapUrl={capture.tapUrl} />
      <span className={`${classes.target} cut`}>
        → {capture.target}
        {capture.certificate === 'not checked' && ', whose certificate is not checked'}
        {capture.credentials === 'kept' && ', with its credentials'}
      </span>
      <RecordingButton capture={capture} />
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

function Live({ isPaused }: { isPaused: boolean }) {
  return isPaused ? <Mark kind="warning" label="Paused: traffic is not recorded" /> : <Mark kind="live" label="Live" />
}

/** Traffic flows on in a pause; what was not recorded is counted beside the capture. */
function RecordingButton({ capture: { captureId, recording } }: { capture: CaptureRow }) {
  const { record, busy } = useTaps()
  const isPaused = recording === 'paused'
  return (
    <Button
      variant={isPaused ? 'filled' : 'default'}
      leftSection={isPaused ? <IconPlayerRecordFilled size={14} /> : <IconPlayerPause size={14} />}
      loading={busy === 'setRecording'}
      title={isPaused ? 'Record again' : 'Stop recording; traffic flows on'}
      onClick={() => void record(captureId, isPaused ? 'on' : 'paused')}
    >
      {isPaused ? 'Resume' : 'Pause'}
    </Button>
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
