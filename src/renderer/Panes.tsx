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
    defaultSize: wide ? '252px' : '216px',
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
    defaultSize: wide ? '404px' : 1.4,
    min: wide ? '300px' : '120px',
    content: <Detail />,
  }
  // The traffic stays the same element whatever is beside it, so that it keeps its focus and its place.
  const right = (
    <Split orientation={wide ? 'horizontal' : 'vertical'} parts={selected ? [traffic, detail] : [traffic]} />
  )
  return <Split orientation="horizontal" parts={[side, { ...traffic, key: 'right', content: right }]} />
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
