import type { CaptureRow, Failure } from '../../core/api.ts'
import { createRecorder, type Recorder, SlabPool } from './recorder.ts'
import { databaseFile } from './sqlite.ts'
import { type FromWriter, type ReadRequests, startThread, type Thread, type WriteRequests } from './thread.ts'

/** Copies that wait to be written take no more memory than this; what comes on top is dropped and counted. */
const QUEUE_BYTES = 32 * 1024 * 1024

export interface LogOptions {
  dataFolder: string
  /** The file that runs `worker.ts`. */
  threadUrl: URL
  /** Milliseconds that the writer waits for another program's lock; default 5,000. */
  busyMs?: number
  /** As `ThreadData.ownWordsFile`. */
  ownWordsFile?: string | undefined
}

/** The log of this process: one thread that writes, one that reads. Each is started when it is first needed. */
export interface Log {
  readonly write: Thread<WriteRequests>['ask']
  readonly read: Thread<ReadRequests>['ask']
  /** Where the taps of a capture put their copies. They wait for the id; without one they are dropped. */
  recorder(captureId: number | Promise<number>): Recorder
  /** Calls `listener` when the recording of a capture of this process is to pause, and when it is to go on. */
  onRecording(captureId: number, listener: (recording: CaptureRow['recording']) => void): void
  /** Copies that the database refused, and why; null while all is well. */
  trouble(): string | null
  /** Stores what is queued and ends the threads. */
  close(): Promise<void>
}

export function openLog({ dataFolder, threadUrl, busyMs, ownWordsFile }: LogOptions): Log {
  const pool = new SlabPool(QUEUE_BYTES)
  let trouble: string | null = null
  let writer: Thread<WriteRequests> | undefined
  let reader: Thread<ReadRequests> | undefined
  /** Slabs that the writer has. */
  let out = 0
  let isClosed = false
  const listeners = new Map<number, (recording: CaptureRow['recording']) => void>()

  function giveBack(memory: ArrayBuffer): void {
    out--
    pool.giveBack(memory)
  }

  function writerSays(message: FromWriter): void {
    if ('giveBack' in message) giveBack(message.giveBack)
    else if ('recording' in message) listeners.get(message.captureId)?.(message.recording)
    else trouble = message.trouble
  }

  /** A thread that died is started anew when it is next asked: what was wrong may have been put right. */
  function writerEnded(error: Error): void {
    if (isClosed) return
    writer = undefined
    if (out > 0) trouble = error.message
    pool.forget(out)
    out = 0
  }

  function write(): Thread<WriteRequests> {
    if (isClosed && !writer) throw new Error('the log is closed')
    return (writer ??= startThread(
      threadUrl,
      { role: 'write', dataFolder, busyMs, ownWordsFile },
      { onWriter: writerSays, onEnd: writerEnded },
    ))
  }

  function readerEnded(): void {
    if (!isClosed) reader = undefined
  }

  /** A reader cannot create the database, so the writer has been there first. */
  async function read(): Promise<Thread<ReadRequests>> {
    if (!reader) await write().ask('ready', {})
    return (reader ??= startThread(threadUrl, { role: 'read', dataFolder }, { onEnd: readerEnded }))
  }

  function send(captureId: number, memory: ArrayBuffer, used: number): void {
    out++
    if (writer?.post({ slab: { captureId, memory, used } }, [memory])) return
    trouble ??= 'the thread of the log has ended'
    giveBack(memory)
  }

  return {
    write: async (method, input) => write().ask(method, input),
    read: async (method, input) => (await read()).ask(method, input),
    recorder: (id) =>
      createRecorder(pool, (memory, used) => {
        if (typeof id === 'number') return send(id, memory, used)
        id.then(
          (captureId) => send(captureId, memory, used),
          () => pool.giveBack(memory),
        )
      }),
    onRecording: (captureId, listener) => void listeners.set(captureId, listener),
    trouble: () => trouble,
    async close() {
      isClosed = true
      await reader?.close()
      await writer?.close()
    },
  }
}

/** What a broken database means to the user. `error`: what a thread of the log died of, or answered. */
export function databaseFailure(error: unknown, dataFolder: string): Failure {
  const cause = error instanceof Error ? error.message : String(error)
  const file = databaseFile(dataFolder)
  return { kind: 'database', message: `The database ${file} cannot be used: ${cause}.`, advice: adviceFor(cause) }
}

function adviceFor(cause: string): string {
  if (/of version \d+/.test(cause)) return 'Start the newer Tapscope, or set TAPSCOPE_DATA to another folder.'
  if (/locked|busy/i.test(cause))
    return 'Another program holds it; close that program, or set TAPSCOPE_DATA to another folder.'
  if (/not a database|malformed|another layout/i.test(cause))
    return 'Move the file away and start again; Tapscope then begins a new one.'
  if (/full|ENOSPC/i.test(cause)) return 'Free some space on the disk, or remove captures.'
  return 'Check that the folder exists and can be written, or set TAPSCOPE_DATA to another folder.'
}
