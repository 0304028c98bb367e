import { create } from 'zustand'
import type { Failure, FrameRef, Shown } from '../../core/api.ts'
import { api } from '../api.ts'
import { useView } from './view.ts'

interface ShownState {
  /** What was asked for last; `shown` may still be the one before. */
  asked: Required<FrameRef> | null
  shown: Shown | null
  failure: Failure | null
}

/** The exchange that the detail shows. */
export const useShown = create<ShownState>()(() => ({ asked: null, shown: null, failure: null }))

let busy = false
let wanted: { ref: Required<FrameRef> | null } | null = null

/** Shows a frame; while one question is under way, only the last of the others is asked after it. */
export async function show(ref: Required<FrameRef> | null): Promise<void> {
  wanted = { ref }
  if (busy) return
  busy = true
  while (wanted) {
    const next: Required<FrameRef> | null = wanted.ref
    wanted = null
    useShown.setState({ asked: next })
    if (next) await ask(next)
    else useShown.setState({ shown: null, failure: null })
  }
  busy = false
}

/** Asks for what is shown again. */
export function showAgain(): void {
  void show(useView.getState().selected)
}

async function ask(ref: Required<FrameRef>): Promise<void> {
  const answer = await api.show(ref)
  if (wanted) return // and will be shown instead
  if ('ok' in answer) useShown.setState({ shown: answer.ok, failure: null })
  else useShown.setState({ failure: answer.failed, shown: null })
}

/** Whether nothing more will happen to a shown exchange: it has ended, and what it asked has been answered. */
export function isSettled({ exchange, messages, session }: Shown): boolean {
  if (exchange.endedAt === null) return false
  const waiting = messages.some(({ kind, answeredBy }) => kind === 'request' && answeredBy === null)
  return !waiting || session === null || session.end !== null
}
