import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** The releases of the SDK that answer an unknown session id in three different ways. */
export const SDK_VERSIONS = ['1.25.0', '1.30.0', '2.3.0'] as const
export type SdkVersion = (typeof SDK_VERSIONS)[number]

export type Python =
  | { kind: 'ready'; command: string; pathOf(version: SdkVersion): string }
  /** `reason` is for the reader of a skipped test. */
  | { kind: 'missing'; reason: string }

const run = promisify(execFile)
const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt')
const INTERPRETERS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
/** For each installer: one that cannot reach its index may otherwise try for minutes. */
const INSTALL_MS = 60_000

/**
 * Finds Python and installs the SDKs outside the checkout, in a folder named by the hash of their pins; once there, nothing is
 * installed again. Where that fails, answers with the reason, unless `TAPSCOPE_REQUIRE_PYTHON` is set: then it throws it.
 */
export async function preparePython(): Promise<Python> {
  const python = await findPython()
  if (!python) return missing(`no Python of 3.10 or newer among ${INTERPRETERS.join(', ')}`)
  const folder = path.join(cacheRoot(), `python-${await hashOfPins(python.version)}`)
  const problem = (await exists(folder)) ? null : await install(python.command, folder)
  if (problem !== null) return missing(problem)
  return {
    kind: 'ready',
    command: python.command,
    pathOf: (version) => [path.join(folder, version), path.join(folder, 'shared')].join(path.delimiter),
  }
}

function missing(reason: string): Python {
  if (process.env['TAPSCOPE_REQUIRE_PYTHON']) throw new Error(`Python servers are required: ${reason}`)
  console.warn(`Tests with Python servers are skipped: ${reason}`)
  return { kind: 'missing', reason }
}

async function findPython(): Promise<{ command: string; version: string } | undefined> {
  const ask = 'import sys; assert sys.version_info >= (3, 10); print("%d.%d" % sys.version_info[:2])'
  for (const command of INTERPRETERS) {
    const answer = await run(command, ['-c', ask], { timeout: 10_000 }).catch(() => undefined)
    if (answer) return { command, version: answer.stdout.trim() }
  }
  return undefined
}

function cacheRoot(): string {
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'tapscope')
}

async function hashOfPins(pythonVersion: string): Promise<string> {
  const pins = [await readFile(REQUIREMENTS, 'utf8'), ...SDK_VERSIONS, pythonVersion, process.platform, process.arch]
  return createHash('sha256').update(pins.join('\n')).digest('hex').slice(0, 16)
}

/** Installs into a folder beside it and renames, so that a folder that is there is whole. Null, or why it could not. */
async function install(python: string, folder: string): Promise<string | null> {
  const problems: string[] = []
  for (const installer of [uv(python), pip(python)]) {
    const unfinished = `${folder}.${randomUUID()}`
    await mkdir(unfinished, { recursive: true })
    const signal = AbortSignal.timeout(INSTALL_MS)
    const problem = await installAll(installer, unfinished, signal).catch((error: unknown) => lastLine(error))
    if (problem === undefined) {
      // Another test may have been first; then its folder is as good.
      await rename(unfinished, folder).catch(() => undefined)
      if (await exists(folder)) return null
    }
    await rm(unfinished, { recursive: true, force: true })
    problems.push(`${installer[0]}: ${problem ?? 'could not be put in place'}`)
  }
  return problems.join('; ')
}

type Installer = readonly [name: string, command: string, ...args: string[]]

function uv(python: string): Installer {
  return ['uv', 'uv', 'pip', 'install', '--quiet', '--python', python]
}

function pip(python: string): Installer {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-compile', '--root-user-action', 'ignore']
  return ['pip', python, '-m', 'pip', 'install', ...quiet, '--retries', '0', '--timeout', '10']
}

async function installAll([, command, ...args]: Installer, folder: string, signal: AbortSignal): Promise<undefined> {
  await run(command, [...args, '--target', path.join(folder, 'shared'), '-r', REQUIREMENTS], { signal })
  for (const version of SDK_VERSIONS) {
    const types = version.startsWith('1.') ? [] : [`mcp-types==${version}`]
    const target = ['--target', path.join(folder, version)]
    await run(command, [...args, '--no-deps', ...target, `mcp==${version}`, ...types], { signal })
  }
}

function lastLine(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : ''
  const text = said === '' ? String(error) : said
  return text.trim().split('\n').at(-1) ?? ''
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
