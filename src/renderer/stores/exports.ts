import { create } from 'zustand'
import type { CaptureRow, ExportInput, Failure } from '../../core/api.ts'
import { api } from '../api.ts'
import { type Hidden, hiddenIn } from '../export/preview.ts'
import { saveFile } from '../export/save.ts'

/** A capture, or one session of it, on its way into a file. */
interface Exporting {
  capture: CaptureRow
  /** Key of the session; null for all of the capture. */
  session: string | null
}

interface Exports {
  of: Exporting | null
  /** Whether credentials are taken out. */
  redact: boolean
  /** What is taken out of the first page; null until that is known. `all`: there is no other page. */
  preview: { hidden: Hidden[]; all: boolean } | null
  /** How much of the file is there; null while none is made. */
  bytes: number | null
  /** The name of the file that was handed over. */
  saved: string | null
  failure: Failure | null
  open: (of: Exporting) => void
  close: () => void
  setRedact: (redact: boolean) => void
  start: () => Promise<void>
}

const untouched = { redact: true, preview: null, bytes: null, saved: null, failure: null }

/** The export that somebody asked for. */
export const useExports = create<Exports>()((set, get) => ({
  ...untouched,
  of: null,
  open: (of) => {
    set({ ...untouched, of })
    void preview(of)
  },
  close: () => set({ ...untouched, of: null }),
  setRedact: (redact) => set({ redact, saved: null }),
  start: async () => {
    const { of, redact, bytes } = get()
    if (!of || bytes !== null) return
    set({ bytes: 0, saved: null, failure: null })
    const parts: Blob[] = []
    for (let after: number | null | undefined; after !== null;) {
      const answer = await api.exportTrace({ ...inputOf(of), redact, ...(after !== undefined && { after }) })
      if (get().of !== of) return // it was closed meanwhile
      if ('failed' in answer) return set({ bytes: null, failure: answer.failed })
      // Each page leaves the page's own memory: a capture can be larger than that.
      parts.push(new Blob([answer.ok.text]))
      after = answer.ok.next
      set({ bytes: parts.reduce((sum, { size }) => sum + size, 0) })
    }
    const name = fileNameOf(of)
    saveFile(name, new Blob(parts, { type: 'application/jsonl' }))
    set({ bytes: null, saved: name })
  },
}))

/** Asks what would be taken out of the first page. A failure will be told when the export fails. */
async function preview(of: Exporting): Promise<void> {
  const answer = await api.exportTrace({ ...inputOf(of), redact: true })
  if (useExports.getState().of !== of || 'failed' in answer) return
  useExports.setState({ preview: { hidden: hiddenIn(answer.ok.text), all: answer.ok.next === null } })
}

const inputOf = ({ capture: { captureId }, session }: Exporting): ExportInput => ({
  captureId,
  ...(session !== null && { session }),
})

/** A name that any file system takes: `127.0.0.1-3000-1.tapscope.jsonl`. */
export function fileNameOf({ capture: { name, captureId }, session }: Exporting): string {
  const safe = name.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '')
  return `${safe.slice(0, 80) || 'capture'}-${session ?? captureId}.tapscope.jsonl`
}
