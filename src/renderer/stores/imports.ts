import { create } from 'zustand'
import type { Failure } from '../../core/api.ts'
import { api } from '../api.ts'
import { useView } from './view.ts'

interface Imports {
  /** The file that is on its way; null if none is. */
  running: { name: string; size: number } | null
  /** Why there is no capture of the last file, or not all of it. */
  failure: Failure | null
  importFile: (file: File) => Promise<void>
  dismiss: () => void
}

/** The import of a trace that somebody asked for. */
export const useImports = create<Imports>()((set, get) => ({
  running: null,
  failure: null,
  dismiss: () => set({ failure: null }),
  importFile: async (file) => {
    if (get().running) return
    const { name, size } = file
    set({ running: { name, size }, failure: null })
    const read = await base64Of(file)
    const answer = read === null ? { failed: unreadable(name) } : await api.importTrace({ base64: read })
    set({ running: null })
    if ('failed' in answer) return set({ failure: answer.failed })
    const { captureId, broken } = answer.ok
    if (broken !== null) set({ failure: partly(name, broken) })
    await openImported(captureId)
  },
}))

async function openImported(captureId: number): Promise<void> {
  const answer = await api.rows({ kind: 'captures', filter: `captureId:${captureId}` })
  const capture = 'ok' in answer ? answer.ok.rows[0] : undefined
  if (capture) useView.getState().openCapture(capture)
}

/** A file as the contract takes it, gzipped, since a trace is many times smaller then; null if it cannot be read. */
export async function base64Of(file: Blob): Promise<string | null> {
  try {
    const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
    const isZipped = first === 0x1f && second === 0x8b
    const zipped = isZipped ? file.stream() : file.stream().pipeThrough(new CompressionStream('gzip'))
    const bytes = new Uint8Array(await new Response(zipped).arrayBuffer())
    // A call takes only so many arguments; the pieces are multiples of three, so that their texts join.
    const pieces: string[] = []
    for (let at = 0; at < bytes.length; at += piece) {
      pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + piece))))
    }
    return pieces.join('')
  } catch {
    return null
  }
}

const piece = 3 * 8192

const unreadable = (name: string): Failure => ({
  kind: 'not-found',
  message: `${name} cannot be read.`,
  advice: 'Choose a .tapscope.jsonl file, gzipped or not, and no folder.',
})

const partly = (name: string, broken: string): Failure => ({
  kind: 'bad-input',
  message: `${name} is broken, and was imported up to there.`,
  advice: broken,
})
