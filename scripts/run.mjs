// `node scripts/run.mjs FILE ARGS`: what `npm start`, `npm test` and their like call. It installs what is missing and then
// runs FILE on Node 24. Itself it runs on whatever the machine has (20 or newer): built-ins only, and no TypeScript.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { become, endWithNpm } from '../bin/become.js'
import { notInstalled } from './installed.mjs'

const root = resolve(import.meta.dirname, '..')
const [file = '', ...args] = process.argv.slice(2)
const script = resolve(root, file)

const missing = notInstalled(root)
if (missing) install(missing)
if (isNewEnough()) {
  process.argv.splice(1, 2, script)
  await import(pathToFileURL(script).href)
} else {
  endWithNpm()
  become(newerNode(), [script, ...args])
}

/** @param {string} reason */
function install(reason) {
  console.error(`tapscope: installing the packages of package-lock.json, since ${reason}; about half a minute.`)
  const npm = process.env.npm_execpath
  // The Node that runs npm, not the one in node_modules: that one is about to be replaced.
  const node = process.env.npm_node_execpath ?? process.execPath
  const options = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = npm
    ? spawnSync(node, [npm, ...options], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', options, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status === 0) return
  console.error(
    'tapscope: `npm ci` did not finish; what it printed above says why. Run this again when that is mended.',
  )
  process.exit(1)
}

function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= 24
}

/** The Node that comes with the packages; ends the process where it does not. */
function newerNode() {
  const node = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(node)) return node
  console.error(
    `tapscope: this needs Node 24, and here is ${process.version}. On Linux x64 it comes with the packages; ` +
      'on this machine install it from nodejs.org or with a version manager, then run the command again.',
  )
  process.exit(1)
}
