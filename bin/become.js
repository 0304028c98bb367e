// For whatever only starts another program. Runs on Node 20, and ships with the command.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Runs a program in this process's place: with its streams, its end, and every signal that asks to end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, watchParents?: boolean }} [options] `watchParents`: npm hands a signal to the shell
 *   between it and this process, which dies of it or keeps it to itself; so end also when either of the two is gone
 */
export function become(program, args, { env = process.env, watchParents = false } = {}) {
  const child = spawn(program, args, { stdio: 'inherit', env })
  const before = lineage()
  const watch = setInterval(() => lineage() === before || pass('SIGTERM'), 500).unref()
  if (!watchParents) clearInterval(watch)

  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    clearInterval(watch)
    child.kill(signal)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'])) {
    process.on(signal, () => pass(signal))
  }
  child.on('error', (error) => {
    console.error(`tapscope: ${program} cannot be started: ${error.message}`)
    process.exit(2)
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** The ids of parent and, where it can be read, grandparent. */
function lineage() {
  const parent = process.ppid
  if (process.platform !== 'linux') return String(parent)
  try {
    const afterName = readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1)
    return `${parent} ${afterName?.split(' ')[1]}`
  } catch {
    return 'gone'
  }
}
