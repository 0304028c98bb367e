import { chmod, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Checkup } from '../../src/core/api.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { okOf } from '../interop/tapped.ts'
import { newEngine, newFolder } from './replay/engines.ts'

afterEach(() => vi.unstubAllEnvs())

/** What an engine finds, by name. */
async function checkUp(engine: Engine): Promise<Record<string, Checkup>> {
  const checkups = okOf(await engine.doctor({}))
  return Object.fromEntries(checkups.map((checkup) => [checkup.name, checkup]))
}

const target = 'http://127.0.0.1:9/mcp'

test('on a machine that has what it needs, everything is good', async () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) {
    vi.stubEnv(name, '')
    vi.stubEnv(name.toLowerCase(), '')
  }
  const folder = await newFolder()
  const checkups = await checkUp(await newEngine(folder))
  expect(Object.keys(checkups)).toEqual([
    'Runtime',
    'Data folder',
    'Database',
    'Disk space',
    'SQLite',
    'Loopback',
    'Captures',
    'Log writer',
    'Own wordings',
    'Proxy',
  ])
  expect(Object.values(checkups).filter(({ state, advice }) => state !== 'good' || advice !== null)).toEqual([])
  expect(checkups['Runtime']?.found).toContain('Tapscope 0.0.0 on a test')
  expect(checkups['Database']?.found).toMatch(/tapscope\.db, 1 MB, version \d+, sound$/)
  expect(checkups['SQLite']?.found).toMatch(/^SQLite 3\.[\d.]+ in better-sqlite3 \d/)
})

test('what other users can read is told, with the command that mends it', async () => {
  const folder = await newFolder()
  const engine = await newEngine(folder)
  await checkUp(engine)
  await chmod(folder, 0o755)
  await chmod(join(folder, 'tapscope.db'), 0o644)
  const { 'Data folder': open, Database: file } = await checkUp(engine)
  expect(open).toMatchObject({ state: 'warning', advice: `Run: chmod 700 "${folder}"` })
  expect(file).toMatchObject({ state: 'warning', advice: `Run: chmod 600 "${join(folder, 'tapscope.db')}"` })
})

test('a file that is no database is told, and the other checks go on', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'tapscope.db'), 'this is no database at all, however long one looks at it')
  const { Database: file, Captures: captures, Loopback: loopback } = await checkUp(await newEngine(folder))
  expect(file).toMatchObject({ state: 'bad', found: expect.stringContaining('file is not a database') })
  expect(file?.advice).toContain('Move the file away')
  expect([captures?.state, loopback?.state]).toEqual(['bad', 'good'])
})

test('a damaged database is told', async () => {
  const folder = await newFolder()
  const engine = await newEngine(folder)
  okOf(await engine.stopTap(okOf(await engine.startTap({ url: target }))))
  await engine.close()
  const file = join(folder, 'tapscope.db')
  const bytes = await readFile(file)
  await truncate(file, bytes.length - 8192)
  const { Database: database } = await checkUp(await newEngine(folder))
  expect(database).toMatchObject({ state: 'bad', advice: expect.stringMatching(/Move the file away/) })
})

test('a folder that cannot be made is told', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'file'), '')
  const checkups = await checkUp(await newEngine(join(folder, 'file', 'data')))
  expect(checkups['Data folder']).toMatchObject({ state: 'bad', found: expect.stringContaining('ENOTDIR') })
  expect(checkups['Database']?.state).toBe('bad')
})

test('captures that run are counted, here and elsewhere', async () => {
  const folder = await newFolder()
  const [here, there] = [await newEngine(folder), await newEngine(folder)]
  okOf(await here.startTap({ url: target }))
  const { captureId, tapUrl } = okOf(await there.startTap({ url: target }))
  const { Captures: captures, Database: database } = await checkUp(here)
  expect(captures?.found).toBe(`1 running here, 1 in other processes: ${captureId} (${tapUrl} → ${target})`)
  expect(database).toMatchObject({ state: 'good', found: expect.stringMatching(/, sound$/) })
})

test('a proxy in the environment is told, unless this machine is excepted, and without its password', async () => {
  vi.stubEnv('HTTPS_PROXY', 'http://me:s3cret@proxy.example:8080')
  vi.stubEnv('NO_PROXY', 'example.com')
  const engine = await newEngine(await newFolder())
  const { Proxy: proxy } = await checkUp(engine)
  expect(proxy).toMatchObject({ state: 'warning', advice: expect.stringContaining('NO_PROXY=127.0.0.1,localhost') })
  expect(JSON.stringify(proxy)).not.toContain('s3cret')
  vi.stubEnv('NO_PROXY', 'localhost, 127.0.0.1')
  expect((await checkUp(engine))['Proxy']?.state).toBe('good')
})
