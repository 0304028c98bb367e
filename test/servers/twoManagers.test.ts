import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { sendRaw } from '../clients/raw.ts'
import { connectSdk } from '../clients/sdk.ts'
import { startIncident, type IncidentOptions } from './twoManagers.ts'

const HandedOut = z.object({ sessionId: z.string().nullable() })

async function start(options: IncidentOptions) {
  const server = await startIncident(options)
  onTestFinished(() => server.close())
  const answer = await fetch(new URL('/session', server.url))
  const { sessionId } = HandedOut.parse(await answer.json())
  return { server, handedOut: sessionId ?? undefined }
}

test('an id that the application minted is refused by the SDK', async () => {
  const { server, handedOut } = await start({ mistake: 'pre-created' })
  expect(handedOut).toBeDefined()
  const client = await connectSdk(server.url, { sessionId: handedOut })
  await expect(client.call('echo', { text: 'hi' })).rejects.toThrow('Bad Request: No valid session ID provided')
})

test('the refusal is text without a Content-Type', async () => {
  const { server, handedOut } = await start({ mistake: 'pre-created' })
  const { bytes } = await sendRaw(
    server.url,
    `POST /mcp HTTP/1.1\r\nHost: x\r\nConnection: close\r\nMcp-Session-Id: ${handedOut}\r\nContent-Length: 2\r\n\r\n{}`,
  )
  const text = bytes.toString('latin1')
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(text).toMatch(/\r\n\r\nBad Request: No valid session ID provided$/)
  expect(text).not.toMatch(/content-type/i)
})

test('an id that one manager issued is refused by the other', async () => {
  const { server } = await start({ mistake: 'two managers' })
  await expect(connectSdk(server.url)).rejects.toThrow('Bad Request: No valid session ID provided')
})

test.for(['pre-created', 'two managers'] as const)(
  'after the repair of %s the first call makes the record',
  async (mistake) => {
    const { server } = await start({ mistake })
    await server.repair()
    const client = await connectSdk(server.url)
    expect(await server.records()).toEqual([])
    for (const text of ['one', 'two', 'three']) expect(await client.call('echo', { text })).toBe(text)
    const sessionId = client.sessionId()
    expect(await server.records()).toEqual([{ sessionId, calls: 3, ended: false }])
    await client.terminate()
    expect(await server.records()).toEqual([{ sessionId, calls: 3, ended: true }])
    await client.close()
  },
)

test('starts repaired where told to', async () => {
  const { handedOut } = await start({ mistake: 'pre-created', repaired: true })
  expect(handedOut).toBeUndefined()
})
