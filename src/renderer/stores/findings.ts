import { create } from 'zustand'
import type { Failure, Page } from '../../core/api.ts'
import { byRootCause, type RootCause, worstOf } from '../../core/diagnosis/causes.ts'
import type { FindingRow } from '../../core/diagnosis/finding.ts'
import { api } from '../api.ts'
import { Feed } from '../feed.ts'

/** The findings of one capture, also by what they are about. */
interface Findings {
  captureId: number | null
  /** False until the first answer for this capture. */
  answered: boolean
  /** The first ones; there may be more of them than are kept. */
  rows: readonly FindingRow[]
  roots: readonly RootCause[]
  total: number
  failure: Failure | null
  byFrame: ReadonlyMap<number, readonly FindingRow[]>
  bySession: ReadonlyMap<string, readonly FindingRow[]>
}

/** More than anybody reads; each question about news brings them all. */
const most = 500

const none = {
  answered: false,
  rows: [],
  roots: [],
  total: 0,
  failure: null,
  byFrame: new Map<number, FindingRow[]>(),
  bySession: new Map<string, FindingRow[]>(),
}

/** What was found in the capture that is open. */
export const useFindings = create<Findings>()(() => ({ ...none, captureId: null }))

/** Keeps the findings of a capture current until the returned function is called. */
export function watchFindings(captureId: number): () => void {
  useFindings.setState({ ...none, captureId })
  let before = ''
  const onPage = ({ rows, total }: Page<'findings'>): void => {
    // Most news of a capture are no findings, and rows that are the same must stay the same.
    const now = JSON.stringify(rows)
    if (now === before && useFindings.getState().answered) return
    before = now
    const byFrame = groupedBy(rows, ({ frames }) => frames.map(({ frame }) => frame))
    const bySession = groupedBy(rows, ({ session }) => (session === null ? [] : [session]))
    useFindings.setState({ answered: true, rows, roots: byRootCause(rows), total, failure: null, byFrame, bySession })
  }
  const feed = new Feed<Page<'findings'>>({
    span: { offset: 0, limit: most },
    ask: (wanted, signal) => api.rows({ kind: 'findings', captureId, ...wanted }, signal),
    onPage,
    onFailure: (failure) => useFindings.setState({ failure }),
  })
  return () => feed.close()
}

/** The worst finding that names any of these frames; null if none does. */
export function worstOn({ byFrame }: Pick<Findings, 'byFrame'>, frames: readonly number[]): FindingRow | null {
  if (byFrame.size === 0) return null
  return worstOf(frames.flatMap((frame) => byFrame.get(frame) ?? []))
}

function groupedBy<K>(rows: readonly FindingRow[], keysOf: (row: FindingRow) => K[]): Map<K, FindingRow[]> {
  const groups = new Map<K, FindingRow[]>()
  for (const row of rows) {
    for (const key of new Set(keysOf(row))) groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return groups
}
