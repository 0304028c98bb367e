// What the modern era does with streams and rounds, between a client and a server of the second SDK generation.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../../src/core/api.ts'
import { connectModern } from '../clients/modern.ts'
import { type ModernServer, startModern } from '../servers/modern.ts'
import { allRows, loudFindings } from './healthy.ts'
import { tapInFrontOf, type Tapped } from './tapped.ts'

const isAnswered = (row: Row<'messages'>) => isCallOf('ask')(row) && row.answeredBy !== null

let server: ModernServer
let tapped: Tapped
beforeAll(async () => {
  server = await startModern('reject')
  tapped = await tapInFrontOf(server.url)
})
afterAll(async () => {
  await tapped?.close()
  await server?.close()
})

const connect = () => connectModern({ url: tapped.url }, 'modern')

describe('through a tap', () => {
  test('a client that goes away cancels its call: the server knows while the tap still runs', async () => {
    const client = await connect()
    const cancel = new AbortController()
    const call = client.call('tick', {}, { signal: cancel.signal, onProgress: () => cancel.abort() })
    await expect(call).rejects.toThrow('abort')
    await server.stopped
    await tapped.rows('exchanges', (rows) => rows.some(isEndedCall('tick')))
    const [stream] = (await allRows(tapped, 'streams')).filter(({ end }) => end === 'client-abort')
    expect(stream).toMatchObject({ kind: 'response' })
    await client.close()
  })

  test('rounds of questions are answered, each by a request with an id of its own', async () => {
    const client = await connect()
    expect(await client.call('ask')).toBe('Ada is 36')
    await client.close()
    const messages = await tapped.rows('messages', (rows) => rows.filter(isAnswered).length === 3)
    expect(new Set(messages.filter(isAnswered).map(({ id }) => id)).size).toBe(3)
  })

  test('who listens is told at once, until it leaves', async () => {
    const client = await connect()
    const subscription = await client.client.listen({ toolsListChanged: true })
    await client.call('change')
    await expect.poll(() => client.told).toMatchObject([{ method: 'notifications/tools/list_changed' }])
    await subscription.close()
    await client.close()
    const streams = await tapped.rows('streams', (rows) =>
      rows.some(({ kind, end }) => kind === 'listen' && end !== null),
    )
    expect(streams.filter(({ kind }) => kind === 'listen')).toMatchObject([{ events: 2, end: 'client-abort' }])
  })

  test('a parameter that is mirrored into a header arrives', async () => {
    const client = await connect()
    await client.client.listTools()
    expect(await client.call('region', { region: 'Zürich 🦊' })).toBe('Zürich 🦊')
    await client.close()
  })

  test('none of it is taken for a fault', async () => {
    expect(await loudFindings(tapped)).toEqual([])
  })
})

const isCallOf =
  (tool: string) =>
  ({ kind, name }: Row<'messages'>) =>
    kind === 'request' && name === tool

const isEndedCall =
  (tool: string) =>
  ({ rpc, end }: Row<'exchanges'>) =>
    rpc === `tools/call ${tool}` && end === 'client-abort'
