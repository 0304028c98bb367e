import type { Api } from '../core/api.ts'
import { hint } from './output.ts'

/** A capture, or that of a session. */
interface Wanted {
  capture?: number | undefined
  session?: string | undefined
}

/** Said again whenever so much more is done, as a share of the whole. */
const STEP = 0.1

/**
 * Waits until the rows of a capture, the latest one if none is given, are as this Tapscope makes them, and says on stderr how far that is.
 * What goes wrong on the way is told by whoever asks for the rows.
 */
export async function untilRebuilt(api: Pick<Api, 'rows'>, { capture, session }: Wanted): Promise<void> {
  const captureId = capture ?? (session === undefined ? undefined : Number.parseInt(session, 10))
  let since: string | undefined
  let said = -STEP
  for (;;) {
    const filter = captureId === undefined ? '' : `captureId:${captureId}`
    const answer = await api.rows({ kind: 'captures', filter, offset: -1, limit: 1, since })
    if ('failed' in answer) return
    const [row] = answer.ok.rows
    if (!row || row.rebuilt === null) return
    // Nobody is at it any more.
    if (answer.ok.revision === since) return
    since = answer.ok.revision
    if (row.rebuilt < said + STEP) continue
    said = row.rebuilt
    hint(`An older Tapscope has judged capture ${row.captureId}: it is read anew, ${Math.floor(said * 100)} %.`)
  }
}
