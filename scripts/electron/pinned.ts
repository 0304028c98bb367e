import { existsSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cache } from './cache.ts'
import { run } from './command.ts'

const require = createRequire(import.meta.url)
const packageFile = require.resolve('electron/package.json')
const folder = dirname(packageFile)

export const pinnedVersion = (require(packageFile) as { version: string }).version

/**
 * The program of the `electron` in package.json; downloaded first when that works from here.
 * Undefined when it does not, after a few seconds; for a day it is not tried again.
 */
export async function pinnedElectron(say: (line: string) => void): Promise<string | undefined> {
  const present = await program()
  if (present) return present
  const refused = join(cache, `electron-${pinnedVersion}-not-reachable`)
  const age =
    Date.now() -
    (await stat(refused).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ))
  if (age < 24 * 3600_000) return undefined
  try {
    await reach()
    say(`fetching Electron ${pinnedVersion} (about 110 MB).`)
    await run(process.execPath, [join(folder, 'install.js')], { seconds: 600 })
    return await program()
  } catch (error) {
    await mkdir(cache, { recursive: true })
    await writeFile(refused, String(error))
    return undefined
  }
}

async function program(): Promise<string | undefined> {
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => undefined)
  const path = name && join(folder, 'dist', name)
  return path && existsSync(path) ? path : undefined
}

/** Throws soon where GitHub is shut off; the download itself would wait for minutes behind some firewalls. */
async function reach(): Promise<void> {
  // Only the installer knows mirrors and proxies.
  if (process.env['ELECTRON_MIRROR'] || process.env['HTTPS_PROXY'] || process.env['https_proxy']) return
  const release = `https://github.com/electron/electron/releases/download/v${pinnedVersion}/SHASUMS256.txt`
  const answer = await fetch(release, { method: 'HEAD', signal: AbortSignal.timeout(5000) })
  if (!answer.ok) throw new Error(`${release} answered ${answer.status}`)
}
