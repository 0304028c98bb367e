import { create } from 'zustand'
import type { Failure, FrameRef } from '../../core/api.ts'
import { api } from '../api.ts'
import { decodeBody } from '../detail/decodeBody.ts'

/** A body in full: on its way, here, or not to be had. */
export type WholeBody = { state: 'loading' } | { state: 'here'; text: string } | { state: 'failed'; failure: Failure }

/** Whole bodies somebody asked for, by `bodyKey`. Holds few, since one can be large. */
export const useBodies = create<Record<string, WholeBody>>()(() => ({}))

const most = 4

/** Names a body among those of all captures. */
export function bodyKey({ captureId, frame }: Required<FrameRef>): string {
  return `${captureId}:${frame}`
}

/** Loads the whole of a body, decoding it as its head says. */
export async function loadBody(ref: Required<FrameRef>, encoding: string | null): Promise<void> {
  const key = bodyKey(ref)
  const kept = Object.entries(useBodies.getState()).filter(([other]) => other !== key)
  useBodies.setState({ ...Object.fromEntries(kept.slice(1 - most)), [key]: { state: 'loading' } }, true)
  const answer = await api.bytes({ ...ref, whole: true })
  const body: WholeBody =
    'failed' in answer ? { state: 'failed', failure: answer.failed } : await read(answer.ok, encoding)
  useBodies.setState({ [key]: body })
}

async function read({ base64 }: { base64: string }, encoding: string | null): Promise<WholeBody> {
  const decoded = await decodeBody(base64, encoding)
  return 'failed' in decoded ? { state: 'failed', failure: decoded.failed } : { state: 'here', text: decoded.ok }
}
