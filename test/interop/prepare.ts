import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAlive } from '../../scripts/alive.ts'

/** Other people's servers and clients, installed. */
export interface Others {
  /** The command that runs a package's program on the Node of the tests. */
  command(program: string, ...args: string[]): string[]
  /** Where a package's file is. */
  file(...parts: string[]): string
}

const run = promisify(execFile)
const FOLDER = path.join(import.meta.dirname, 'others')
const FILES = ['package.json', 'package-lock.json'] as const
const INSTALL_MS = 180_000

/**
 * Installs what `others/package.json` names into the cache folder, never into the checkout: it is heavier than all of
 * the project, and these tests alone need it. The folder is named by the hash of the pins; once there, nothing is installed again.
 * Where the registry cannot be reached, answers with undefined and says so, unless `TAPSCOPE_TEST_REQUIRE` is 1: then it throws.
 */
export async function prepareOthers(): Promise<Others | undefined> {
  const folder = path.join(cacheRoot(), `interop-${await hashOfPins()}`)
  const problem = await inTurn(`${folder}.installing`, async () => ((await exists(folder)) ? null : install(folder)))
  if (problem === null) return othersIn(folder)
  if (process.env['TAPSCOPE_TEST_REQUIRE'] === '1') throw new Error(`other people's servers are required: ${problem}`)
  console.warn(`Tests with other people's servers and clients are skipped: ${problem}`)
  return undefined
}

function othersIn(folder: string): Others {
  const file = (...parts: string[]) => path.join(folder, 'node_modules', ...parts)
  return { file, command: (program, ...args) => [process.execPath, file('.bin', program), ...args] }
}

function cacheRoot(): string {
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'tapscope')
}

async function hashOfPins(): Promise<string> {
  const pins = [await readFile(path.join(FOLDER, FILES[1]), 'utf8'), process.platform, process.arch]
  return createHash('sha256').update(pins.join('\n')).digest('hex').slice(0, 16)
}

/** Installs into a folder beside it and renames, so that a folder that is there is whole. Null, or why it could not. */
async function install(folder: string): Promise<string | null> {
  const unfinished = `${folder}.${process.pid}`
  await mkdir(unfinished, { recursive: true })
  for (const name of FILES) await copyFile(path.join(FOLDER, name), path.join(unfinished, name))
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1']
  try {
    await run('npm', args, { cwd: unfinished, timeout: INSTALL_MS, shell: process.platform === 'win32' })
    await rename(unfinished, folder)
    return null
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    return String(error instanceof Error && 'stderr' in error ? error.stderr : error)
      .trim()
      .slice(0, 400)
  }
}

/** Runs `work` while no other process does, by a file that holds the number of the process whose turn it is. */
async function inTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  while (
    !(await writeFile(file, String(process.pid), { flag: 'wx' }).then(
      () => true,
      () => false,
    ))
  ) {
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true })
    else await delay(200)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
