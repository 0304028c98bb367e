import type { Answer, Api, ApiMethod, Failure } from '../core/api.ts'
import { useConnection } from './stores/connection.ts'

/** What the preload offers in the desktop window; absent in a browser. */
interface Bridge {
  call(method: ApiMethod, input: unknown): Promise<unknown>
}

const tokenKey = 'tapscope-token'

/** The contract as the window sees it. Never rejects; a face that cannot be reached is a `failed` answer and a state of `useConnection`. */
export const api = {
  about: (input) => call('about', input),
  startTap: (input) => call('startTap', input),
  stopTap: (input) => call('stopTap', input),
  setRecording: (input) => call('setRecording', input),
  startDemo: (input) => call('startDemo', input),
  /** `signal` ends the wait of a `since`, and what it answers then means nothing. */
  rows: (input, signal?: AbortSignal) => call('rows', input, signal),
  timeline: (input, signal?: AbortSignal) => call('timeline', input, signal),
  show: (input) => call('show', input),
  bytes: (input) => call('bytes', input),
  replay: (input) => call('replay', input),
  removeCaptures: (input) => call('removeCaptures', input),
  exportTrace: (input) => call('exportTrace', input),
  importTrace: (input) => call('importTrace', input),
} satisfies Omit<Api, 'doctor'>

/**
 * Moves the token from the address, where `tapscope serve` put it, to this tab's storage, so that it is neither
 * bookmarked nor shown on a shared screen. Does nothing in the desktop window.
 */
export function keepToken(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (!token) return
  sessionStorage.setItem(tokenKey, token)
  history.replaceState(null, '', location.pathname + location.search)
}

async function call<T>(method: ApiMethod, input: unknown, signal?: AbortSignal): Promise<Answer<T>> {
  const { bridge } = { bridge: (globalThis as { tapscope?: Bridge }).tapscope } // set by the preload, or not at all
  try {
    const answer = bridge ? await bridge.call(method, input) : await post(method, input, signal)
    useConnection.getState().reached()
    return answer as Answer<T> // the engine keeps to the contract, and has checked what it was asked
  } catch (error) {
    if (signal?.aborted) return { failed: notWaitedFor }
    return { failed: useConnection.getState().lost(error instanceof Locked ? 'locked' : 'away') }
  }
}

class Locked extends Error {}

async function post(method: ApiMethod, input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  const token = sessionStorage.getItem(tokenKey)
  if (!token) throw new Locked('no token')
  const response = await fetch(`/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
    ...(signal && { signal }),
  })
  if (response.status === 401 || response.status === 403) throw new Locked(response.statusText)
  return response.json()
}

const notWaitedFor: Failure = {
  kind: 'unexpected',
  message: 'Nobody waits for this answer any more.',
  advice: 'Ask again.',
}
