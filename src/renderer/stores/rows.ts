import { create } from 'zustand'
import type { StoreApi, UseBoundStore } from 'zustand'
import type { Answer, Failure, Page, Row, RowKind, RowsQuery } from '../../core/api.ts'
import { api } from '../api.ts'
import { Feed } from '../feed.ts'
import type { Span, Wanted } from '../feed.ts'
import { spanFor, theEnd } from './span.ts'

/** What a list shows: which rows of how many, or why there are none. */
export interface ListState<T> {
  /** False until the first answer to this query. */
  answered: boolean
  rows: T[]
  offset: number
  total: number
  failure: Failure | null
  /** Whether the list stays at its end while rows come. */
  follow: boolean
}

/** Which rows a list is about. */
export type Query = Pick<RowsQuery, 'captureId' | 'session' | 'filter'>

/** A list that stays current while somebody shows it. */
export interface ListStore<T> {
  use: UseBoundStore<StoreApi<ListState<T>>>
  /** Asks for the rows of a query, from their end or from their beginning; returns what ends that. */
  ask: (query: Query, follow: boolean) => () => void
  /** Says which rows are in view. */
  look: (first: number, last: number) => void
  follow: (follow: boolean) => void
  /** Where a frame stands in the list of a query, or null if it is not in it. */
  placeOf: (query: Query, frame: number) => Promise<number | null>
}

interface ListPage<T> {
  rows: T[]
  total: number
  offset: number
  revision: string
}

/** Makes the store of one list. */
export function createList<T>(
  ask: (query: Query, wanted: Wanted, signal: AbortSignal) => Promise<Answer<ListPage<T>>>,
  placeOf: ListStore<T>['placeOf'],
): ListStore<T> {
  const use = create<ListState<T>>()(() => ({ ...nothing, rows: [], follow: true }))
  let feed: Feed<ListPage<T>> | null = null
  let span: Span = theEnd

  // Which rows are wanted depends on both: what is in view, and whether that is to stay the end.
  let inView = { first: 0, last: 0 }
  const want = (): void => {
    const { follow, total } = use.getState()
    const next = follow ? theEnd : spanFor(inView.first, inView.last, total, span)
    if (next === span) return
    span = next
    feed?.look(next)
  }

  return {
    use,
    placeOf,
    ask: (query, follow) => {
      span = follow ? theEnd : { ...theEnd, offset: 0 }
      use.setState({ ...nothing, rows: [], follow })
      const opened = new Feed<ListPage<T>>({
        span,
        ask: (wanted, signal) => ask(query, wanted, signal),
        onPage: ({ rows, offset, total }) => use.setState({ rows, offset, total, answered: true, failure: null }),
        onFailure: (failure) => use.setState({ failure }),
      })
      feed = opened
      return () => opened.close()
    },
    look: (first, last) => {
      inView = { first, last }
      want()
    },
    follow: (follow) => {
      if (use.getState().follow === follow) return
      use.setState({ follow })
      want()
    },
  }
}

const nothing = { answered: false, offset: 0, total: 0, failure: null }

function rowsOf<K extends RowKind>(kind: K): ListStore<Row<K>> {
  return createList<Row<K>>(
    (query, wanted, signal): Promise<Answer<Page<K>>> => api.rows({ kind, ...query, ...wanted }, signal),
    async (query, frame) => {
      const { count, last } = await upTo(kind, query, frame)
      return last === frame ? count - 1 : null
    },
  )
}

/** How many rows of a query stand at a frame or before it, and the frame of the last of them. */
export async function upTo(
  kind: RowKind,
  query: Query,
  frame: number,
): Promise<{ count: number; last: number | null }> {
  const filter = `${query.filter ?? ''} frame<=${frame}`
  const answer = await api.rows({ kind, ...query, filter, offset: -1, limit: 1 })
  if ('failed' in answer) return { count: 0, last: null }
  const [row] = answer.ok.rows
  return { count: answer.ok.total, last: row && 'frame' in row ? row.frame : null }
}

/** The captures, the sessions of the one that is open, and the three lists of its traffic. */
export const captures = rowsOf('captures')
export const sessions = rowsOf('sessions')
export const exchanges = rowsOf('exchanges')
export const messages = rowsOf('messages')
export const streams = rowsOf('streams')
