// `npm start`: the window if there is a display and an Electron, else the same interface for a browser.
import { join, resolve } from 'node:path'
import { become, endWithNpm } from '../bin/become.js'
import { buildIfStale } from './build.ts'
import { chooseElectron } from './electron/choose.ts'
import { launchOptions } from './electron/launch.ts'

const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
endWithNpm()

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
  become(process.execPath, [join(root, 'out', 'cli', 'index.js'), 'serve', ...args])
}

function say(line: string): void {
  console.error(`tapscope: ${line}`)
}
