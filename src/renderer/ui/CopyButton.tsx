import { ActionIcon } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconX } from '@tabler/icons-react'

interface CopyButtonProps {
  text: string
  /** What is copied: `tap address`. */
  what: string
}

/** Copies a text and shows for a moment whether that worked. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const clipboard = useClipboard({ timeout: 1500 })
  const said = clipboard.error ? 'Could not copy' : clipboard.copied ? 'Copied' : `Copy ${what}`
  const Icon = clipboard.error ? IconX : clipboard.copied ? IconCheck : IconCopy
  return (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      title={said}
      aria-label={said}
      onClick={() => clipboard.copy(text)}
    >
      <Icon size={14} />
    </ActionIcon>
  )
}
