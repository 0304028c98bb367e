// The house checks itself: who imports whom, how long a file may be, and that every module has its test.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, extname, join, posix, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

type Room = { rooms: readonly string[]; packages: (name: string) => boolean }

const isNode = (name: string) => name.startsWith('node:')
const isElectron = (name: string) => name === 'electron'
const isOfThePage = (name: string) => /^(react|@mantine|@codemirror|zustand)/.test(name)

/** Whom a room may import: other rooms by name, packages by a question. Nobody imports a face. */
const table: Record<string, Room> = {
  core: { rooms: [], packages: (name) => ['zod', 'eventsource-parser'].includes(name) },
  engine: { rooms: ['core'], packages: (name) => !isElectron(name) && !isOfThePage(name) },
  main: { rooms: ['core', 'engine'], packages: (name) => !isOfThePage(name) && name !== 'better-sqlite3' },
  cli: {
    rooms: ['core', 'engine'],
    packages: (name) => !isElectron(name) && !isOfThePage(name) && name !== 'better-sqlite3',
  },
  preload: { rooms: ['core'], packages: isElectron },
  renderer: { rooms: ['core'], packages: (name) => !isNode(name) && !isElectron(name) && name !== 'better-sqlite3' },
}

/** Modules without a test file of their own, and why. */
const untested: Record<string, string> = {
  'src/core/api.ts': 'types only: whoever keeps to it is tested',
  'src/core/shown.ts': 'types only',
  'src/core/diagnosis/ask.ts': 'the sheet: every rule is asked here',
  'src/core/diagnosis/diagnose.ts': 'the sheet: every case goes through it',
  'src/core/diagnosis/finding.ts': 'types only',
  'src/core/diagnosis/rule.ts': 'types, and the two ends of every proof: the sheet names their frames',
  'src/core/diagnosis/story.ts': 'a type, and what it begins with',
  'src/core/diagnosis/seen.ts': 'the sheet: what rules look up',
  'src/core/diagnosis/eraTurn.ts': 'the sheet: what the rules of era.ts look up',
  'src/engine/trace/writeTrace.ts': 'test/engine/trace/importTrace.test.ts: what goes out is what comes in',
  'src/engine/log/worker.ts': 'the first file of a thread: it starts what readThread.ts and writeThread.ts hold',
}

const longest = 300

describe('imports', () => {
  test('keep to the table', () => {
    const sources = filesIn('src').filter(isSource)
    expect(sources.flatMap((file) => wrongImports(file, read(file)))).toEqual([])
  })

  test.each([
    ['src/core/fold.ts', "import { createServer } from 'node:http'"],
    ['src/core/fold.ts', "import type { Log } from '../engine/log/reader.ts'"],
    ['src/engine/engine.ts', "import { app } from 'electron'"],
    ['src/engine/engine.ts', "const page = await import('../renderer/api.ts')"],
    ['src/main/index.ts', "export { run } from '../cli/index.ts'"],
    ['src/cli/index.ts', "import {\n  a,\n  b,\n} from '../main/window.ts'"],
    ['src/renderer/api.ts', "import '../preload/index.ts'"],
    ['src/preload/index.ts', "import { z } from 'zod'"],
    ['src/renderer/api.ts', "import { step } from '../core/fold'"],
    ['src/cli/index.ts', "import { server } from '../../test/servers/raw.ts'"],
  ])('a wrong one in %s is found: %s', (file, text) => {
    expect(wrongImports(file, text)).toHaveLength(1)
  })

  test.each([
    ['src/core/inputs.ts', "import { z } from 'zod'"],
    ['src/engine/engine.ts', "import { step } from '../core/fold.ts'"],
    ['src/engine/tap/http.ts', "import { request } from 'node:http'\nimport { x } from './observe.ts'"],
    [
      'src/renderer/main.tsx',
      "import '@mantine/core/styles.css'\nimport './ui/theme.css'\nimport { App } from './App.tsx'",
    ],
    ['src/cli/index.ts', "import manifest from '../../package.json' with { type: 'json' }"],
  ])('a right one in %s is left alone: %s', (file, text) => {
    expect(wrongImports(file, text)).toEqual([])
  })
})

describe('files', () => {
  test(`are read in one sitting: ${longest} lines at most`, () => {
    const long = ['src', 'scripts', 'bin'].flatMap(filesIn).filter((file) => lines(read(file)) > longest)
    expect(long).toEqual([])
  })

  test('are named for what they are, not for a layer', () => {
    expect(filesIn('src').filter(isVague)).toEqual([])
  })

  test.each([
    'src/core/sessionManager.ts',
    'src/engine/utils/url.ts',
    'src/renderer/hooks/useRows.ts',
    'src/core/constants.ts',
  ])('%s would not do', (file) => expect(isVague(file)).toBe(true))
})

describe('tests', () => {
  const modules = ['src/core', 'src/engine']
    .flatMap(filesIn)
    .filter((file) => isSource(file) && !file.endsWith('.d.ts'))

  test('mirror core and engine', () => {
    const without = modules.filter(
      (file) => !untested[file] && !isTableOfRules(file) && !existsSync(join(root, mirror(file))),
    )
    expect(without).toEqual([])
  })

  test('are excused only where there is none, and something to excuse', () => {
    const idle = Object.keys(untested).filter((file) => !modules.includes(file) || existsSync(join(root, mirror(file))))
    expect(idle).toEqual([])
  })
})

test('no file in git knows the machine or the registry it was written with', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
  const telling = tracked.filter(
    (file) => existsSync(join(root, file)) && tells(readFileSync(join(root, file), 'latin1')),
  )
  expect(telling).toEqual([])
  expect(tells(`see ${root}/notes`)).toBe(true)
  expect(tells(`"resolved": "https://${['registry', 'npmjs', 'org'].join('.')}/zod"`)).toBe(true)
})

/** Each rule has its cases in the sheet (test/core/diagnosis/sheet), which holds them all together. */
const isTableOfRules = (file: string): boolean =>
  file.startsWith('src/core/diagnosis/') &&
  /^export const \w+: readonly (AnyRule|Verdict|Rule<.*>)\[\]/m.test(read(file))

/** The imports of a file that the table forbids, each as a line to read. */
function wrongImports(file: string, text: string): string[] {
  const [, name = ''] = file.split('/')
  const room = table[name]
  if (!room) return [`${file} is in no room`]
  return importsOf(text).flatMap((specifier) => {
    const why = specifier.startsWith('.')
      ? wrongFile(file, name, room, specifier)
      : room.packages(specifier)
        ? ''
        : 'not a package for it'
    return why ? [`${file} imports ${specifier}: ${why}`] : []
  })
}

function wrongFile(file: string, name: string, room: Room, specifier: string): string {
  const target = posix.join(dirname(file), specifier)
  if (target === 'package.json') return ''
  const [top, other = ''] = target.split('/')
  if (top !== 'src') return 'outside src'
  if (other !== name && !room.rooms.includes(other)) return `${name} does not import ${other}`
  // Node runs the sources as they are, and it wants the whole name.
  return extname(specifier) === '' ? 'without its extension' : ''
}

/** Every specifier of `import … from`, `export … from`, `import '…'` and `import('…')`. */
function importsOf(text: string): string[] {
  const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  const forms =
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  return [...code.matchAll(forms)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
}

function isVague(file: string): boolean {
  const parts = file.split('/')
  const base = (parts.pop() ?? '').replace(/\..*$/, '')
  return (
    parts.some((folder) => ['utils', 'types', 'hooks', 'helpers', 'common', 'shared'].includes(folder)) ||
    ['constants', 'types', 'utils', 'helpers'].includes(base) ||
    /(Manager|Service|Helper|Utils?|Data|Info)$/.test(base)
  )
}

/** This checkout, its owner's home, the workshop's folder, and hosts of registries; none is spelt out here. */
function tells(text: string): boolean {
  const places = [`${root}/`, `${homedir()}/`, ['', 'work', ''].join('/'), ['..', 'shared'].join('/')]
  const hosts = /registry\.(?:npmjs|yarnpkg)\.|pypi\.org|files\.pythonhosted\.|deb\.debian\.org/
  return places.some((place) => place.length > 3 && text.includes(place)) || hosts.test(text)
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(posix.relative(root, entry.parentPath), entry.name))
}

function isSource(file: string): boolean {
  return /\.tsx?$/.test(file)
}

function mirror(file: string): string {
  return file.replace(/^src/, 'test').replace(/\.tsx?$/, '.test.ts')
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function lines(text: string): number {
  return text.split('\n').length - 1
}
