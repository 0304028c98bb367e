import { create } from 'zustand'
import type { StoreApi, UseBoundStore } from 'zustand'
import type { Failure, Page, Row, RowKind, RowsQuery } from '../../core/api.ts'
import { api } from '../api.ts'
import { Feed } from '../feed.ts'
import type { Span } from '../feed.ts'
import { spanFor, theEnd } from './span.ts'

/** What a list shows: which rows of how many, or why there are none. */
export interface RowsState<K extends RowKind> {
  query: Query<K> | null
  /** False until the first answer to this query. */
  answered: boolean
  rows: Row<K>[]
  offset: number
  total: number
  failure: Failure | null
  /** Whether the list stays at its end while rows come. */
  follow: boolean
}

/** Which rows a list is about. */
export type Query<K extends RowKind> = Pick<RowsQuery<K>, 'kind' | 'captureId' | 'session' | 'filter'>

/** A list that stays current while somebody shows it. */
export interface RowsStore<K extends RowKind> {
  use: UseBoundStore<StoreApi<RowsState<K>>>
  /** Asks for the rows of a query, from their end or from their beginning; returns what ends that. */
  ask: (query: Query<K>, follow: boolean) => () => void
  /** Says which rows are in view. */
  look: (first: number, last: number) => void
  follow: (follow: boolean) => void
}

/** Makes the store of one list. */
function createRows<K extends RowKind>(): RowsStore<K> {
  const use = create<RowsState<K>>()(() => ({ ...nothing, query: null, rows: [], follow: true }))
  let feed: Feed<Page<K>> | null = null
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
    ask: (query, follow) => {
      span = follow ? theEnd : { ...theEnd, offset: 0 }
      use.setState({ ...nothing, query, rows: [], follow })
      const opened = new Feed<Page<K>>({
        span,
        ask: (wanted, signal) => api.rows({ ...query, ...wanted }, signal),
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

/** Where a frame stands in the list of a query, or null if it is not in it. */
export async function placeOf(
  query: Query<'exchanges' | 'messages' | 'streams'>,
  frame: number,
): Promise<number | null> {
  const filter = `${query.filter ?? ''} frame<=${frame}`
  const answer = await api.rows({ ...query, filter, offset: -1, limit: 1 })
  if ('failed' in answer) return null
  return answer.ok.rows[0]?.frame === frame ? answer.ok.total - 1 : null
}

/** The captures, the sessions of the one that is open, and the three lists of its traffic. */
export const captures = createRows<'captures'>()
export const sessions = createRows<'sessions'>()
export const exchanges = createRows<'exchanges'>()
export const messages = createRows<'messages'>()
export const streams = createRows<'streams'>()
