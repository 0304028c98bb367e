// Makes `npm start`, `npm test` and `npm run check` work right after a clone. It runs on whatever Node the
// machine has (20 or newer), so: built-ins only, and no TypeScript.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname ?? '', '..')
const stamp = join(root, 'node_modules', '.tapscope-lock')
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (process.argv[2] === '--installed') {
  // Called by npm's `dependencies` script, after whatever has changed node_modules. `prepare` would be an install
  // script, and such `npx tapscope` refuses to run when it links this checkout.
  writeFileSync(stamp, lock)
} else if (!existsSync(stamp)) {
  install('they are not there yet')
} else if (readFileSync(stamp, 'utf8') !== lock) {
  install('package-lock.json has changed since the last time')
}
demandNode()

/** @param {string} reason */
function install(reason) {
  console.error(`tapscope: installing the packages of package-lock.json (${reason}); about half a minute.`)
  const npm = process.env.npm_execpath
  // The Node that runs npm, not the one in node_modules: that one is about to be replaced.
  const node = process.env.npm_node_execpath ?? process.execPath
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const { status } = npm
    ? spawnSync(node, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status === 0) return
  console.error('tapscope: `npm ci` did not finish; what it printed above says why. Run it again when that is mended.')
  process.exit(1)
}

/** What npm runs next is TypeScript on the Node that comes first on its PATH. */
function demandNode() {
  if (existsSync(join(root, 'node_modules', '.bin', 'node'))) return
  if (Number(process.versions.node.split('.')[0]) >= 24) return
  console.error(
    `tapscope: this needs Node 24, and here is ${process.version}. On Linux x64 it comes with the packages; ` +
      'on this machine install it from nodejs.org or with a version manager, then run the command again.',
  )
  process.exit(1)
}
