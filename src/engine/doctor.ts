import { once } from 'node:events'
import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import net from 'node:net'
import type { Checkup } from '../core/api.ts'
import type { EngineParts } from './engine.ts'
import { databaseFailure, type Log } from './log/log.ts'
import { loadOwnWords, ownWordsFile } from './log/ownWords.ts'
import { databaseFile } from './log/sqlite.ts'
import { readRows } from './rows.ts'
import { nameOf, proxyFor } from './tap/proxy.ts'

const MB = 1024 * 1024

/** A larger database takes SQLite more than a few seconds to check, in which nothing else is read. */
const MOST_CHECKED = 1024 * MB

/** Below the first a warning is due, below the second captures are about to be lost. */
const LITTLE_SPACE = 1024 * MB
const NO_SPACE = 100 * MB

/** The oldest runtimes that Tapscope's packages are made for. */
const OLDEST_NODE = [24, 15]
const OLDEST_ELECTRON = 35

type Finding = Omit<Checkup, 'name'>

const good = (found: string): Finding => ({ state: 'good', found, advice: null })

/** What is looked at, in the order in which one thing needs the other. */
const CHECKS: Record<string, (parts: EngineParts) => Promise<Finding> | Finding> = {
  Runtime: runtime,
  'Data folder': dataFolder,
  Database: database,
  'Disk space': diskSpace,
  SQLite: sqlite,
  Loopback: loopback,
  Captures: captures,
  'Log writer': logWriter,
  'Own wordings': ownWords,
  Proxy: () => proxy(process.env),
}

/** Checks what Tapscope needs: one line each, with what was found and, where something is amiss, what to do. */
export async function checkUp(parts: EngineParts): Promise<Checkup[]> {
  // The folder and the database are made by the first who needs them; why that failed is the database's own finding.
  await parts.log.write('ready', {}).catch(() => {})
  const checkups: Checkup[] = []
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      checkups.push({ name, ...(await check(parts)) })
    } catch (error) {
      const advice = "Check that this user may read and write Tapscope's data folder."
      checkups.push({ name, state: 'bad', found: error instanceof Error ? error.message : String(error), advice })
    }
  }
  return checkups
}

async function ownWords({ options }: EngineParts): Promise<Finding> {
  const file = options.ownWordsFile ?? ownWordsFile(options.dataFolder)
  const { words, wrong } = await loadOwnWords(file)
  const advice = 'docs/findings.md says what stands in it. Findings go by the known wordings until then.'
  if (wrong !== null) return { state: 'warning', found: wrong, advice }
  return good(words.length === 0 ? `none; they would stand in ${file}` : `${words.length} in ${file}`)
}

function runtime({ options }: EngineParts): Finding {
  const found = `Tapscope ${options.version} on ${options.runtime}, ${process.platform} ${process.arch}`
  const { electron, node } = process.versions
  const [major = 0, minor = 0] = (electron ?? node).split('.').map(Number)
  if (electron && major < OLDEST_ELECTRON) {
    const advice = 'It works, but it is old; `npm install` where Electron can be downloaded gets the current one.'
    return { state: 'warning', found, advice }
  }
  const [least = 0, leastMinor = 0] = OLDEST_NODE
  const isOld = !electron && (major < least || (major === least && minor < leastMinor))
  return isOld ? { state: 'warning', found, advice: `Use Node ${OLDEST_NODE.join('.')} or newer.` } : good(found)
}

async function dataFolder({ options }: EngineParts): Promise<Finding> {
  const folder = options.dataFolder
  const { mode } = await stat(folder)
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  return isOpenToOthers(mode)
    ? { state: 'warning', found: `${folder} is open to other users`, advice: `Run: chmod 700 "${folder}"` }
    : good(folder)
}

/** Windows keeps the rights of a file elsewhere; what is in the user's own folder is the user's there. */
const isOpenToOthers = (mode: number): boolean => process.platform !== 'win32' && (mode & 0o077) !== 0

async function database({ options, log }: EngineParts): Promise<Finding> {
  try {
    await log.write('ready', {})
    const file = databaseFile(options.dataFolder)
    const { size, mode } = await stat(file)
    const found = `${file}, ${inMegabytes(size)}`
    if (isOpenToOthers(mode)) {
      return { state: 'warning', found: `${found}, is open to other users`, advice: `Run: chmod 600 "${file}"` }
    }
    return await integrity(log, found, size)
  } catch (error) {
    const { message, advice } = databaseFailure(error, options.dataFolder)
    return { state: 'bad', found: message, advice }
  }
}

/** The log's reading thread looks: traffic runs on meanwhile. */
async function integrity(log: Log, found: string, size: number): Promise<Finding> {
  const isSmall = size <= MOST_CHECKED
  const { version, damage } = await log.read('check', { thorough: isSmall })
  const what = `${found}, version ${version}`
  if (!isSmall) return good(`${what}; too large to be checked for damage quickly`)
  const advice = 'Move the file away and start again; Tapscope then begins a new one.'
  return damage === null ? good(`${what}, sound`) : { state: 'bad', found: `${what}: ${damage}`, advice }
}

async function diskSpace({ options }: EngineParts): Promise<Finding> {
  const { bavail, bsize } = await statfs(options.dataFolder)
  const free = bavail * bsize
  const found = `${inMegabytes(free)} free for ${options.dataFolder}`
  if (free >= LITTLE_SPACE) return good(found)
  const advice = 'Free some space on the disk, remove captures, or set TAPSCOPE_DATA to a folder on another disk.'
  return { state: free < NO_SPACE ? 'bad' : 'warning', found, advice }
}

const inMegabytes = (bytes: number): string =>
  bytes < 10 * 1024 * MB ? `${Math.ceil(bytes / MB)} MB` : `${Math.floor(bytes / MB / 1024)} GB`

async function sqlite({ log }: EngineParts): Promise<Finding> {
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string } // npm's own file
  const { sqlite: library } = await log.read('check', { thorough: false })
  const addon = process.env.TAPSCOPE_SQLITE_ADDON
  return good(`SQLite ${library} in better-sqlite3 ${version}${addon ? `, addon ${addon}` : ''}`)
}

async function loopback(): Promise<Finding> {
  const server = net.createServer()
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    const found = `No port of 127.0.0.1 can be opened: ${error instanceof Error ? error.message : String(error)}`
    return { state: 'bad', found, advice: 'Allow this program to listen on 127.0.0.1: taps cannot run without.' }
  }
  await new Promise((resolve) => server.close(resolve))
  return good('taps can listen on 127.0.0.1')
}

async function captures({ log, taps }: EngineParts): Promise<Finding> {
  const page = await readRows(log, { kind: 'captures', filter: '-stoppedAt:*', limit: 1000 })
  if ('failed' in page) return { state: 'bad', found: page.failed.message, advice: page.failed.advice }
  const others = page.ok.rows.filter(({ captureId }) => !taps.has(captureId))
  const named = others.map(({ captureId, tapUrl, target }) => `${captureId} (${tapUrl ?? 'no tap'} → ${target})`)
  const found = `${taps.size} running here, ${others.length} in other processes`
  return good(others.length === 0 ? found : `${found}: ${named.slice(0, 10).join(', ')}`)
}

function logWriter({ log }: EngineParts): Finding {
  const trouble = log.trouble()
  if (trouble === null) return good('has stored everything it was given')
  const advice = 'Free some space on the disk, or close the program that holds the database. Traffic goes on meanwhile.'
  return { state: 'bad', found: `could not store everything: ${trouble}`, advice }
}

/** Taps go through it to their servers, and clients that obey it never reach a tap. */
function proxy(env: Readonly<Record<string, string | undefined>>): Finding {
  const ways = ['https:', 'http:'].map((scheme) => ({
    scheme,
    way: proxyFor(new URL(`${scheme}//server.invalid`), env),
  }))
  const wrong = ways.find(({ way }) => way && 'wrong' in way)?.way
  if (wrong && 'wrong' in wrong) {
    return { state: 'bad', found: wrong.wrong, advice: 'Write it as http://proxy.example:3128, or leave it out.' }
  }
  const told = ways.flatMap(({ scheme, way }) =>
    way && 'url' in way ? [`taps go to ${scheme} servers through the ${nameOf(way)}`] : [],
  )
  if (told.length === 0) return good('none in the environment')
  const found = `${told.join(', ')}; but not to this machine`
  const excepted = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/)
  const isExcepted = excepted.includes('*') || ['127.0.0.1', 'localhost'].every((name) => excepted.includes(name))
  const advice = 'Set NO_PROXY=127.0.0.1,localhost for the clients, or they send the traffic of a tap to the proxy.'
  return isExcepted ? good(`${found}, and neither do clients`) : { state: 'warning', found, advice }
}
