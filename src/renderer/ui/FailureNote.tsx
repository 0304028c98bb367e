import { CloseButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Failure } from '../../core/api.ts'
import classes from './FailureNote.module.css'

interface FailureNoteProps {
  failure: Failure
  /** What the user can press about it. */
  children?: ReactNode
  onClose?: () => void
}

/** What went wrong and what to do about it. */
export function FailureNote({ failure, children, onClose }: FailureNoteProps) {
  return (
    <div className={classes.note} role="alert">
      <IconAlertTriangle size={16} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <strong>{failure.message}</strong> {failure.advice}
      </div>
      {children}
      {onClose && <CloseButton size="sm" aria-label="Dismiss" onClick={onClose} />}
    </div>
  )
}
