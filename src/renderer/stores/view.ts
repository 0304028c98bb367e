import { create } from 'zustand'
import type { CaptureRow, FrameRef } from '../../core/api.ts'
import { api } from '../api.ts'
import { captures } from './rows.ts'

/** The lists of traffic. */
export type ListKind = 'exchanges' | 'messages' | 'streams'

/** What is shown row by row: the lists, and the life of one session. */
export type GridKind = ListKind | 'diagram'

/** The ways to look at a capture. */
export type Tab = GridKind | 'findings'

/** The parts of an exchange that its detail shows one at a time. */
export type DetailPart = 'response' | 'request' | 'messages'

interface View {
  /** As it was when it was opened; null stands for the latest. */
  capture: CaptureRow | null
  /** Key of the session that the lists are limited to. */
  session: string | null
  /** Null stands for the one that a capture opens on. */
  list: Tab | null
  /** Key of the finding that is open; null stands for the first. */
  finding: string | null
  filters: Record<ListKind, string>
  selected: Required<FrameRef> | null
  part: DetailPart
  /** Counts jumps to a frame, as opposed to selections within the list. */
  jumps: number
  openCapture: (capture: CaptureRow) => void
  openSession: (session: string | null) => void
  openList: (list: Tab) => void
  openFinding: (key: string) => void
  setFilter: (list: ListKind, filter: string) => void
  select: (ref: Required<FrameRef> | null) => void
  openPart: (part: DetailPart) => void
  jump: (ref: Required<FrameRef>) => void
  /** Stops looking at a capture that is gone. */
  forget: (captureId: number) => void
}

const noFilters = { exchanges: '', messages: '', streams: '' }

/** What the user has chosen to look at. */
export const useView = create<View>()((set, get) => ({
  capture: null,
  session: null,
  list: null,
  finding: null,
  filters: noFilters,
  selected: null,
  part: 'response',
  jumps: 0,
  openCapture: (capture) => {
    const before = get().capture ?? captures.use.getState().rows.at(-1)
    if (before?.captureId !== capture.captureId) {
      // What is open stays open, but for a list that the other transport does not have.
      const { list } = get()
      const isOfAny = list === 'diagram' || list === 'findings'
      const fits = isOfAny || (before?.transport !== 'stdio' && capture.transport !== 'stdio')
      set({ session: null, filters: noFilters, selected: null, finding: null, ...(!fits && { list: null }) })
    }
    set({ capture })
  },
  openSession: (session) => set({ session }),
  openList: (list) => set({ list }),
  openFinding: (finding) => set({ list: 'findings', finding }),
  setFilter: (list, filter) => set(({ filters }) => ({ filters: { ...filters, [list]: filter } })),
  // Whoever looks at a frame stays with its capture when a newer one begins.
  select: (selected) =>
    set(({ capture }) => ({ selected, capture: capture ?? captures.use.getState().rows.at(-1) ?? null })),
  openPart: (part) => set({ part }),
  jump: (ref) => {
    if (get().capture?.captureId !== ref.captureId) void openCaptureOf(ref)
    get().select(ref)
    set(({ jumps }) => ({ jumps: jumps + 1 }))
  },
  forget: (captureId) => {
    if (get().selected?.captureId === captureId) set({ selected: null })
    if (get().capture?.captureId === captureId) set({ capture: null, session: null, filters: noFilters })
  },
}))

async function openCaptureOf({ captureId, frame }: Required<FrameRef>): Promise<void> {
  const answer = await api.rows({ kind: 'captures', filter: `captureId:${captureId}` })
  const capture = 'ok' in answer ? answer.ok.rows[0] : undefined
  const { selected, openCapture, jump } = useView.getState()
  if (!capture || selected?.frame !== frame || selected.captureId !== captureId) return
  openCapture(capture)
  jump({ captureId, frame })
}

/** The list of a capture that is open. On stdio there are no exchanges to begin with. */
export function openListOf(list: Tab | null, capture: Pick<CaptureRow, 'transport'> | null): Tab {
  return list ?? (capture?.transport === 'stdio' ? 'messages' : 'exchanges')
}

/** The capture that is looked at, as it stands now: the chosen one or else the latest. */
export function useCapture(): CaptureRow | null {
  const chosen = useView(({ capture }) => capture)
  const rows = captures.use((state) => state.rows)
  if (!chosen) return rows.at(-1) ?? null
  return rows.find(({ captureId }) => captureId === chosen.captureId) ?? chosen
}
