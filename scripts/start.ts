// `npm start`: the window if there is a display and an Electron, else the same interface for a browser.
import { spawn } from 'node:child_process'
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
  // npm passes signals on; killed outright it cannot, and then only a new parent tells.
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1000).unref()
  child.on('error', (error) => {
    say(`${program} cannot be started: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
