// Opens the built application where a test can take hold of it: in a real Electron on a display of its own, and in a
// real Chromium. Every opener returns its closer.
import { _electron, chromium, type Browser, type ElectronApplication, type Page } from 'playwright'
import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { buildIfStale } from '../../scripts/build.ts'
import { chooseElectron, type Electron } from '../../scripts/electron/choose.ts'
import { launchOptions } from '../../scripts/electron/launch.ts'

const root = resolve(import.meta.dirname, '../..')

type Close = () => Promise<void>

/**
 * Why no window can be opened here; undefined if one can. For `describe.skipIf`.
 * With TAPSCOPE_TEST_REQUIRE=1 it throws instead: CI has to have what it tests.
 */
export async function noWindow(): Promise<string | undefined> {
  if (process.platform === 'linux' && !onPath('Xvfb')) return lacking('Xvfb is not installed (Debian: xvfb)')
  const electron = await chosen()
  return electron.program ? undefined : lacking(electron.reason)
}

/** Why no browser can be opened here, in the same way. */
export function noBrowser(): string | undefined {
  return browserProgram() ? undefined : lacking('there is no Chromium (Debian: chromium)')
}

/** A display without a screen. Its name is what goes into DISPLAY. */
export async function startXvfb(): Promise<{ display: string; close: Close }> {
  const args = ['-displayfd', '3', '-screen', '0', '1440x960x24', '-nolisten', 'tcp']
  // The kernel ends it with this process, and the window with it, when a run is killed and nobody closes anything.
  const server = spawn('setpriv', ['--pdeathsig', 'TERM', 'Xvfb', ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const number = await Promise.race([
    firstLine(server),
    ended(server).then(() => Promise.reject(new Error('Xvfb ended before it had a display'))),
  ])
  return { display: `:${number}`, close: () => stop(server) }
}

type WindowOptions = {
  /** The folder that TAPSCOPE_DATA names. */
  data: string
  env?: Record<string, string>
  args?: readonly string[]
}

/** Starts the built application on a display of its own and waits for its first window, half a minute at most. */
export async function launchElectron(
  options: WindowOptions,
): Promise<{ app: ElectronApplication; window: Page; close: Close }> {
  const electron = await chosen()
  if (!electron.program) throw new Error(electron.reason)
  await buildIfStale()
  const screen = process.platform === 'linux' ? await startXvfb() : undefined
  const { env, switches } = launchOptions(electron)
  let app: ElectronApplication | undefined
  const close = async () => {
    await app?.close()
    await screen?.close()
  }
  try {
    app = await _electron.launch({
      executablePath: electron.program,
      args: [...switches, root, ...(options.args ?? [])],
      env: { ...env, ...(screen && { DISPLAY: screen.display }), TAPSCOPE_DATA: options.data, ...options.env },
      timeout: 30_000,
    })
    return { app, window: await app.firstWindow({ timeout: 30_000 }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Starts Chromium without a window of its own and with a fresh profile. */
export async function launchChromium(): Promise<{ browser: Browser; close: Close }> {
  const program = browserProgram()
  if (!program) throw new Error('there is no Chromium')
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
  const browser = await chromium.launch({
    executablePath: program,
    chromiumSandbox: false,
    args: [...args, '--disable-component-update', '--disable-sync'],
    timeout: 30_000,
  })
  return { browser, close: () => browser.close() }
}

let choice: ReturnType<typeof chooseElectron> | undefined

/** Asked once a file: the answer does not change. */
async function chosen(): Promise<Electron | { program?: undefined; reason: string }> {
  return (choice ??= chooseElectron((line) => console.error(`tapscope: ${line}`)))
}

function lacking(reason: string): string {
  if (process.env['TAPSCOPE_TEST_REQUIRE'] === '1') throw new Error(`TAPSCOPE_TEST_REQUIRE is set, and ${reason}`)
  console.warn(`skipped: ${reason}`)
  return reason
}

function browserProgram(): string | undefined {
  const bundled = chromium.executablePath()
  return (
    onPath('chromium') ??
    onPath('chromium-browser') ??
    onPath('google-chrome') ??
    (existsSync(bundled) ? bundled : undefined)
  )
}

function onPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function firstLine(server: ChildProcess): Promise<string> {
  const pipe = server.stdio[3]
  if (!pipe || !('read' in pipe)) throw new Error('Xvfb has no pipe for its display')
  for await (const line of createInterface({ input: pipe })) return line
  throw new Error('Xvfb named no display')
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((done) => child.once('close', done))
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await ended(child)
}
