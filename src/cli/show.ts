import type { FrameRef } from '../core/api.ts'
import type { Shown } from '../core/shown.ts'
import { openEngine } from './open.ts'
import { fail, print } from './output.ts'
import { processTranscript } from './processTranscript.ts'
import { untilRebuilt } from './rebuilt.ts'
import { transcript } from './transcript.ts'

export interface ShowOptions {
  raw?: boolean | undefined
  /** With `raw`: of several messages in one body or line, all. */
  whole?: boolean | undefined
  json?: boolean | undefined
}

/** Prints the exchange or the talk of the process that a frame belongs to, or the exact bytes of the frame alone. Returns the exit code. */
export async function show(frame: FrameRef, options: ShowOptions): Promise<number> {
  const engine = await openEngine()
  try {
    if (options.raw) {
      const answer = await engine.bytes({ ...frame, whole: options.whole })
      if ('failed' in answer) return fail(answer.failed)
      await print(Buffer.from(answer.ok.base64, 'base64'))
      return 0
    }
    await untilRebuilt(engine, { capture: frame.captureId })
    const answer = await engine.show(frame)
    if ('failed' in answer) return fail(answer.failed)
    await print(options.json ? `${JSON.stringify(answer.ok)}\n` : textOf(answer.ok))
    return 0
  } finally {
    await engine.close()
  }
}

const textOf = (shown: Shown): string => (shown.kind === 'exchange' ? transcript(shown) : processTranscript(shown))
