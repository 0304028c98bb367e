import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { ExchangeRow } from '../../src/core/exchange.ts'
import { connectSdk } from '../clients/sdk.ts'
import { rootsOf } from '../interop/healthy.ts'
import { okOf, tapInFrontOf, type Tapped } from '../interop/tapped.ts'
import { preparePython } from '../servers/python/prepare.ts'
import { startPythonIncident } from '../servers/python/start.ts'
import { startIncident, type IncidentServer, type Mistake } from '../servers/twoManagers.ts'

/** Starts the server, or says why it cannot be started here. */
type Start = (mistake: Mistake, skip: (reason: string) => never) => Promise<IncidentServer>

const OLD = { refusedWith: 400, says: 'No valid session ID provided' }
/** What the Python SDK has said since 1.26: the status that the specification asks for. */
const NEW = { refusedWith: 404, says: 'Session not found' }

const servers: { name: string; refusedWith: number; says: string; start: Start }[] = [
  { name: 'TypeScript', ...OLD, start: (mistake) => startIncident({ mistake }) },
  ...(['1.25.0', '1.30.0', '2.3.0'] as const).map((version) => ({
    name: `Python, mcp ${version}`,
    ...(version === '1.25.0' ? OLD : NEW),
    start: async (mistake: Mistake, skip: (reason: string) => never) => {
      const python = await preparePython(version)
      return python.kind === 'ready' ? startPythonIncident(python, mistake) : skip(python.reason)
    },
  })),
]

async function tapIncident(start: Start, mistake: Mistake, skip: (reason: string) => never) {
  const server = await start(mistake, skip)
  onTestFinished(() => server.close())
  const tapped = await tapInFrontOf(server.url)
  onTestFinished(() => tapped.close())
  return { server, tapped }
}

const HandedOut = z.object({ sessionId: z.string() })

/** Sends a call of `echo` as the application's own client does, without a handshake. */
async function callWith(url: string, sessionId: string): Promise<number> {
  const params = { name: 'echo', arguments: { text: 'hi' } }
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'Mcp-Session-Id': sessionId,
      'MCP-Protocol-Version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  })
  await response.text()
  return response.status
}

const isOver = (rows: ExchangeRow[]) => rows.every(({ end }) => end !== null)

/** Exchanges of the capture, once `count` of them carried the id and all are over. */
async function carriers(tapped: Tapped, sessionId: string, count: number): Promise<ExchangeRow[]> {
  const carry = (rows: ExchangeRow[]) => rows.filter(({ carried }) => carried === sessionId)
  return carry(await tapped.rows('exchanges', (rows) => carry(rows).length === count && isOver(carry(rows))))
}

async function replay(tapped: Tapped, frame: number, mode: 'exact' | 'fresh') {
  return okOf(await tapped.api.replay({ captureId: tapped.captureId, frame, mode, confirmed: true }))
}

/** Connects, calls three times, replays one of the calls and ends the session: what Tapscope must show of it. */
async function expectSoundSession(tapped: Tapped, server: IncidentServer): Promise<void> {
  const before = await tapped.rows('exchanges', isOver)
  const client = await connectSdk(tapped.url)
  const sessionId = client.sessionId() ?? ''
  for (const text of ['one', 'two', 'three']) expect(await client.call('echo', { text })).toBe(text)
  const isCall = ({ carried, rpc }: ExchangeRow) => carried === sessionId && rpc?.startsWith('tools/call') === true
  const calls = await tapped.rows(
    'exchanges',
    (rows) => rows.filter(isCall).length === 3 && isOver(rows.filter(isCall)),
  )
  const again = await replay(tapped, calls.find(isCall)?.frame ?? 0, 'exact')
  expect(again.status).toEqual({ original: 200, replay: 200 })
  await client.terminate()
  await client.close()
  expect(await server.records()).toContainEqual({ sessionId, calls: 4, ended: true })

  const isEnd = ({ carried, method }: ExchangeRow) => carried === sessionId && method === 'DELETE'
  const all = await tapped.rows('exchanges', (rows) => isOver(rows) && rows.some(isEnd))
  const exchanges = all.slice(before.length)
  expect(exchanges.filter(({ status }) => status === null || status >= 400)).toEqual([])
  const carried = exchanges.flatMap((row) => row.carried ?? [])
  expect(new Set(carried)).toEqual(new Set([sessionId]))
  const own = exchanges.filter(({ carried: id, replay: by }) => id === sessionId && by === null)
  const sessions = await tapped.rows('sessions', () => true)
  expect(sessions.find((row) => row.sessionId === sessionId)).toMatchObject({
    issuedBy: exchanges.find(({ rpc }) => rpc === 'initialize')?.frame,
    carriedBy: own.length,
    missingOn: [],
    foreignOn: [],
    refusedOn: [],
    end: { kind: 'deleted', frame: exchanges.find(isEnd)?.frame, confidence: 'seen' },
  })
}

// Installing may take minutes where nothing is cached.
describe.for(servers)('two-managers-incident: $name', { timeout: 240_000 }, ({ start, refusedWith, says }) => {
  test('an id that the application minted, before and after the repair', async ({ skip }) => {
    const { server, tapped } = await tapIncident(start, 'pre-created', skip)
    const { sessionId } = HandedOut.parse(await (await fetch(new URL('/session', tapped.url))).json())
    const client = await connectSdk(tapped.url, { sessionId })
    await expect(client.client.listTools()).rejects.toThrow(says)
    await expect(client.call('echo', { text: 'hi' })).rejects.toThrow(says)
    await client.close()

    const refused = await carriers(tapped, sessionId, 2)
    expect(refused.map(({ status }) => status)).toEqual([refusedWith, refusedWith])
    const [session] = await tapped.rows('sessions', (rows) => rows.length > 0)
    const frames = refused.map(({ frame }) => frame)
    expect(session).toMatchObject({ sessionId, issuedBy: null, foreignOn: frames, refusedOn: frames, carriedBy: 2 })
    expect(session).toMatchObject({ missingOn: [], afterEndOn: [], end: null })
    expect(await rootsOf(tapped)).toEqual(['session-id-never-issued'])

    const call = frames[1] ?? 0
    expect((await replay(tapped, call, 'exact')).status).toEqual({ original: refusedWith, replay: refusedWith })
    // The server itself is well: a session that it issued is answered.
    expect((await replay(tapped, call, 'fresh')).status).toEqual({ original: refusedWith, replay: 200 })

    await server.repair()
    expect((await replay(tapped, call, 'exact')).status.replay).toBe(refusedWith)
    expect((await replay(tapped, call, 'fresh')).status.replay).toBe(200)
    await expectSoundSession(tapped, server)

    // Nobody ever issued the id, whatever became of the server; what was replayed is not told of the client's session.
    expect(await carriers(tapped, sessionId, 4)).toHaveLength(4)
    const sessions = await tapped.rows('sessions', () => true)
    const mine = sessions.find((one) => one.sessionId === sessionId && one.replay === null)
    expect(mine).toMatchObject({ issuedBy: null, foreignOn: frames })
  })

  test('an id that one manager issued and another one refuses, before and after the repair', async ({ skip }) => {
    const { server, tapped } = await tapIncident(start, 'two managers', skip)
    await expect(connectSdk(tapped.url)).rejects.toThrow(says)
    const [row] = await tapped.rows('sessions', (rows) => rows[0]?.issuedBy !== null && rows.length > 0)
    const sessionId = row?.sessionId ?? ''
    expect(await callWith(tapped.url, sessionId)).toBe(refusedWith)

    const refused = await carriers(tapped, sessionId, 2)
    const frames = refused.map(({ frame }) => frame)
    const [session] = await tapped.rows('sessions', ([first]) => first?.carriedBy === 2)
    // The server did issue this id, so it is not a foreign one: what is shown is an issue and then refusals.
    expect(session).toMatchObject({ sessionId, foreignOn: [], refusedOn: frames, end: { kind: 'expired' } })
    expect(session?.issuedBy).toBe(
      (await tapped.rows('exchanges', isOver)).find(({ rpc }) => rpc === 'initialize')?.frame,
    )
    expect(await rootsOf(tapped)).toEqual(['two-session-managers'])

    const call = frames[1] ?? 0
    expect((await replay(tapped, call, 'exact')).status).toEqual({ original: refusedWith, replay: refusedWith })
    expect((await replay(tapped, call, 'fresh')).status).toEqual({ original: refusedWith, replay: refusedWith })

    await server.repair()
    expect((await replay(tapped, call, 'fresh')).status).toEqual({ original: refusedWith, replay: 200 })
    await expectSoundSession(tapped, server)
  })
})
