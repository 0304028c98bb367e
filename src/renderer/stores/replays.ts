import { create } from 'zustand'
import type { Answer, Failure, FrameRef, ReplayAnswer, ReplayMode } from '../../core/api.ts'
import type { ShownExchange } from '../../core/shown.ts'
import { api } from '../api.ts'
import { showAgain } from './shown.ts'

/** A replay from the moment it was asked for. */
export type Replay = { of: Required<FrameRef>; mode: ReplayMode } & (
  | { state: 'running' }
  /** The engine wants to be told that this may be sent; `failure` says why. */
  | { state: 'asking'; failure: Failure }
  | { state: 'failed'; failure: Failure }
  | { state: 'done'; answer: ReplayAnswer; original: ShownExchange; replay: ShownExchange }
)

interface Replays {
  current: Replay | null
  /** Sends a captured request again. `confirmed`: the user has agreed to what it may do. */
  replay: (of: Required<FrameRef>, mode: ReplayMode, confirmed?: boolean) => Promise<void>
  close: () => void
}

/** The replay that the user asked for last. */
export const useReplay = create<Replays>()((set, get) => ({
  current: null,
  close: () => set({ current: null }),
  replay: async (of, mode, confirmed) => {
    if (get().current?.state === 'running') return
    const running: Replay = { of, mode, state: 'running' }
    set({ current: running })
    const outcome = await send(of, mode, confirmed)
    showAgain() // its list of replays is longer now
    if (get().current === running) set({ current: outcome })
  },
}))

async function send(of: Required<FrameRef>, mode: ReplayMode, confirmed?: boolean): Promise<Replay> {
  const answer = await api.replay({ ...of, mode, ...(confirmed && { confirmed }) })
  if ('failed' in answer) {
    const state = answer.failed.kind === 'not-confirmed' ? 'asking' : 'failed'
    return { of, mode, state, failure: answer.failed }
  }
  const [original, replay] = await Promise.all([exchangeAt(answer.ok.original), exchangeAt(answer.ok.exchange)])
  if ('failed' in original) return { of, mode, state: 'failed', failure: original.failed }
  if ('failed' in replay) return { of, mode, state: 'failed', failure: replay.failed }
  return { of, mode, state: 'done', answer: answer.ok, original: original.ok, replay: replay.ok }
}

async function exchangeAt(ref: Required<FrameRef>): Promise<Answer<ShownExchange>> {
  const answer = await api.show(ref)
  if ('failed' in answer) return answer
  return answer.ok.kind === 'exchange' ? { ok: answer.ok } : { failed: noExchange }
}

const noExchange: Failure = {
  kind: 'cannot-replay',
  message: 'This frame passed between a client and a command on stdio.',
  advice: 'Only HTTP requests can be replayed.',
}
