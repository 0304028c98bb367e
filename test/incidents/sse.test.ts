import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ExchangeRow } from '../../src/core/exchange.ts'
import { createPlain, echo, initialize, openEndpoint } from '../clients/plain.ts'
import { connectSse } from '../clients/sdk.ts'
import { rootsOf } from '../interop/healthy.ts'
import { okOf, tapInFrontOf, type Tapped } from '../interop/tapped.ts'
import { preparePython } from '../servers/python/prepare.ts'
import { startPythonSse } from '../servers/python/start.ts'
import { startSseIncident, type SseIncidentServer, type SseMistake } from '../servers/sseIncident.ts'
import { cases, type SseCase } from './sseCases.ts'

/** Null: it cannot be started here. Why was said once. */
type Start = (mistake: SseMistake) => Promise<SseIncidentServer | null>

interface Implementation {
  name: string
  /** Whether sessions are forgotten with their stream: the Python SDK does so since 1.27.2. */
  forgets: boolean
  /** Whether a request before `initialize` is answered; mcp 1.6.0 ends the stream. */
  answersEarly: boolean
  start: Start
}

const implementations: Implementation[] = [
  { name: 'TypeScript', forgets: true, answersEarly: true, start: startSseIncident },
  ...(['1.6.0', '1.25.0', '1.30.0', '2.3.0'] as const).map((version) => ({
    name: `Python, mcp ${version}`,
    forgets: version === '1.30.0' || version === '2.3.0',
    answersEarly: version !== '1.6.0',
    start: async (mistake: SseMistake) => {
      const python = await preparePython(version)
      return python.kind === 'ready' ? startPythonSse(python, mistake) : null
    },
  })),
]

const isOver = (rows: ExchangeRow[]) => rows.length > 0 && rows.every(({ end }) => end !== null)
const pathOf = ({ url }: ExchangeRow) => new URL(url).pathname
const wireOf = (rows: ExchangeRow[]) => rows.map((row) => `${row.method} ${pathOf(row)} ${row.status}`)

/** Connects, calls and leaves; resolves with what the client throws, if anything. */
async function connectAndCall(url: string): Promise<string | null> {
  try {
    const client = await connectSse(url)
    expect(await client.call('echo', { text: 'hi' })).toBe('hi')
    await client.close()
    return null
  } catch (error) {
    return String(error)
  }
}

async function tapFor(server: SseIncidentServer): Promise<Tapped> {
  const tapped = await tapInFrontOf(server.url)
  onTestFinished(() => tapped.close())
  return tapped
}

async function statusOf(tapped: Tapped, frame: number, mode: 'exact' | 'fresh'): Promise<number | null> {
  const { captureId } = tapped
  return okOf(await tapped.api.replay({ captureId, frame, mode, confirmed: true })).status.replay
}

/** After the repair a client connects and calls, and everything is in order. */
async function expectSoundSession(tapped: Tapped): Promise<void> {
  const before = await tapped.rows('exchanges', isOver)
  expect(await connectAndCall(tapped.url)).toBeNull()
  const after = await tapped.rows('exchanges', (rows) => isOver(rows) && rows.length === before.length + 4)
  const exchanges = after.slice(before.length)
  expect(wireOf(exchanges)).toEqual(['GET /api/sse 200', ...Array(3).fill('POST /api/messages/ 202')])
  const issuedBy = exchanges[0]?.frame
  const sessions = await tapped.rows('sessions', () => true)
  const session = sessions.find((row) => row.issuedBy === issuedBy)
  expect(session).toMatchObject({ carriedBy: 3, foreignOn: [], missingOn: [], refusedOn: [], afterEndOn: [] })
  expect(session).toMatchObject({ client: 'tool-client 1.0.0', server: 'tool-server 1.0.0', end: { frame: issuedBy } })
}

// Installing may take minutes where nothing is cached.
describe.for(implementations)('sse-incident: $name', { timeout: 240_000 }, ({ start, forgets, answersEarly }) => {
  let server: SseIncidentServer | null
  beforeAll(async () => {
    server = await start('none')
  }, 240_000)
  afterAll(() => server?.close())

  test.for(cases)('$mistake, before and after the repair', async (told: SseCase, { skip }) => {
    if (!server) return skip('this Python SDK could not be installed')
    await server.make(told.mistake)
    const tapped = await tapFor(server)
    const thrown = await connectAndCall(tapped.url)
    if (told.says === null) expect(thrown).toBeNull()
    else expect(thrown).toContain(told.says)

    // A client whose stream ended may try again before one has looked.
    const first = (rows: ExchangeRow[]) => rows.slice(0, told.wire.length)
    const exchanges = await tapped
      .rows('exchanges', (rows) => isOver(first(rows)) && rows.length >= told.wire.length)
      .then(first)
    expect(wireOf(exchanges)).toEqual(told.wire)
    const [stream] = await tapped.rows('streams', () => true)
    expect(stream).toMatchObject(told.stream)
    const sessions = await tapped.rows('sessions', () => true)
    const failed = exchanges.find(({ status }) => status !== 200 && status !== 202) ?? exchanges[0]
    const frame = failed?.frame ?? 0
    const refusedOn = told.names === 'session' ? [frame] : []
    // The id was announced, so it is not a foreign one, whatever is said of it.
    expect(sessions).toMatchObject(told.names === 'nothing' ? [] : [{ issuedBy: 1, foreignOn: [], refusedOn }])

    expect(await rootsOf(tapped)).toEqual(told.findings)

    const again = told.names === 'nothing' ? 'exact' : 'fresh'
    expect(await statusOf(tapped, frame, 'exact')).toBe(failed?.status)
    expect(await statusOf(tapped, frame, again)).toBe(failed?.status)
    await server.make('none')
    expect(await statusOf(tapped, frame, again)).toBe(told.names === 'nothing' ? 200 : 202)
    await expectSoundSession(tapped)
  })

  test('a message after its stream ended, and a stream that goes on without a handshake', async ({ skip }) => {
    if (!server) return skip('this Python SDK could not be installed')
    await server.make('none')
    const tapped = await tapFor(server)
    const client = await connectSse(tapped.url)
    expect(await client.call('echo', { text: 'hi' })).toBe('hi')
    const [lost] = await tapped.rows('sessions', (rows) => rows.length === 1)
    await server.endStreams()
    await tapped.rows('streams', ([first]) => first?.end === 'server-clean')

    const plain = createPlain(new URL(`/api/messages/?session_id=${lost?.sessionId}`, tapped.url).href)
    expect((await plain.send({ body: echo(7), fresh: true })).status).toBe(forgets ? 404 : 202)
    plain.close()
    const [ended] = await tapped.rows(
      'sessions',
      ([first]) => first?.afterEndOn.length === 1 && first.refusedOn.length === Number(forgets),
    )
    const late = ended?.afterEndOn[0]
    expect(ended).toMatchObject({ foreignOn: [], refusedOn: forgets ? [late] : [], end: { frame: 1 } })
    const [dropped] = await tapped
      .rows('messages', (rows) => rows.some(({ exchange }) => exchange === late))
      .then((rows) => rows.filter(({ exchange, kind }) => exchange === late && kind === 'request'))
    expect(dropped).toMatchObject({ id: 7, answeredBy: null })

    // The client's EventSource comes back by itself and is given another session; the client does not know.
    await tapped.rows('sessions', (rows) => rows.length === 2)
    const call = client.call('echo', { text: 'hi' })
    if (answersEarly) await expect(call).rejects.toThrow('Invalid request parameters')
    else {
      await Promise.all([
        expect(call).rejects.toThrow('Connection closed'),
        tapped.rows('streams', (rows) => rows[1]?.end === 'server-clean').then(() => client.close()),
      ])
    }
    await client.close()
    const [, second] = await tapped.rows('sessions', (rows) => rows[1]?.carriedBy === 1)
    expect(second).toMatchObject({ carriedBy: 1, protocolVersion: null, foreignOn: [], refusedOn: [] })
  })

  test('several workers: the same id is now known and now not', async ({ skip }) => {
    const workers = await start('workers')
    if (!workers) return skip('this Python SDK could not be installed')
    onTestFinished(() => workers.close())
    const tapped = await tapFor(workers)
    const plain = createPlain(tapped.url)
    onTestFinished(() => plain.close())
    const stream = await openEndpoint(plain, tapped.url)
    const statuses = new Set<number>()
    // Which worker takes a connection is the operating system's lot; many at once are more than one worker gets hold of.
    const send = async (id: number) =>
      statuses.add((await plain.at(stream.messages).send({ body: initialize('2024-11-05', id), fresh: true })).status)
    const atOnce = 24
    for (let id = 1; id <= 100 * atOnce && statuses.size < 2; id += atOnce)
      await Promise.all(Array.from({ length: atOnce }, (_, n) => send(id + n)))
    expect(statuses).toEqual(new Set([202, 404]))
    const [session] = await tapped.rows('sessions', ([first]) => (first?.refusedOn.length ?? 0) > 0)
    expect(session).toMatchObject({ issuedBy: 1, foreignOn: [], missingOn: [], end: null })
    stream.close()
  })
})
