import Database from 'better-sqlite3'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connectSdk } from '../clients/sdk.ts'
import { startStreamable, type StreamableServer } from '../servers/streamable.ts'
import { begin, dataFolder, run, start, type Started } from './command.ts'

let data: string
let remove: () => Promise<void>
let server: StreamableServer
let tap: Started

beforeAll(async () => {
  ;({ data, remove } = await dataFolder())
  server = await startStreamable()
  tap = await begin(data, 'tap', server.url)
  const client = await connectSdk(tap.first.tapUrl)
  await client.call('echo', { text: 'hello' })
  await client.terminate()
  await client.close()
  // What has passed through is stored a moment later.
  const stored = () => run(data, 'exchanges', '--filter', 'method:DELETE end:*', '--json')
  await vi.waitFor(async () => assert((await stored()).out !== ''), 30_000)
})
afterAll(async () => {
  await tap.stop()
  await server.close()
  await remove()
})

describe('while the tap is running', () => {
  test('each kind is listed, oldest first, one JSON object a line', async () => {
    const exchanges = (await run(data, 'exchanges', '--json')).lines()
    const frames = exchanges.map(({ frame }) => frame)
    expect(frames).toEqual(frames.toSorted((a, b) => a - b))
    expect(exchanges[0]).toMatchObject({
      captureId: 1,
      frame: 1,
      method: 'POST',
      status: 200,
      rpc: 'initialize',
      era: 'legacy',
    })
    expect(exchanges.at(-1)).toMatchObject({ method: 'DELETE', end: 'server-clean' })

    const messages = (await run(data, 'messages', '--json')).lines()
    expect(messages[0]).toMatchObject({ exchange: 1, direction: 'to-server', kind: 'request', method: 'initialize' })
    expect(messages[1]).toMatchObject({ direction: 'to-client', kind: 'result', answers: messages[0].frame })
    expect((await run(data, 'captures', '--json')).lines()).toMatchObject([{ captureId: 1, stoppedAt: null }])
  })

  test('filter, session and limit narrow it down', async () => {
    const [session] = (await run(data, 'sessions', '--json')).lines()
    const deleted = (
      await run(data, 'exchanges', '--filter', 'method:DELETE', '--session', session.key, '--json')
    ).lines()
    expect(deleted).toMatchObject([{ method: 'DELETE', session: session.key }])
    expect((await run(data, 'messages', '--limit', '2', '--json')).lines()).toMatchObject([
      { method: 'initialize' },
      { kind: 'result' },
    ])
    expect((await run(data, 'messages', '--capture', '1', '--filter', 'kind:error', '--json')).out).toBe('')
  })

  test('without --json, a table for people', async () => {
    const { out } = await run(data, 'exchanges')
    const [head = '', first = ''] = out.split('\n')
    expect(head).toMatch(/^frame {2}startedAt +method +url +status +session +era +rpc +end$/)
    expect(first).toMatch(/^1 +20\S+Z +POST +http:\S+\/mcp +200 +1-1 +legacy +initialize +server-clean$/)
    expect(await run(data, 'messages', '--filter', 'kind:invalid')).toMatchObject({
      code: 0,
      out: '',
      err: 'No messages.\n',
    })
  })

  test('a capture that is not there', async () => {
    expect(await run(data, 'exchanges', '--capture', '99', '--json')).toMatchObject({
      code: 2,
      err: 'tapscope: There is no capture 99. List the captures with `tapscope captures`.\n',
    })
  })
})

describe('a hundred thousand rows', () => {
  const many = 100_000

  beforeAll(() => {
    const database = new Database(join(data, 'tapscope.db'))
    const columns = (table: string, key: string) =>
      database
        .prepare('SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 AND name <> ?')
        .pluck()
        .all(table, key)
        .map((name) => `"${String(name)}"`)
        .join()
    const [ofCapture, ofMessage] = [columns('capture', 'captureId'), columns('message', 'place')]
    database.exec(`
      INSERT INTO capture (captureId, ${ofCapture}) SELECT 50, ${ofCapture} FROM capture WHERE captureId = 1;
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
        INSERT INTO message (place, ${ofMessage})
        SELECT 50 * 4294967296 + i, ${ofMessage} FROM n, (SELECT * FROM message LIMIT 1);`)
    database.close()
  })

  test('all arrive in a pipe that is read slowly', async () => {
    const child = start(data, 'messages', '--capture', '50', '--json')
    let text = ''
    let chunks = 0
    for await (const chunk of child.stdout) {
      text += String(chunk)
      if (++chunks % 50 === 0) await delay(5)
    }
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(many)
    expect(JSON.parse(lines[0]!)).toMatchObject({ frame: 1, method: 'initialize' })
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ frame: many })
    expect(child.exitCode ?? (await new Promise((done) => child.once('exit', done)))).toBe(0)
  })

  test('a reader that has seen enough ends it quietly', async () => {
    const child = start(data, 'messages', '--capture', '50', '--json')
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await new Promise((done) => child.once('exit', done))).toBe(0)
    expect(err).toBe('')
  })
})
