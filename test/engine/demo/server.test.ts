import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DemoServer, startDemoServer } from '../../../src/engine/demo/server.ts'
import { connectSdk } from '../../clients/sdk.ts'

let server: DemoServer
beforeAll(async () => {
  server = await startDemoServer()
})
afterAll(() => server.close())

test('its tools can be read and do what they say', async () => {
  const { client, call, terminate, close } = await connectSdk(server.url)
  const { tools } = await client.listTools()
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ['echo', true],
    ['add', true],
    ['slow_count', true],
  ])
  expect(await call('echo', { text: 'naïve 🦊' })).toBe('naïve 🦊')
  expect(await call('add', { a: 2, b: 3 })).toBe('2 + 3 = 5')
  const seen: number[] = []
  expect(await call('slow_count', { to: 2 }, (progress) => seen.push(progress))).toBe('counted to 2')
  expect(seen).toEqual([1, 2])
  await terminate()
  await close()
})

test('an id that it never issued, or that has ended, is refused in the words of the SDK examples', async () => {
  const client = await connectSdk(server.url, { sessionId: 'made-up' })
  await expect(client.call('echo', { text: 'hi' })).rejects.toThrow('Bad Request: No valid session ID provided')
  await client.close()
  const ended = await connectSdk(server.url)
  const sessionId = ended.sessionId()
  await ended.terminate()
  await ended.close()
  const after = await connectSdk(server.url, { sessionId })
  await expect(after.call('echo', { text: 'hi' })).rejects.toThrow('Bad Request: No valid session ID provided')
  await after.close()
})

test('a web page, or another path, gets nothing', async () => {
  const headers = { Origin: 'https://example.com', 'Content-Type': 'application/json' }
  expect((await fetch(server.url, { method: 'POST', headers, body: '{}' })).status).toBe(403)
  expect((await fetch(new URL('/', server.url))).status).toBe(404)
})
