import type { Answer, Failure } from '../core/api.ts'
import { pause } from './stores/connection.ts'

/** Which rows of a list are wanted. A negative offset counts from the end, and so follows it. */
export interface Span {
  offset: number
  limit: number
}

/** A span, and with `since` the wish to wait until something has changed. */
export type Wanted = Span & { since?: string }

/** What a feed needs: how to ask, and whom to tell. */
export interface FeedOptions<P extends { revision: string }> {
  span: Span
  ask: (wanted: Wanted, signal: AbortSignal) => Promise<Answer<P>>
  onPage: (page: P) => void
  onFailure: (failure: Failure) => void
}

// Ten pages a second look live, and leave the rest of the second to whoever reads them.
const leastMsBetweenPages = 100
const longestBackoffMs = 10_000

/**
 * Keeps one list current until it is closed: a loop that asks with the last answer's revision and so waits for news, and
 * a direct question whenever other rows are wanted meanwhile. Waits while nobody sees the page; tries again, less and
 * less often, after a failure that may pass.
 */
export class Feed<P extends { revision: string }> {
  readonly #options: FeedOptions<P>
  readonly #closing = new AbortController()
  #span: Span
  #revision: string | undefined
  #asking = false
  #stale = false

  constructor(options: FeedOptions<P>) {
    this.#options = options
    this.#span = options.span
    void this.#run()
  }

  /** Wants other rows from now on. */
  look(span: Span): void {
    this.#span = span
    if (this.#revision !== undefined) void this.#askAtOnce()
  }

  close(): void {
    this.#closing.abort()
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    for (let failures = 0; !signal.aborted;) {
      await untilSeen(signal)
      const began = Date.now()
      const asked = this.#span
      const answer = await askWhileSeen(this.#options, asked, this.#revision, signal)
      if (signal.aborted) return
      if (answer === 'hidden') continue
      if ('ok' in answer) {
        failures = 0
        this.#deliver(answer.ok, asked)
        await pause(leastMsBetweenPages - (Date.now() - began), signal)
      } else {
        this.#options.onFailure(answer.failed)
        if (!mayPass(answer.failed)) return
        await pause(Math.min(longestBackoffMs, 500 * 2 ** failures++), signal)
      }
    }
  }

  #deliver(page: P, asked: Span): void {
    this.#revision = page.revision
    if (this.#asking) this.#stale = true // what is under way may be older than this page
    if (asked === this.#span) this.#options.onPage(page)
    else void this.#askAtOnce()
  }

  async #askAtOnce(): Promise<void> {
    const { signal } = this.#closing
    this.#stale = true
    if (this.#asking) return
    this.#asking = true
    while (this.#stale && !signal.aborted) {
      this.#stale = false
      const asked = this.#span
      const answer = await this.#options.ask(asked, signal)
      if (signal.aborted) return
      if (asked !== this.#span) this.#stale = true
      // Somebody who scrolls fast sees rows go by, even if they are not the last ones wanted.
      if ('ok' in answer) this.#options.onPage(answer.ok)
      else if (!this.#stale) this.#options.onFailure(answer.failed)
    }
    this.#asking = false
  }
}

/** A browser allows six connections to one address: a page in the background must not hold any of them. */
async function askWhileSeen<P extends { revision: string }>(
  options: FeedOptions<P>,
  span: Span,
  since: string | undefined,
  signal: AbortSignal,
): Promise<Answer<P> | 'hidden'> {
  const hidden = new AbortController()
  const onChange = () => {
    if (!isSeen()) hidden.abort()
  }
  globalThis.document?.addEventListener('visibilitychange', onChange)
  const either = AbortSignal.any([signal, hidden.signal])
  const answer = await options.ask({ ...span, ...(since !== undefined && { since }) }, either)
  globalThis.document?.removeEventListener('visibilitychange', onChange)
  return 'failed' in answer && hidden.signal.aborted ? 'hidden' : answer
}

function isSeen(): boolean {
  return globalThis.document?.visibilityState !== 'hidden'
}

function untilSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (isSeen() || signal.aborted) return resolve()
    const look = () => {
      if (!isSeen() && !signal.aborted) return
      document.removeEventListener('visibilitychange', look)
      signal.removeEventListener('abort', look)
      resolve()
    }
    document.addEventListener('visibilitychange', look)
    signal.addEventListener('abort', look)
  })
}

/** Whether asking the same again can have another outcome. */
function mayPass(failure: Failure): boolean {
  return failure.kind !== 'bad-input' && failure.kind !== 'not-found'
}
