import fs from 'node:fs'
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { loadOwnWords, ownWordsFile } from './ownWords.ts'
import type { ThreadData } from './thread.ts'

/**
 * A thread of the log: one writes what taps report, another reads for the faces, so that neither a slow disk nor a long
 * query ever holds up traffic, which has the main thread to itself. Each loads only what it needs: modules are memory.
 */
async function start(): Promise<void> {
  if (!parentPort) return
  const data = workerData as ThreadData // the engine starts this file with it
  if (data.role === 'read') return (await import('./readThread.ts')).startReading(parentPort, data)
  const { startWriting } = await import('./writeThread.ts')
  yieldToTraffic()
  startWriting(parentPort, data, await loadOwnWords(data.ownWordsFile ?? ownWordsFile(data.dataFolder)))
}

/** Where threads have priorities of their own (Linux), the writer steps back when cores are short. */
function yieldToTraffic(): void {
  try {
    const thread = Number(fs.readlinkSync('/proc/thread-self').split('/').at(-1))
    os.setPriority(thread, 10)
  } catch {
    // Elsewhere the scheduler decides.
  }
}

await start()
