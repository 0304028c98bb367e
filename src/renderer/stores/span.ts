import type { Span } from '../feed.ts'

const shown = 300
const beyond = 100

/** The last rows, and whichever come after them. */
export const theEnd: Span = { offset: -shown, limit: shown }

/**
 * Which rows to ask for while rows `first` to `last` of `total` are in view: those that are there already if they still
 * reach far enough, else some before and behind.
 */
export function spanFor(first: number, last: number, total: number, now: Span): Span {
  const from = Math.max(0, first - 20)
  const to = Math.min(total, last + 20)
  const start = now.offset < 0 ? Math.max(0, total - now.limit) : now.offset
  if (now.offset >= 0 && from >= start && to <= start + now.limit) return now
  const limit = Math.max(shown, last - first + 2 * beyond)
  return { offset: Math.max(0, first - beyond), limit }
}
