// Rows of a virtual list are placed one by one, and the list around them has the focus.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus */
import { useEffect, useId, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { List, useListRef } from 'react-window'
import type { RowComponentProps } from 'react-window'
import classes from './PickList.module.css'

const rowHeight = 22

interface PickListProps<T> {
  label: string
  rows: readonly T[]
  /** Number of the row that is picked. */
  picked: number
  pick: (row: T) => void
  /** Widths of the cells of a row. */
  tracks: string
  /** What stands in the cells of a row; `before`: the row above it. */
  cells: (row: T, before: T | undefined) => ReactNode
  /** What Enter does with the picked row. */
  open?: () => boolean
  /** Whether it takes the room that is left, and not only what its rows need. */
  grows?: true
}

/** A virtual list of one-line rows in the order of the wire, of which one is picked by mouse or keys. */
export function PickList<T extends { frame: number }>(props: PickListProps<T>) {
  const { label, rows, picked, pick, tracks, grows } = props
  const list = useListRef(null)
  const id = useId()
  // What comes above the list takes its room a moment later: the picked row stays in view.
  const [height, setHeight] = useState(0)
  useEffect(() => {
    if (picked < rows.length && height > 0) list.current?.scrollToRow({ index: picked, align: 'auto' })
  }, [picked, rows.length, height, list])
  const onKeyDown = (key: KeyboardEvent) => {
    if (key.key === 'Enter') props.open?.()
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -rows.length, End: rows.length }[key.key]
    if (step === undefined) return
    key.preventDefault()
    const next = rows[Math.min(rows.length - 1, Math.max(0, picked + step))]
    if (next) pick(next)
  }
  const style = {
    '--tracks': tracks,
    ...(grows ? { flexBasis: '40%' } : { flexGrow: 0, flexBasis: rows.length * rowHeight }),
  }
  return (
    <List
      listRef={list}
      className={classes.list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={rows.length > 0 ? `${id}-${picked}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      rowComponent={PickRow}
      rowCount={rows.length}
      rowHeight={rowHeight}
      rowProps={{ list: props, id }}
      onResize={(size) => setHeight(size.height)}
      style={style}
    />
  )
}

type PickRowProps<T> = RowComponentProps<{ list: PickListProps<T>; id: string }>

function PickRow<T extends { frame: number }>({ index, style, list, id }: PickRowProps<T>) {
  const row = list.rows[index]
  if (!row) return null
  return (
    <div
      id={`${id}-${index}`}
      className={classes.row}
      role="option"
      aria-selected={index === list.picked}
      data-frame={row.frame}
      style={style}
      onMouseDown={() => list.pick(row)}
    >
      {list.cells(row, list.rows[index - 1])}
    </div>
  )
}
