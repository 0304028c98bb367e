import { Button } from '@mantine/core'
import { IconBolt, IconRefresh, IconSparkles } from '@tabler/icons-react'
import type { FrameRef, ReplayMode } from '../../core/api.ts'
import { useReplay } from '../stores/replays.ts'
import { FrameLink } from '../ui/FrameLink.tsx'
import classes from './replay.module.css'

interface ReplayButtonsProps {
  of: Required<FrameRef>
  /** Replays there are already. */
  replays: FrameRef[]
}

const ways: { mode: ReplayMode; says: string; label: string; Icon: typeof IconRefresh }[] = [
  { mode: 'exact', says: 'Same bytes', label: 'Replay same bytes', Icon: IconRefresh },
  { mode: 'fresh', says: 'Fresh session', label: 'Replay in a fresh session', Icon: IconSparkles },
  { mode: 'live', says: 'Live session', label: 'Replay in the live session', Icon: IconBolt },
]

/** The ways to send a request again, and the attempts there are. */
export function ReplayButtons({ of, replays }: ReplayButtonsProps) {
  const { current, replay } = useReplay()
  const running = current?.state === 'running' ? current.mode : null
  return (
    <div className={classes.buttons}>
      <span className="dim">Replay</span>
      {ways.map(({ mode, says, label, Icon }) => (
        <Button
          key={mode}
          size="compact-xs"
          px={6}
          variant="default"
          leftSection={<Icon size={13} />}
          aria-label={label}
          title={mode === 'exact' ? `${label} (r)` : label}
          loading={running === mode}
          disabled={running !== null && running !== mode}
          onClick={() => void replay(of, mode)}
        >
          {says}
        </Button>
      ))}
      {replays.length > 0 && (
        <span className="dim">
          replayed as{' '}
          {replays.slice(-5).map(({ captureId = of.captureId, frame }) => (
            <FrameLink key={`${captureId}:${frame}`} captureId={captureId} frame={frame} />
          ))}
        </span>
      )}
    </div>
  )
}
