import type { AuthMode } from '../core/api.ts'
import { openEngine } from './open.ts'
import { fail, hint, print } from './output.ts'
import { untilStopped } from './signals.ts'

export interface TapOptions {
  port?: number | undefined
  name?: string | undefined
  auth?: AuthMode | undefined
  keepCredentials?: boolean | undefined
  insecure?: boolean | undefined
  /** Megabytes of a body that are kept. */
  keep?: number | undefined
  json?: boolean | undefined
}

/** Runs a tap until a signal; then everything it saw is stored. Returns the exit code. */
export async function tap(url: string, options: TapOptions): Promise<number> {
  const stopped = untilStopped()
  const engine = await openEngine()
  try {
    const { json, keep, ...how } = options
    const keepBytes = keep === undefined ? undefined : keep * 1024 * 1024
    const started = await engine.startTap({ url, keepBytes, ...how })
    if ('failed' in started) return fail(started.failed)
    const { captureId, tapUrl, target } = started.ok
    // A reader that leaves after this line does not end the tap: clients go on talking through it.
    await print(`${JSON.stringify({ captureId, tapUrl, target })}\n`)
    if (!json) hint(`Point your client at ${tapUrl} in place of ${target}. Ctrl+C ends the capture.`)
    await stopped
    return 0
  } finally {
    await engine.close()
  }
}
