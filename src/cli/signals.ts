/** npm and a terminal may both pass on one press of Ctrl+C; what follows so soon is the same signal again. */
const ECHO_MS = 300

/** npm dies of a signal without passing it on; then only a new parent tells. */
const LOOK_MS = 500

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP. Whoever waits ends in order then; a second signal ends the process at
 * once. Call it before starting what has to be ended.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (first && performance.now() - first > ECHO_MS) return die(signal)
        first ||= performance.now()
        resolve()
      })
    }
    if (process.env['npm_command']) whenAbandoned(resolve)
  })
}

/** Started by `npx`, it must not outlive it: nobody would know which process to end. */
function whenAbandoned(resolve: () => void): void {
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    resolve()
  }, LOOK_MS)
  look.unref()
}

/** Not `process.exit`: that waits for threads, and one of them may be waiting for another program's lock. */
function die(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
