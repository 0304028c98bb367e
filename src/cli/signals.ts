/** npm and a terminal may both pass on one press of Ctrl+C; what follows so soon is the same signal again. */
const ECHO_MS = 300

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
  })
}

/** Not `process.exit`: that waits for threads, and one of them may be waiting for another program's lock. */
function die(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
