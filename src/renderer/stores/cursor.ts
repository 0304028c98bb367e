import { create } from 'zustand'
import type { FrameRef } from '../../core/api.ts'
import type { ListStore, Query } from './rows.ts'
import { frameIn, useShown } from './shown.ts'
import { useView } from './view.ts'
import type { GridKind } from './view.ts'

/** Where the keyboard is in the list that is open. `frame` is null until the row at `index` has come. */
interface Cursor {
  index: number | null
  frame: number | null
  /** Counts moves: each brings its row into view, also one to where the cursor is already. */
  moves: number
}

/** The keyboard's place in the list of traffic. */
export const useCursor = create<Cursor>()(() => ({ index: null, frame: null, moves: 0 }))

/** Moves to a row and selects it, at once or as soon as it is here. */
export function moveTo<T extends Required<FrameRef>>(store: ListStore<T>, index: number): void {
  const { total } = store.use.getState()
  if (total === 0) return
  useCursor.setState(({ moves }) => ({ index: Math.min(total - 1, Math.max(0, index)), frame: null, moves: moves + 1 }))
  arrive(store)
}

/** Moves as a key says, by single rows, pages or to either end. False if the key moves nothing. */
export function moveBy<T extends Required<FrameRef>>(store: ListStore<T>, key: string, pageSize: number): boolean {
  const { total } = store.use.getState()
  const here = placeNow(store)
  const places: Partial<Record<string, number>> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    PageDown: here + pageSize,
    PageUp: here - pageSize,
    Home: 0,
    End: total - 1,
  }
  const next = places[key]
  if (next === undefined) return false
  moveTo(store, next)
  return true
}

/**
 * Keeps the cursor in a list until the returned function is called: selects a row that a key led to once it has come,
 * and goes where jumps lead. Begins at the selected frame, if the list has it.
 */
export function watchCursor<T extends Required<FrameRef>>(
  kind: GridKind,
  store: ListStore<T>,
  query: Query,
): () => void {
  useCursor.setState({ index: null, frame: null })
  // What is selected when the list opens counts as a jump: the list has to find it.
  let followed = useView.getState().selected ? -1 : useView.getState().jumps
  const follow = async (): Promise<void> => {
    const { jumps, selected } = useView.getState()
    const { shown } = useShown.getState()
    if (jumps === followed || !shown || !selected || shown.asked.frame !== selected.frame) return
    const { captureId, frame } = frameIn(kind, shown)
    if (captureId !== query.captureId) return
    followed = jumps
    const before = useCursor.getState()
    const index = await store.placeOf(query, frame)
    // Whoever has moved on meanwhile is not pulled back.
    if (index === null || followed !== jumps || useCursor.getState() !== before) return
    useCursor.setState({ index, frame, moves: before.moves + 1 })
  }
  void follow()
  const stops = [store.use.subscribe(() => arrive(store)), useShown.subscribe(() => void follow())]
  return () => {
    followed = Number.NaN
    for (const stop of stops) stop()
  }
}

function arrive<T extends Required<FrameRef>>(store: ListStore<T>): void {
  const { index, frame } = useCursor.getState()
  if (index === null || frame !== null) return
  const { rows, offset } = store.use.getState()
  const row = rows[index - offset]
  if (!row) return
  useCursor.setState({ frame: row.frame })
  useView.getState().select({ captureId: row.captureId, frame: row.frame })
}

/** Rows may have come before it: the cursor stays with its frame, not with its number. */
function placeNow<T extends Required<FrameRef>>(store: ListStore<T>): number {
  const { index, frame } = useCursor.getState()
  const { rows, offset } = store.use.getState()
  const place = frame === null ? -1 : rows.findIndex((row) => row.frame === frame)
  return place === -1 ? (index ?? -1) : place + offset
}
