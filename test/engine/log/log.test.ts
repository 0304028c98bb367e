import { execFileSync } from 'node:child_process'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { databaseFailure, type Log, openLog } from '../../../src/engine/log/log.ts'
import { databaseFile, openDatabase } from '../../../src/engine/log/sqlite.ts'
import { openHttpTap } from '../../../src/engine/tap/http.ts'
import { readTarget } from '../../../src/engine/tap/target.ts'
import { writerUrl } from '../../../src/engine/writerUrl.ts'
import { openRaw } from '../../clients/raw.ts'
import { okOf } from '../../interop/tapped.ts'
import { hugeBody, startRaw } from '../../servers/raw.ts'
import { newFolder } from '../replay/engines.ts'
import { AT } from './scenes.ts'

function logIn(dataFolder: string): Log {
  const log = openLog({ dataFolder, threadUrl: writerUrl(), busyMs: 10 })
  onTestFinished(() => log.close())
  return log
}

const KEEP = 10_000_000

/** A tap in front of a server of exact bytes, on this log. */
async function tapOn(log: Log) {
  const server = await startRaw()
  onTestFinished(() => server.close())
  const target = readTarget(server.url)
  if ('wrong' in target) throw new Error(target.wrong)
  const capture = { name: 'a', target: server.url, transport: 'streamable-http', tapUrl: null, at: AT, keepBytes: KEEP }
  const captureId = await log.write('begin', capture)
  const tap = await openHttpTap(target, 0, log.recorder(captureId), KEEP)
  onTestFinished(() => tap.close())
  /** Fetches so many bytes through the tap, and makes sure that they are the server's. */
  async function fetched(bytes: number): Promise<void> {
    const request = `GET /huge?bytes=${bytes} HTTP/1.1\r\nHost: 127.0.0.1:${tap.port}\r\n\r\n`
    const connection = await openRaw(tap.url)
    await connection.write(request)
    const body = hugeBody(bytes)
    await expect.poll(() => connection.received().length).toBeGreaterThan(bytes)
    expect(connection.received().subarray(-bytes).equals(body)).toBe(true)
    connection.close()
  }
  return { captureId, tap, fetched }
}

const row = async (log: Log) => okOf(await log.read('rows', { kind: 'captures' })).rows[0] as { dropped: number } // a capture

test('what a tap copies is there to be read', async () => {
  const log = logIn(await newFolder())
  const { fetched, tap, captureId } = await tapOn(log)
  await fetched(1_000_000)
  await tap.close()
  expect(await log.write('end', { captureId })).toMatchObject({ exchanges: 1, dropped: 0 })
  const { rows } = okOf(await log.read('rows', { kind: 'exchanges' }))
  expect(rows).toMatchObject([{ responseBytes: 1_000_000 }])
  expect(log.trouble()).toBeNull()
})

test('while another program holds the database, traffic goes on, and what is lost is counted', async () => {
  const folder = await newFolder()
  const log = logIn(folder)
  const { fetched, tap, captureId } = await tapOn(log)
  const other = openDatabase(folder, false)
  onTestFinished(() => void other.close())
  other.exec('BEGIN IMMEDIATE')
  await fetched(100_000)
  await expect.poll(() => log.trouble()).toBe('database is locked')
  await fetched(100_000)
  other.exec('ROLLBACK')
  await fetched(100_000)
  await tap.close()
  const { dropped } = await log.write('end', { captureId })
  expect(dropped).toBeGreaterThan(0)
  expect((await row(log)).dropped).toBe(dropped)
})

test('a database that is damaged under a running tap does not reach the traffic', async () => {
  const folder = await newFolder()
  const log = logIn(folder)
  const { fetched } = await tapOn(log)
  for (const end of ['', '-wal']) await overwrite(databaseFile(folder) + end)
  for (let times = 0; times < 3; times++) await fetched(100_000)
  expect(await log.write('ready', {})).toBeUndefined()
})

/** Keeps a file's size and none of its content. */
async function overwrite(file: string): Promise<void> {
  const { size } = await stat(file)
  await writeFile(file, Buffer.alloc(size, 0xff), { flag: 'r+' })
}

/** Mounts a small disk that goes with the test; null where that is not allowed. */
async function smallDisk(options: string): Promise<string | null> {
  const folder = join(await newFolder(), 'disk')
  await mkdir(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' })
  } catch {
    return null
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

test('a full disk costs copies, not traffic', async ({ skip }) => {
  const folder = await smallDisk('size=3m')
  if (!folder) return skip('this user may mount no disk, so that none could be filled')
  const log = logIn(folder)
  const { fetched } = await tapOn(log)
  for (let times = 0; times < 5; times++) await fetched(1_000_000)
  await expect.poll(() => log.trouble()).toMatch(/full|disk I\/O/)
  await fetched(100_000)
})

test('a thread that dies under load takes its capture with it, and no traffic', async () => {
  const folder = await newFolder()
  const fragile = join(folder, 'fragile.mjs')
  await writeFile(
    fragile,
    `import fs from 'node:fs'
     await import('${writerUrl().href}')
     setInterval(() => { if (fs.existsSync('${join(folder, 'die')}')) throw new Error('it died') }, 5)`,
  )
  const log = openLog({ dataFolder: folder, threadUrl: pathToFileURL(fragile) })
  onTestFinished(() => log.close())
  const { fetched, captureId } = await tapOn(log)
  await fetched(100_000)
  await writeFile(join(folder, 'die'), '')
  await Promise.all(Array.from({ length: 20 }, () => fetched(1_000_000)))
  await expect.poll(() => log.trouble()).toMatch(/it died|has ended/)
  await rm(join(folder, 'die'))
  await fetched(1_000_000)
  const [capture] = okOf(await log.read('rows', { kind: 'captures' })).rows
  expect(capture).toMatchObject({ captureId, stoppedAt: expect.any(String) })
})

test('a flood that is more than the queue takes costs copies, and no traffic', async () => {
  const folder = await newFolder()
  const log = logIn(folder)
  const { fetched, tap, captureId } = await tapOn(log)
  const other = openDatabase(folder, false)
  onTestFinished(() => void other.close())
  other.exec('BEGIN IMMEDIATE')
  for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 4 }, () => fetched(KEEP / 2)))
  other.exec('ROLLBACK')
  await tap.close()
  const { dropped, exchanges } = await log.write('end', { captureId })
  expect(dropped).toBeGreaterThan(0)
  expect(exchanges).toBeGreaterThan(0)
})

test('a folder that cannot be written is said to be one, with what to do', async ({ skip }) => {
  const folder = await smallDisk('ro')
  if (!folder) return skip('this user may mount no disk, so that none is read-only')
  const error: unknown = await logIn(folder)
    .write('ready', {})
    .catch((reason: unknown) => reason)
  expect(databaseFailure(error, folder)).toMatchObject({
    kind: 'database',
    message: expect.stringContaining('read-only'),
    advice: expect.stringContaining('TAPSCOPE_DATA'),
  })
})

test('a thread that could not start is started anew when what was wrong is put right', async () => {
  const folder = await newFolder()
  const inTheWay = join(folder, 'data')
  await writeFile(inTheWay, '')
  const log = logIn(inTheWay)
  await expect(log.read('rows', { kind: 'captures' })).rejects.toThrow(/ENOTDIR|EEXIST/)
  await rm(inTheWay)
  expect(okOf(await log.read('rows', { kind: 'captures' })).total).toBe(0)
  expect(log.trouble()).toBeNull()
})

test('copies for a capture that never came to be are dropped, and a closed log stays closed', async () => {
  const log = logIn(await newFolder())
  const never = Promise.reject(new Error('no capture'))
  const recorder = log.recorder(never)
  expect(recorder.record(1, 1, 0, Buffer.from('a'))).toBe(true)
  recorder.flush()
  await log.write('ready', {})
  await log.close()
  const late = log.recorder(1)
  late.record(1, 1, 0, Buffer.from('a'))
  late.flush()
  await expect(log.write('ready', {})).rejects.toThrow('has ended')
})

test.each([
  ['the database is of version 9, and this Tapscope knows versions up to 1', 'Start the newer Tapscope'],
  ['database is locked', 'Another program holds it'],
  ['file is not a database', 'Move the file away'],
  ['the database is of another layout', 'Move the file away'],
  ['database disk image is malformed', 'Move the file away'],
  ['database or disk is full', 'Free some space'],
  ['EACCES: permission denied', 'Check that the folder exists'],
])('%s: %s', (cause, advice) => {
  const failure = databaseFailure(new Error(cause), '/data')
  expect(failure.message).toBe(`The database ${databaseFile('/data')} cannot be used: ${cause}.`)
  expect(failure.advice).toContain(advice)
})
