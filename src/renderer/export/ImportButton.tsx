import { ActionIcon, Button, FileButton } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useImports } from '../stores/imports.ts'

const traces = '.jsonl,.gz,application/jsonl,application/gzip'

/** Opens the file picker and imports what is chosen. `large`: as a button with words. */
export function ImportButton({ large }: { large?: true }) {
  const { importFile, running } = useImports()
  const busy = running !== null
  return (
    <FileButton
      accept={traces}
      onChange={(file) => file && void importFile(file)}
      inputProps={{ 'aria-label': 'Trace' }}
    >
      {({ onClick }) =>
        large ? (
          <Button
            size="md"
            variant="default"
            leftSection={<IconFileImport size={18} />}
            loading={busy}
            onClick={onClick}
          >
            Import a trace
          </Button>
        ) : (
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label="Import a trace"
            title="Import a trace; or drop its file on the window"
            loading={busy}
            onClick={onClick}
          >
            <IconFileImport size={14} />
          </ActionIcon>
        )
      }
    </FileButton>
  )
}
