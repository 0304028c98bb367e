import path from 'node:path'
import { redactArguments } from '../core/redact.ts'
import { dataFolder } from '../engine/dataFolder.ts'
import { openLog } from '../engine/log/log.ts'
import { now } from '../engine/log/recorder.ts'
import { Recording } from '../engine/tap/recording.ts'
import { type Exit, wrapCommand } from '../engine/tap/stdio.ts'
import { writerUrl } from '../engine/writerUrl.ts'

/** Of a longer line so many bytes are kept. */
const KEEP_BYTES = 8 * 1024 * 1024
/** The command has ended; its client waits no longer than this for the rest to be stored. */
const STORE_MS = 2000

const USAGE = 'Write tapscope wrap [--name S] -- COMMAND ARGS…'

/** Reads `[--name S] -- COMMAND ARGS…`. The two dashes may be left out where no option could be meant. */
export function readWrap(args: readonly string[]): { name: string; command: string[] } | { wrong: string } {
  const rest = [...args]
  let name: string | undefined
  for (let option = rest[0]; option?.startsWith('-') && option !== '--'; option = rest[0]) {
    const [, inline] = /^--name=(.*)$/s.exec(option) ?? []
    if (inline === undefined && option !== '--name') return { wrong: `wrap does not know ${option}. ${USAGE}` }
    name = inline ?? rest[1]
    rest.splice(0, inline === undefined ? 2 : 1)
    if (name === undefined) return { wrong: `--name needs a name. ${USAGE}` }
  }
  if (rest[0] === '--') rest.shift()
  if (rest.length === 0) return { wrong: `wrap needs a command. ${USAGE}` }
  return { name: name ?? path.basename(rest[0] ?? ''), command: rest }
}

/**
 * Runs a command in this process's place and captures what goes through its streams. Its end becomes this process's own;
 * a database that cannot be written costs one line on stderr and nothing else.
 */
export async function wrap(args: readonly string[]): Promise<void> {
  const read = readWrap(args)
  if ('wrong' in read) {
    process.stderr.write(`tapscope: ${read.wrong}\n`)
    process.exit(2)
  }
  const { name, command } = read
  // A thread that waits for a lock cannot be ended, and the client waits for this process.
  const log = openLog({ dataFolder: dataFolder(process.env), threadUrl: writerUrl(), busyMs: 500 })
  const target = redactArguments(command).join(' ')
  // The command starts before the log does: whoever waits for it must not wait for us.
  const begun = new Promise<number>((resolve, reject) => {
    setImmediate(() => {
      log
        .write('begin', { name, target, transport: 'stdio', tapUrl: null, at: now(), keepBytes: KEEP_BYTES })
        .then(resolve, reject)
    })
  })
  begun.catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`tapscope: this run is not captured: ${reason.split('\n', 1)[0]}\n`)
  })
  const recorder = log.recorder(begun)
  const recording = new Recording(recorder)
  void begun.then((captureId) => log.onRecording(captureId, (wanted) => recording.set(wanted))).catch(() => {})
  const exit = await wrapCommand(command, recorder, recording)
  recording.resume()
  recorder.flush()
  if (exit.failure !== null) process.stderr.write(`tapscope: cannot start ${command[0]}: ${exit.failure}\n`)
  await Promise.race([store(), new Promise((resolve) => setTimeout(resolve, STORE_MS))])
  leave(exit)

  async function store(): Promise<void> {
    try {
      await log.write('end', { captureId: await begun })
      await log.close()
    } catch {
      // It was said when the capture could not begin.
    }
  }
}

/** Ends this process as the command ended. */
function leave({ code, signal, failure }: Exit): void {
  if (failure !== null) process.exit(127)
  if (signal === null) process.exit(code ?? 0)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  // A signal that this process cannot die of is told as a shell tells it.
  setTimeout(() => process.exit(1), 100)
}
