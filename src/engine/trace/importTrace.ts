import type { Readable } from 'node:stream'
import type { Answer, Imported } from '../../core/api.ts'
import { fromIso } from '../../core/time.ts'
import type { TraceEvent } from '../../core/trace.ts'
import type { Log } from '../log/log.ts'
import { openTrace } from './readTrace.ts'

/** Events that are handed to the log at once. */
const BATCH = 500

/** Makes a capture of a trace, gzipped or not. */
export async function importTrace(log: Log, source: Readable): Promise<Answer<Imported>> {
  const opened = await openTrace(source)
  if ('failed' in opened) return opened
  const { head, events, broken } = opened.ok
  const { startedAt, stoppedAt, dropped, ...capture } = head.capture
  const captureId = await log.write('import', { ...capture, at: fromIso(startedAt) })
  let last = fromIso(startedAt)
  let batch: TraceEvent[] = []
  for await (const event of events) {
    last = fromIso(event.at)
    if (batch.push(event) < BATCH) continue
    await log.write('imported', { captureId, events: batch })
    batch = []
  }
  await log.write('imported', { captureId, events: batch })
  await log.write('importEnded', { captureId, at: stoppedAt === null ? last : fromIso(stoppedAt), dropped })
  return { ok: { captureId, broken: broken() } }
}
