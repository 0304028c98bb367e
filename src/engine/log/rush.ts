import { SLAB_BYTES } from './records.ts'
import type { Slab, TakesSlabs } from './thread.ts'

/** The beginning of a rush waits so long at most; milliseconds. Then a face is still told of it within a second. */
const WAIT_MS = 400
/** And so many slabs, half of what the queue takes: the other half is for what comes while they are written. */
const MOST_WAITING = 64

/** Who fills slabs leaves less room than this, which is what the next record would have needed. */
const isFull = ({ used }: Slab): boolean => used > SLAB_BYTES - 8192

/**
 * Lets traffic pass before it is written down: where processors are few, writing would take from what the client and the server of a
 * rush need themselves. Slabs that come full are a rush, and its first moments wait; what is no rush, and a rush that lasts, is written as
 * it comes.
 * `write` is called with each slab, in their order.
 */
export function afterTheRush(write: (slab: Slab) => void): TakesSlabs {
  const waiting: Slab[] = []
  /** Whether its first moments are over. */
  let lasts = false
  let timer: NodeJS.Timeout | undefined

  function now(): void {
    clearTimeout(timer)
    timer = undefined
    for (const slab of waiting.splice(0)) write(slab)
  }

  function goOn(): void {
    lasts = true
    now()
  }

  return {
    take(slab) {
      waiting.push(slab)
      if (!isFull(slab)) lasts = false
      if (!isFull(slab) || lasts) now()
      else if (waiting.length === MOST_WAITING) goOn()
      else timer ??= setTimeout(goOn, WAIT_MS)
    },
    now,
  }
}
