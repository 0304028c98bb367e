// For whatever only starts another program. Runs on Node 20, and ships with the command.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Runs a program in this process's place: with its streams, its end, and every signal that asks to end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function become(program, args, env = process.env) {
  const child = spawn(program, args, { stdio: 'inherit', env })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'])) {
    process.on(signal, () => child.kill(signal))
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

/**
 * Ends this process, as by SIGTERM, when npm or the shell between it and this process is gone: npm hands a signal to that
 * shell only, which dies of it or keeps it to itself. Does nothing in a process that npm has not started.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const before = lineage()
  const watch = setInterval(() => {
    if (lineage() === before) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
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
