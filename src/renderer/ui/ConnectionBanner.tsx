import { Button } from '@mantine/core'
import { unreachable, useConnection } from '../stores/connection.ts'
import { FailureNote } from './FailureNote.tsx'

/** Says that the engine cannot be reached, for as long as that is so. */
export function ConnectionBanner() {
  const { reach, retry } = useConnection()
  if (reach === 'there') return null
  return (
    <FailureNote failure={unreachable[reach]}>
      <Button variant="default" size="compact-xs" onClick={retry}>
        Try again
      </Button>
    </FailureNote>
  )
}
