import { create } from 'zustand'
import type { Failure, FrameRef } from '../../core/api.ts'
import type { Shown } from '../../core/shown.ts'
import { api } from '../api.ts'
import { useView } from './view.ts'
import type { GridKind } from './view.ts'

interface ShownState {
  /** What was asked for last; `shown` may still be the one before. */
  asked: Required<FrameRef> | null
  shown: Shown | null
  failure: Failure | null
}

/** What the detail shows: an exchange or a process. */
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

/** Whether nothing more will happen to what is shown: it has ended, and what it asked has been answered. */
export function isSettled(shown: Shown): boolean {
  if (shown.kind === 'process') return shown.process.exit !== null || !shown.process.isCaptured
  const { exchange, messages, session } = shown
  if (exchange.endedAt === null) return false
  const waiting = messages.some(({ kind, answeredBy }) => kind === 'request' && answeredBy === null)
  return !waiting || session === null || session.end !== null
}

/** Where a shown frame stands in a list: in its own row, or among exchanges in that of its exchange. */
export function frameIn(list: GridKind, shown: Shown): Required<FrameRef> {
  if (shown.kind === 'process') return { captureId: shown.captureId, frame: shown.asked.frame }
  const { captureId, frame } = shown.exchange
  const isOwn = list === 'messages' || (list === 'diagram' && shown.asked.what === 'message')
  return { captureId, frame: isOwn ? shown.asked.frame : frame }
}
