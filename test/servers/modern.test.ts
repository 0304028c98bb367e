import { afterEach, describe, expect, test } from 'vitest'
import { connectModern, type ModernClient, type Place } from '../clients/modern.ts'
import type { Running } from './listen.ts'
import { startModern, startModernSse } from './modern.ts'

const STDIO = [process.execPath, new URL('modernStdio.ts', import.meta.url).pathname]

let server: Running | undefined
let client: ModernClient | undefined
afterEach(async () => {
  await client?.close()
  await server?.close()
})

async function started(where: string): Promise<Place> {
  if (where === 'stdio') return { command: STDIO }
  server = await (where === 'sse' ? startModernSse() : startModern(where as 'stateless')) // the table's words are its own
  return where === 'sse' ? { sseUrl: server.url } : { url: server.url }
}

describe.each([
  ['stateless', 'legacy', 'legacy'],
  ['stateless', 'auto', 'modern'],
  ['stateless', 'modern', 'modern'],
  ['reject', 'modern', 'modern'],
  ['sessions', 'legacy', 'legacy'],
  ['sessions', 'auto', 'modern'],
  ['stdio', 'legacy', 'legacy'],
  ['stdio', 'auto', 'modern'],
  ['stdio', 'modern', 'modern'],
  ['sse', 'legacy', 'legacy'],
] as const)('%s, client %s', (where, negotiation, era) => {
  test(`is served in the ${era} era`, async () => {
    client = await connectModern(await started(where), negotiation)
    expect(client.client.getProtocolEra()).toBe(era)
    expect(await client.call('echo', { text: 'naïve 🦊' })).toBe('naïve 🦊')
    // This client drops progress that comes in one piece with the answer, so none may be left to see.
    expect(await client.call('stream', { steps: 3 }, { onProgress: () => {} })).toBe('3 steps')
    // A stateless server of the legacy era has no way to ask.
    if (where !== 'stateless' || era === 'modern') expect(await client.call('ask')).toBe('Ada is 36')
  })
})

test('a cancelled call stops on the server', async () => {
  const modern = await startModern('reject')
  server = modern
  client = await connectModern({ url: modern.url }, 'modern')
  const cancel = new AbortController()
  const call = client.call('tick', {}, { signal: cancel.signal, onProgress: () => cancel.abort() })
  await expect(call).rejects.toThrow('abort')
  await modern.stopped
})

test('who listens is told what changed', async () => {
  client = await connectModern(await started('reject'), 'modern')
  const subscription = await client.client.listen({ toolsListChanged: true })
  expect(subscription.honoredFilter).toEqual({ toolsListChanged: true })
  await client.call('change')
  await expect.poll(() => client?.told).toMatchObject([{ method: 'notifications/tools/list_changed' }])
  await subscription.close()
  expect(await subscription.closed).toBe('local')
})
