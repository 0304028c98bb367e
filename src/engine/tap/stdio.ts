import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { redactArguments } from '../../core/redact.ts'
import type { Recorder } from '../log/recorder.ts'
import { RECORD } from '../log/records.ts'
import type { Recording } from './recording.ts'

/** How a command ended. `failure`: it could not be started, and why. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
  failure: string | null
}

const STDIN = 0
const STDOUT = 1
const STDERR = 2

/** What a command's descendants may still write after it has ended is waited for so long. */
const LINGER_MS = 250

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const

/**
 * Runs a command in this process's place: what comes in goes on as it came, both ways, and a copy of it to `recorder`. Signals
 * and the end of stdin are passed on. What passes while `recording` is paused is not copied. Resolves when the command has ended and its output is written.
 */
export function wrapCommand(command: readonly string[], recorder: Recorder, recording: Recording): Promise<Exit> {
  const [file = '', ...args] = command
  const copies = { recorder, recording }
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const note = (kind: typeof RECORD.spawn | typeof RECORD.exit, facts: object): unknown =>
    recorder.record(kind, 0, 0, Buffer.from(JSON.stringify(facts)))
  const started = { command: redactArguments(command), pid: child.pid ?? null }
  let sent: string | null = null

  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid !== undefined) return // a signal that could not be sent
      note(RECORD.spawn, { ...started, failure: error.message })
      resolve({ code: null, signal: null, failure: error.message })
    })
    if (child.pid === undefined) return
    note(RECORD.spawn, { ...started, failure: null })
    passSignals(child, (signal) => {
      sent = signal
    })
    void pump(process.stdin, child.stdin, STDIN, copies)
    const outputs = [pump(child.stdout, output(1), STDOUT, copies), pump(child.stderr, output(2), STDERR, copies)]
    child.once('exit', (code, signal) => {
      const lingered = new Promise((late) => setTimeout(late, LINGER_MS).unref())
      const end = (): void => {
        note(RECORD.exit, { code, signal, sent })
        resolve({ code, signal, failure: null })
      }
      void Promise.race([Promise.all(outputs), lingered]).then(end)
    })
  })
}

/** Where copies go, and whether any are made. */
interface Copies {
  recorder: Recorder
  recording: Recording
}

/** Forwards first, copies after; resolves when the source has ended and everything is written. */
function pump(from: Readable, to: Writable, stream: number, { recorder, recording }: Copies): Promise<void> {
  let missing = 0
  const copy = (bytes: Buffer): void => {
    if (recording.isPaused) {
      recording.pass(bytes.length)
      missing += bytes.length
      return
    }
    if (missing > 0 && recorder.record(RECORD.stdioSkip, stream, missing)) missing = 0
    if (missing > 0 || !recorder.record(RECORD.stdio, stream, 0, bytes)) missing += bytes.length
  }
  return new Promise((resolve) => {
    from.on('data', (bytes: Buffer) => {
      if (!to.write(bytes)) from.pause()
      copy(bytes)
    })
    to.on('drain', () => from.resume())
    from.on('end', () => {
      recorder.record(RECORD.stdioEnd, stream, 0)
      // Our own stderr stays open: this program may have something to say at the end.
      if (stream === STDERR) to.write('', () => resolve())
      else to.end(resolve)
    })
    // A reader that is gone: the writer is to learn it as it would without us, by its own broken pipe.
    to.on('error', () => {
      from.destroy()
      resolve()
    })
    from.on('error', () => to.end(resolve))
  })
}

/** Our own stdout or stderr. Pipes are written without blocking: a client that does not read must not stop its own input. */
function output(fd: 1 | 2): Writable {
  const stats = fs.fstatSync(fd)
  if (stats.isFIFO() || stats.isSocket()) return new net.Socket({ fd, readable: false, writable: true })
  return fd === 1 ? process.stdout : process.stderr
}

function passSignals(child: ChildProcess, onSignal: (signal: string) => void): void {
  for (const signal of PASSED_ON) {
    process.on(signal, () => {
      // A terminal has sent it to the command as well.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      onSignal(signal)
      child.kill(signal)
    })
  }
}
