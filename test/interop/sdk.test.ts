import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ExchangeRow } from '../../src/core/exchange.ts'
import type { MessageRow } from '../../src/core/message.ts'
import { connectSdk } from '../clients/sdk.ts'
import { startStreamable, type StreamableServer } from '../servers/streamable.ts'
import { loudFindings, rootsOf } from './healthy.ts'
import { tapInFrontOf, type Tapped } from './tapped.ts'

/** A whole session of an SDK client; returns everything that the client got to see, its session id excepted. */
async function wholeSession(url: string): Promise<unknown[]> {
  const seen: unknown[] = []
  const { client, call, terminate, close, sessionId } = await connectSdk(url)
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void seen.push(params))
  seen.push(client.getServerVersion(), client.getServerCapabilities())
  seen.push(await client.listTools())
  seen.push(await call('echo', { text: 'naïve 🦊' }))
  seen.push(await call('stream', { steps: 3 }, (progress) => seen.push(progress)))
  seen.push(await call('ask', { what: 'elicitation', on: 'response' }))
  seen.push(await call('ask', { what: 'roots', on: 'standalone' }))
  seen.push(await call('fail'))
  await client.ping()
  await terminate()
  seen.push(sessionId())
  await close()
  return seen
}

const isOver = (rows: ExchangeRow[]) => rows.some(({ method }) => method === 'DELETE') && rows.every(({ end }) => end)
const calls = (rows: MessageRow[], name: string) => rows.find((row) => row.kind === 'request' && row.name === name)

describe('a session of an SDK client with an SDK server', () => {
  let server: StreamableServer
  let tapped: Tapped
  let exchanges: ExchangeRow[]
  let messages: MessageRow[]

  beforeAll(async () => {
    server = await startStreamable()
    tapped = await tapInFrontOf(server.url)
    expect(await wholeSession(tapped.url)).toEqual(await wholeSession(server.url))
    exchanges = await tapped.rows('exchanges', isOver)
    messages = await tapped.rows('messages', () => true)
  })
  afterAll(async () => {
    await tapped?.close()
    await server?.close()
  })

  test('is the same through a tap, and no exchange is refused', () => {
    expect(exchanges.filter(({ status }) => status === null || status >= 400)).toEqual([])
  })

  test('raises nothing above a note', async () => {
    expect(await loudFindings(tapped)).toEqual([])
  })

  test('is one session, issued by initialize, carried by all others and ended by DELETE', async () => {
    const sessions = await tapped.rows('sessions', () => true)
    const initialize = exchanges.find(({ rpc }) => rpc === 'initialize')
    const end = exchanges.find(({ method }) => method === 'DELETE')
    expect(sessions).toEqual([
      expect.objectContaining({
        transport: 'streamable-http',
        era: 'legacy',
        protocolVersion: '2025-11-25',
        client: 'tool-client 1.0.0',
        server: 'tool-server 1.0.0',
        issuedBy: initialize?.frame,
        carriedBy: exchanges.length - 1,
        missingOn: [],
        foreignOn: [],
        afterEndOn: [],
        refusedOn: [],
        end: { kind: 'deleted', frame: end?.frame, confidence: 'seen' },
        successor: null,
      }),
    ])
    expect(new Set(exchanges.map(({ session }) => session))).toEqual(new Set([sessions[0]?.key]))
  })

  test('has an answer to every request, in both directions', () => {
    const requests = messages.filter(({ kind }) => kind === 'request')
    expect(requests.filter(({ answeredBy }) => answeredBy === null)).toEqual([])
    const back = requests.filter(({ direction }) => direction === 'to-client').map(({ method }) => method)
    expect(back).toEqual(['elicitation/create', 'roots/list'])
    for (const { frame, answeredBy } of requests) {
      expect(messages.find((message) => message.frame === answeredBy)).toMatchObject({ kind: 'result', answers: frame })
    }
  })

  test('ties progress to the stream of its call, and each question to the stream that carried it', async () => {
    const streams = await tapped.rows('streams', () => true)
    const standalone = streams.filter(({ kind }) => kind === 'standalone')
    expect(standalone).toHaveLength(1)
    const progress = messages.filter(({ method }) => method === 'notifications/progress')
    expect(progress.map(({ exchange }) => exchange)).toEqual(Array(3).fill(calls(messages, 'stream')?.exchange))
    const question = (method: string) => messages.find((row) => row.direction === 'to-client' && row.method === method)
    expect(question('elicitation/create')?.exchange).toBe(calls(messages, 'ask')?.exchange)
    expect(question('roots/list')?.exchange).toBe(standalone[0]?.frame)
    expect(streams.find(({ frame }) => frame === calls(messages, 'stream')?.exchange)).toMatchObject({
      kind: 'response',
      events: 4,
      end: 'server-clean',
    })
  })
})

test('a server that has forgotten its sessions ends them with 404', async () => {
  const server = await startStreamable()
  const tapped = await tapInFrontOf(server.url)
  onTestFinished(async () => {
    await tapped.close()
    await server.close()
  })
  const client = await connectSdk(tapped.url)
  await client.call('echo', { text: 'hi' })
  await server.forget()
  await expect(client.call('echo', { text: 'hi' })).rejects.toThrow('Session not found')
  await client.close()
  const [session] = await tapped.rows('sessions', ([row]) => Boolean(row?.end))
  expect(session).toMatchObject({ end: { kind: 'expired', confidence: 'seen' }, foreignOn: [] })
  expect(session?.refusedOn).toContain(session?.end?.frame)
  expect(await rootsOf(tapped)).toEqual(['session-ended-by-server'])
})
