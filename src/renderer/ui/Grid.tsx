// Rows of a virtual list are placed one by one, which a <table> does not allow.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { List, useListRef } from 'react-window'
import type { RowComponentProps } from 'react-window'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { CSSProperties, KeyboardEvent, ReactNode, UIEvent } from 'react'
import { Mark } from './Mark.tsx'
import type { MarkKind } from './Mark.tsx'
import classes from './Grid.module.css'

/** One column of a grid of rows `T`. */
export interface Column<T> {
  title: string
  /** What stands above it, if that is more than its title. */
  head?: ReactNode
  /** Pixels it needs. */
  width: number
  /** Whether it takes the room that is left. */
  grows?: true
  /** In a narrow list the columns with the lowest of these numbers go first; without one a column stays. */
  keep?: number
  align?: 'right'
  cell: (row: T) => ReactNode
}

/** A row that stands out, and why. */
export type RowMark = { kind: MarkKind; label: string } | null

interface GridProps<T> {
  label: string
  columns: readonly Column<T>[]
  /** The rows that are here: from number `offset` of `total`. */
  rows: readonly T[]
  offset: number
  total: number
  frameOf: (row: T) => number
  markOf: (row: T) => RowMark
  isSelected: (row: T) => boolean
  /** Number of the row that the keyboard is at, or null. */
  cursor: number | null
  /** How often the cursor has moved; each move brings its row into view. */
  moves: number
  /** Whether to stay at the end while rows come. */
  follow: boolean
  onLook: (first: number, last: number) => void
  onFollow: (follow: boolean) => void
  onRow: (index: number) => void
  onKey: (event: KeyboardEvent, pageSize: number) => void
}

const rowHeight = 24
const gap = 8
const edge = 10

/** A virtual table with one tab stop: rows of one height, of which only those in view exist. */
export function Grid<T extends object>(props: GridProps<T>) {
  const { total, cursor, follow, label } = props
  const [width, setWidth] = useState(Number.MAX_SAFE_INTEGER)
  const columns = useMemo(() => fitting(props.columns, width), [props.columns, width])
  const rowProps = useMemo(() => ({ grid: { ...props, columns } }), [props, columns])
  // Only a row that exists may be named as the active one.
  const [[first, last], setThere] = useState<[number, number]>([0, -1])
  const active = cursor !== null && cursor >= first && cursor <= last
  const list = useListRef(null)
  const lastTop = useRef(0)

  useLayoutEffect(() => {
    if (follow && total > 0) list.current?.scrollToRow({ index: total - 1, align: 'end' })
  }, [follow, total, list])

  // Rows that come must not pull the list back to the cursor; only a move does, once its row can be reached.
  const target = cursor !== null && cursor < total ? cursor : null
  const { moves } = props
  useEffect(() => {
    if (target !== null && moves > 0) list.current?.scrollToRow({ index: target, align: 'auto' })
  }, [target, moves, list])

  const onScroll = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent<HTMLDivElement>) => {
    // Rows that come late must not look like somebody scrolling away from the end: that goes upwards.
    if (scrollTop + clientHeight >= scrollHeight - 2) props.onFollow(true)
    else if (scrollTop < lastTop.current) props.onFollow(false)
    lastTop.current = scrollTop
  }

  return (
    <List
      listRef={list}
      className={classes.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-activedescendant={active ? `row-${cursor}` : undefined}
      tabIndex={0}
      style={trackStyle(columns)}
      rowComponent={GridRow}
      rowCount={total}
      rowHeight={rowHeight}
      rowProps={rowProps}
      onResize={(size) => setWidth(size.width)}
      overscanCount={4}
      onRowsRendered={({ startIndex, stopIndex }, all) => {
        props.onLook(startIndex, stopIndex)
        // Called after each render: an equal value must stay the same one, or this would not end.
        setThere((now) =>
          now[0] === all.startIndex && now[1] === all.stopIndex ? now : [all.startIndex, all.stopIndex],
        )
      }}
      onScroll={onScroll}
      onKeyDown={(event) => props.onKey(event, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2)}
    >
      <div className={classes.head} role="row" aria-rowindex={1}>
        {columns.map(({ title, head, align }) => (
          <div key={title} role="columnheader" data-align={align} className={classes.cell}>
            {head ?? title}
          </div>
        ))}
      </div>
    </List>
  )
}

/** One row, or an empty one until its content has come. */
function GridRow<T extends object>({ index, style, grid }: RowComponentProps<{ grid: GridProps<T> }>) {
  const row = grid.rows[index - grid.offset]
  const mark = row ? grid.markOf(row) : null
  return (
    <div
      id={`row-${index}`}
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={row ? grid.isSelected(row) : false}
      data-cursor={index === grid.cursor || undefined}
      data-mark={mark?.kind}
      data-frame={row && grid.frameOf(row)}
      style={style}
      onMouseDown={() => grid.onRow(index)}
    >
      {grid.columns.map((column, position) => (
        <div key={column.title} role="gridcell" data-align={column.align} className={classes.cell}>
          {position === 0 && <span className={classes.mark}>{mark && <Mark {...mark} />}</span>}
          {row && column.cell(row)}
        </div>
      ))}
    </div>
  )
}

function widthOf(columns: readonly { width: number }[]): number {
  return columns.reduce((sum, { width }) => sum + width + gap, 2 * edge - gap)
}

/** The columns there is room for, or those that always stay. */
function fitting<T>(columns: readonly Column<T>[], width: number): readonly Column<T>[] {
  if (widthOf(columns) <= width) return columns
  const first = Math.min(...columns.map(({ keep }) => keep ?? Number.POSITIVE_INFINITY))
  if (first === Number.POSITIVE_INFINITY) return columns
  return fitting(
    columns.filter(({ keep }) => keep !== first),
    width,
  )
}

function trackStyle(columns: readonly Column<never>[]): CSSProperties {
  const tracks = columns.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`))
  const style = { '--tracks': tracks.join(' '), '--least-width': `${widthOf(columns)}px` }
  return style as CSSProperties // whose type knows no custom properties
}
