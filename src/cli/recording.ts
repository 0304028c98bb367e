import { openEngine } from './open.ts'
import { fail, hint } from './output.ts'

/** Pauses the recording of a capture that runs, whichever process runs it, or lets it go on. Returns the exit code. */
export async function setRecording(name: 'pause' | 'resume', capture: number | undefined): Promise<number> {
  const engine = await openEngine()
  try {
    const running = await engine.rows({ kind: 'captures', filter: '-stoppedAt:*', offset: -1, limit: 1 })
    if ('failed' in running) return fail(running.failed)
    const captureId = capture ?? running.ok.rows[0]?.captureId
    if (captureId === undefined)
      return fail({ message: 'No capture runs.', advice: 'Start one with `tapscope tap URL`.' })
    const answer = await engine.setRecording({ captureId, recording: name === 'pause' ? 'paused' : 'on' })
    if ('failed' in answer) return fail(answer.failed)
    const called = `Capture ${captureId} (${answer.ok.name})`
    const says = { pause: 'is paused: traffic flows on, and nothing of it is kept', resume: 'is recorded again' }
    hint(`${called} ${says[name]}.`)
    return 0
  } finally {
    await engine.close()
  }
}
