import { create } from 'zustand'
import type { Failure } from '../../core/api.ts'

/** `away`: nothing answers. `locked`: something answers, but not to this page's token. */
export type Reach = 'there' | 'away' | 'locked'

interface Connection {
  reach: Reach
  /** Counts requests to try again at once; whoever waits before another attempt listens to it. */
  nudges: number
  reached: () => void
  /** Notes that a call got no answer, and says so as a failure. */
  lost: (reach: 'away' | 'locked') => Failure
  retry: () => void
}

/** Whether the engine behind this window answers. */
export const useConnection = create<Connection>()((set, get) => ({
  reach: 'there',
  nudges: 0,
  reached: () => {
    if (get().reach !== 'there') set({ reach: 'there', nudges: get().nudges + 1 })
  },
  lost: (reach) => {
    if (get().reach !== reach) set({ reach })
    return unreachable[reach]
  },
  retry: () => set({ nudges: get().nudges + 1 }),
}))

/** What to say while the engine cannot be reached. */
export const unreachable: Record<'away' | 'locked', Failure> = {
  away: {
    kind: 'unexpected',
    message: 'Tapscope does not answer.',
    advice: 'If it was only busy, this page goes on by itself. Otherwise start Tapscope again and open what it prints.',
  },
  locked: {
    kind: 'unexpected',
    message: 'This page has no valid token.',
    advice:
      'Open the whole address that `tapscope serve` printed, with the part behind #. Each start prints a new one.',
  },
}

/** Waits so many milliseconds, or until somebody asks for another attempt, or until `signal` aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const over = () => {
      clearTimeout(timer)
      stopListening()
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, milliseconds)
    const stopListening = useConnection.subscribe((now, before) => {
      if (now.nudges !== before.nudges) over()
    })
    signal.addEventListener('abort', over)
  })
}
