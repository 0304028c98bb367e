import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isAlive } from './alive.ts'
import { builtMark, isStale } from './stale.mjs'

const root = resolve(import.meta.dirname, '..')
const out = join(root, 'out')
const work = join(root, '.out')
const lock = join(work, 'lock')

/**
 * Builds `out/` when it is missing or older than its sources; says so on stderr in one line.
 * Safe to call from several processes at once: one builds, the others wait for it.
 */
export async function buildIfStale(): Promise<void> {
  while (isStale(root)) {
    if (!(await claim())) {
      await wait(100)
      continue
    }
    try {
      if (isStale(root)) await build()
      return // without another look: a file dated in the future would look newer for ever
    } finally {
      await rm(lock, { force: true })
    }
  }
}

/** Builds all four parts of `out/` beside it and then puts them in its place, so that nobody meets half a build. */
async function build(): Promise<void> {
  console.error(`tapscope: building out/ (${existsSync(out) ? 'src/ is newer' : 'it is not there yet'}).`)
  const began = new Date()
  const next = join(work, 'next')
  const previous = join(work, 'previous')
  await rm(next, { recursive: true, force: true })

  // The oldest Electron that may run it; newer syntax, such as `using`, is lowered.
  process.env['ELECTRON_MAJOR_VER'] ??= '33'
  const [electronVite, vite] = await Promise.all([import('electron-vite'), import('vite')])
  await Promise.all([
    electronVite.build({ root, logLevel: 'warn', build: { outDir: next } }),
    vite.build({
      root,
      logLevel: 'warn',
      configFile: join(root, 'vite.cli.config.ts'),
      build: { outDir: join(next, 'cli') },
    }),
  ])

  await writeFile(join(next, builtMark), '')
  await utimes(join(next, builtMark), began, began)
  if (existsSync(out)) await rename(out, previous)
  await rename(next, out)
  await rm(previous, { recursive: true, force: true })
}

/** Takes the lock, or takes it over from a process that is gone. */
async function claim(): Promise<boolean> {
  await mkdir(work, { recursive: true })
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''))
    if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true })
    return false
  }
}

if (process.argv[1] === import.meta.filename) {
  await buildIfStale().catch((error: unknown) => {
    console.error(`tapscope: out/ could not be built. ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
