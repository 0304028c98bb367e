import { useSplitter } from '@mantine/hooks'
import type { UseSplitterPanel } from '@mantine/hooks'
import { Fragment, useState } from 'react'
import type { CSSProperties, ReactNode } from 'react'
import classes from './Split.module.css'

/** A part of a split: what it shows, how large it is, and what the handle before it is called. */
export interface SplitPart extends UseSplitterPanel {
  key: string
  handle: string
  content: ReactNode
}

interface SplitProps {
  orientation: 'horizontal' | 'vertical'
  parts: SplitPart[]
}

/** Panes side by side or below each other, with handles between them for mouse and keyboard. */
export function Split({ orientation, parts }: SplitProps) {
  const [chosen, choose] = useState<Record<string, UseSplitterPanel['defaultSize']>>({})
  // Parts come and go; one that comes back is as large as it was left.
  const given = parts.map((part) => chosen[orientation + part.key] ?? part.defaultSize)
  const onSizeChange = (next: UseSplitterPanel['defaultSize'][]) =>
    choose({ ...chosen, ...Object.fromEntries(parts.map((part, index) => [orientation + part.key, next[index] ?? 1])) })
  const { ref, sizes, getHandleProps } = useSplitter({
    panels: parts,
    sizes: given,
    onSizeChange,
    orientation,
    step: '16px',
    shiftStep: '64px',
    redistribute: 'nearest',
  })
  return (
    <div className={classes.split} data-orientation={orientation} ref={ref}>
      {parts.map((part, index) => (
        <Fragment key={part.key}>
          {index > 0 && (
            <div className={classes.handle} aria-label={part.handle} {...getHandleProps({ index: index - 1 })} />
          )}
          <div className={classes.pane} style={flexOf(sizes[index] ?? part.defaultSize)}>
            {part.content}
          </div>
        </Fragment>
      ))}
    </div>
  )
}

/** Sizes with a unit are kept; bare numbers are shares of the rest. */
function flexOf(size: UseSplitterPanel['defaultSize']): CSSProperties {
  return typeof size === 'string'
    ? { flexGrow: 0, flexShrink: 1, flexBasis: size }
    : { flexGrow: size, flexShrink: 1, flexBasis: 0 }
}
