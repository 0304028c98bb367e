import { useMediaQuery } from '@mantine/hooks'
import type { CaptureRow } from '../core/api.ts'
import { CaptureList } from './captures/CaptureList.tsx'
import { Detail } from './detail/Detail.tsx'
import { SessionList } from './sessions/SessionList.tsx'
import { useView } from './stores/view.ts'
import { Traffic } from './traffic/Traffic.tsx'
import { Split } from './ui/Split.tsx'
import type { SplitPart } from './ui/Split.tsx'

/** Captures and sessions, the traffic, and the detail of what is selected: side by side if there is room, else below. */
export function Panes({ capture }: { capture: CaptureRow }) {
  const wide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false })
  const selected = useView((view) => view.selected !== null)
  const side: SplitPart = {
    key: 'side',
    handle: '',
    defaultSize: wide ? '264px' : '216px',
    min: '120px',
    max: '480px',
    content: <Side captureId={capture.captureId} />,
  }
  const traffic: SplitPart = {
    key: 'traffic',
    handle: 'Resize captures and sessions',
    defaultSize: 1,
    min: '200px',
    content: <Traffic capture={capture} />,
  }
  const detail: SplitPart = {
    key: 'detail',
    handle: 'Resize detail',
    defaultSize: wide ? '440px' : 1.3,
    min: wide ? '300px' : '120px',
    content: <Detail />,
  }
  const shown = selected ? [traffic, detail] : [traffic]
  // A split counts its panes once; with another number of them it begins anew.
  if (wide) return <Split key={`wide ${selected}`} orientation="horizontal" parts={[side, ...shown]} />
  const below = <Split key={`narrow ${selected}`} orientation="vertical" parts={shown} />
  return <Split orientation="horizontal" parts={[side, { ...traffic, content: below }]} />
}

function Side({ captureId }: { captureId: number }) {
  return (
    <Split
      orientation="vertical"
      parts={[
        { key: 'captures', handle: '', defaultSize: 2, min: '80px', content: <CaptureList openId={captureId} /> },
        {
          key: 'sessions',
          handle: 'Resize sessions',
          defaultSize: 3,
          min: '80px',
          content: <SessionList captureId={captureId} />,
        },
      ]}
    />
  )
}
