import { useEffect, useMemo, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { CaptureRow, FrameRef } from '../../core/api.ts'
import { useConnection } from '../stores/connection.ts'
import { moveBy, moveTo, useCursor, watchCursor } from '../stores/cursor.ts'
import type { ListStore } from '../stores/rows.ts'
import { useReplay } from '../stores/replays.ts'
import { frameIn, useShown } from '../stores/shown.ts'
import { useView } from '../stores/view.ts'
import type { GridKind } from '../stores/view.ts'
import { FailureNote } from '../ui/FailureNote.tsx'
import { Grid } from '../ui/Grid.tsx'
import type { Column, RowMark } from '../ui/Grid.tsx'
import { NoRows } from './NoRows.tsx'
import { focusDetail, focusFilter } from './places.ts'

interface TrafficGridProps<T extends Required<FrameRef>> {
  kind: GridKind
  label: string
  store: ListStore<T>
  columns: readonly Column<T>[]
  markOf: (row: T) => RowMark
  capture: CaptureRow
  filter: string
}

/** One list of a capture's traffic, live, with its keys: arrows select, Enter opens, r replays, Esc leaves. */
export function TrafficGrid<T extends Required<FrameRef>>(props: TrafficGridProps<T>) {
  const { kind, store, capture, filter } = props
  const { captureId } = capture
  const session = useView((view) => view.session)
  const query = useMemo(
    () => ({ captureId, ...(session && { session }), ...(filter && { filter }) }),
    [captureId, session, filter],
  )
  // What is live is watched at its end, what is over is read from its beginning; stopping must not move the list.
  const [atEnd] = useState(capture.stoppedAt === null)
  useEffect(() => {
    const stops = [store.ask(query, atEnd), watchCursor(kind, store, query)]
    return () => stops.forEach((stop) => stop())
  }, [kind, store, query, atEnd])

  const { answered, rows, offset, total, follow, failure } = store.use()
  const { index: cursor, moves } = useCursor()
  const reach = useConnection((connection) => connection.reach)
  const isSelected = useIsSelected(kind)
  const onKey = (event: KeyboardEvent, pageSize: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (!moveBy(store, event.key, pageSize) && !act(event.key)) return
    event.preventDefault()
  }

  if (answered && total === 0) return <NoRows capture={capture} kind={kind} filtered={Boolean(session ?? filter)} />
  return (
    <>
      {failure && failure.kind !== 'bad-input' && reach === 'there' && <FailureNote failure={failure} />}
      <Grid<T>
        label={props.label}
        columns={props.columns}
        rows={rows}
        offset={offset}
        total={total}
        frameOf={({ frame }) => frame}
        markOf={props.markOf}
        isSelected={isSelected}
        cursor={cursor}
        moves={moves}
        follow={follow}
        onLook={store.look}
        onFollow={store.follow}
        onRow={(index) => moveTo(store, index)}
        onKey={onKey}
      />
    </>
  )
}

/** In the list of exchanges the selected row is the one the selected frame belongs to. */
function useIsSelected(kind: GridKind): (row: Required<FrameRef>) => boolean {
  const selected = useView((view) => view.selected)
  const shown = useShown((state) => state.shown)
  // Where each frame has a row of its own, the detail may still show another one.
  const isOwn = kind === 'messages' || kind === 'diagram'
  const place = shown && !isOwn ? frameIn(kind, shown) : null
  return (row) => {
    if (selected === null || row.captureId !== selected.captureId) return false
    return row.frame === selected.frame || (place?.captureId === row.captureId && place.frame === row.frame)
  }
}

/** What a key does to the selected row; false if it does nothing. */
function act(key: string): boolean {
  const { selected, select } = useView.getState()
  if (key === '/') return focusFilter()
  if (!selected) return false
  switch (key) {
    case 'Enter':
      return focusDetail()
    case 'Escape':
      select(null)
      return true
    case 'r':
      void useReplay.getState().replay(selected, 'exact')
      return true
    default:
      return false
  }
}
