// `npm start`: the window if there is a display and an Electron, else the same interface for a browser.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfStale } from './build.ts'
import { chooseElectron } from './electron/choose.ts'
import { launchOptions } from './electron/launch.ts'

const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
const [electron] = await Promise.all([
  hasDisplay ? chooseElectron(say) : { reason: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' },
  buildIfStale(),
])
if ('program' in electron && electron.program) {
  say(`starting on ${electron.reason}.`)
  const { env, switches } = launchOptions(electron)
  become(electron.program, [...switches, root, ...args], env)
} else {
  say(`${electron.reason}.`)
  say('No window, then: serving to a browser; open the address below.')
  become(process.execPath, [join(root, 'out', 'cli', 'index.js'), 'serve', ...args], process.env)
}

function say(line: string): void {
  console.error(`tapscope: ${line}`)
}

/** Runs the program in this process's place: its streams, its end, and every signal that asks to end. */
function become(program: string, given: readonly string[], env: NodeJS.ProcessEnv): void {
  const child = spawn(program, given, { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  if (process.env['npm_lifecycle_event'] === 'start') whenOrphaned(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    say(`${program} cannot be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

/**
 * npm hands a signal to the shell between it and this process, and the shell dies of it or keeps it to itself.
 * So this process notices by itself that one of the two is gone.
 */
function whenOrphaned(act: () => void): void {
  const before = lineage()
  setInterval(() => lineage() === before || act(), 500).unref()
}

/** The ids of parent and, where it can be read, grandparent. */
function lineage(): string {
  const parent = process.ppid
  if (process.platform !== 'linux') return String(parent)
  try {
    const afterName = readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1)
    return `${parent} ${afterName?.split(' ')[1]}`
  } catch {
    return 'gone'
  }
}
