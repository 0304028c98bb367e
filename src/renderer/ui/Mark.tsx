import { IconAlertTriangle, IconCircleFilled, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import classes from './Mark.module.css'

/** How bad something is; `live` for what still goes on. */
export type MarkKind = 'bad' | 'warning' | 'note' | 'live'

const icons = { bad: IconCircleX, warning: IconAlertTriangle, note: IconInfoCircle, live: IconCircleFilled }

interface MarkProps {
  kind: MarkKind
  /** What it means, for a tooltip and for who cannot see it. */
  label: string
}

/** A small sign that says by shape, colour and label how something stands. */
export function Mark({ kind, label }: MarkProps) {
  const Icon = icons[kind]
  return (
    <span className={classes.mark} data-kind={kind} title={label}>
      <Icon size={kind === 'live' ? 9 : 14} aria-hidden />
      <span className="unseen">{label}</span>
    </span>
  )
}
