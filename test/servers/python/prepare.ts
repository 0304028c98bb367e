import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** Releases of the SDK that answer in different ways and can share what they depend on. */
export const SDK_VERSIONS = ['1.25.0', '1.29.0', '1.30.0', '2.3.0'] as const
/** The release of the time of the first incident. It knows HTTP+SSE and stdio only. */
const OLD_VERSION = '1.6.0'
export type SdkVersion = (typeof SDK_VERSIONS)[number] | typeof OLD_VERSION

export type Python =
  /** `environment` makes a process use this release. */
  | { kind: 'ready'; version: SdkVersion; command: string; environment: Record<string, string> }
  /** `reason` is for the reader of a skipped test. */
  | { kind: 'missing'; reason: string }

const run = promisify(execFile)
const INTERPRETERS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
/** For each installer: one that cannot reach its index may otherwise try for minutes. */
const INSTALL_MS = 60_000

/** What is installed together: `mcp` of each version, beside the pins that they all need. */
interface Pins {
  file: string
  versions: readonly SdkVersion[]
}

function pinsOf(version: SdkVersion): Pins {
  const old = version === OLD_VERSION
  const file = path.join(import.meta.dirname, old ? `requirements-${OLD_VERSION}.txt` : 'requirements.txt')
  return { file, versions: old ? [OLD_VERSION] : SDK_VERSIONS }
}

/**
 * Finds Python and installs the SDK, and what it shares with others, outside the checkout, in a folder named by the hash of their
 * pins; once there, nothing is installed again. Where that fails, answers with the reason, unless `TAPSCOPE_REQUIRE_PYTHON` is
 * set: then it throws it.
 */
export async function preparePython(version: SdkVersion): Promise<Python> {
  const python = await findPython()
  if (!python) return missing(`no Python of 3.10 or newer among ${INTERPRETERS.join(', ')}`)
  const pins = pinsOf(version)
  const folder = path.join(cacheRoot(), `python-${await hashOf(pins, python.version)}`)
  const problem = (await exists(folder)) ? null : await install(python.command, pins, folder)
  if (problem !== null) return missing(problem)
  const PYTHONPATH = [path.join(folder, version), path.join(folder, 'shared')].join(path.delimiter)
  // What Python compiles of the servers here must not lie among them.
  const PYTHONPYCACHEPREFIX = path.join(folder, 'compiled')
  return { kind: 'ready', version, command: python.command, environment: { PYTHONPATH, PYTHONPYCACHEPREFIX } }
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

async function hashOf({ file, versions }: Pins, pythonVersion: string): Promise<string> {
  const parts = [await readFile(file, 'utf8'), ...versions, pythonVersion, process.platform, process.arch]
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
}

/** Installs into a folder beside it and renames, so that a folder that is there is whole. Null, or why it could not. */
async function install(python: string, pins: Pins, folder: string): Promise<string | null> {
  const problems: string[] = []
  for (const installer of [uv(python), pip(python)]) {
    const unfinished = `${folder}.${randomUUID()}`
    await mkdir(unfinished, { recursive: true })
    const signal = AbortSignal.timeout(INSTALL_MS)
    const problem = await installAll(installer, pins, unfinished, signal).catch((error: unknown) => lastLine(error))
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

async function installAll(
  [, command, ...args]: Installer,
  { file, versions }: Pins,
  folder: string,
  signal: AbortSignal,
): Promise<undefined> {
  await run(command, [...args, '--target', path.join(folder, 'shared'), '-r', file], { signal })
  for (const version of versions) {
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
