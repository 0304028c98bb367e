// Both incidents as somebody meets them who has nothing but the command line.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { begin, dataFolder, run, type Started } from '../cli/command.ts'
import { connectSdk, connectSse } from '../clients/sdk.ts'
import type { Running } from '../servers/listen.ts'
import { startSseIncident } from '../servers/sseIncident.ts'
import { startIncident } from '../servers/twoManagers.ts'

let folder: Awaited<ReturnType<typeof dataFolder>>
beforeAll(async () => {
  folder = await dataFolder()
})
afterAll(() => folder.remove())

/** A data folder of its own for each story, and `tapscope tap` in front of the server. */
async function tapFor(name: string, server: Running): Promise<{ data: string; tap: Started }> {
  onTestFinished(() => server.close())
  const data = join(folder.data, name)
  const tap = await begin(data, 'tap', server.url)
  return { data, tap }
}

/** What `tapscope check` says first: the root. */
const root = async (data: string) => (await run(data, 'check', '1')).out.split(/[ ,]/, 2).join(' ')

const rows = async (data: string, ...args: string[]) => (await run(data, ...args, '--json')).lines()

test('sse-incident: the id was announced, and the one message that carried it was refused', async () => {
  const server = await startSseIncident('own-dictionary')
  const { data, tap } = await tapFor('own-dictionary', server)
  await expect(connectSse(tap.first.tapUrl)).rejects.toThrow('Could not find session')
  expect(await tap.stop()).toMatchObject({ code: 0 })

  const exchanges = await rows(data, 'exchanges')
  expect(exchanges).toMatchObject([
    { method: 'GET', status: 200, session: '1-1' },
    { method: 'POST', status: 404, session: '1-1' },
  ])
  const [stream, refused] = exchanges
  const [session] = await rows(data, 'sessions')
  expect(session).toMatchObject({
    transport: 'http+sse',
    issuedBy: stream.frame,
    foreignOn: [],
    refusedOn: [refused.frame],
  })
  expect(refused.url).toContain(session.sessionId)
  expect((await run(data, 'show', String(refused.frame))).out).toContain('Could not find session')
  expect(await root(data)).toBe('error sse-message-session-unknown')

  expect(await rows(data, 'replay', String(refused.frame), '--mode', 'fresh')).toMatchObject([
    { status: { original: 404, replay: 404 } },
  ])
  await server.make('none')
  expect(await rows(data, 'replay', `1:${refused.frame}`, '--mode', 'fresh')).toMatchObject([
    { status: { original: 404, replay: 202 } },
  ])
})

test('sse-incident: the stream ends before it has announced anything', async () => {
  const { data, tap } = await tapFor('nested-response', await startSseIncident('nested-response'))
  await expect(connectSse(tap.first.tapUrl)).rejects.toThrow('SSE error')
  expect(await tap.stop()).toMatchObject({ code: 0 })
  expect(await rows(data, 'streams')).toMatchObject([{ events: 0, end: 'server-clean', session: null }])
  expect((await run(data, 'sessions', '--json')).out).toBe('')
  expect(await root(data)).toBe('error sse-stream-ended-before-endpoint')
})

test('two-managers-incident: the id was issued, and the next request that carried it was refused', async () => {
  const server = await startIncident({ mistake: 'two managers' })
  const { data, tap } = await tapFor('two-managers', server)
  await expect(connectSdk(tap.first.tapUrl)).rejects.toThrow('No valid session ID provided')
  expect(await tap.stop()).toMatchObject({ code: 0 })

  const [initialize, refused] = await rows(data, 'exchanges')
  expect(await rows(data, 'sessions')).toMatchObject([
    { issuedBy: initialize.frame, foreignOn: [], refusedOn: [refused.frame], missingOn: [] },
  ])
  expect(await root(data)).toBe('error two-session-managers')
  await server.repair()
  const again = await rows(data, 'replay', String(refused.frame), '--mode', 'fresh')
  expect(again).toMatchObject([{ status: { original: 400, replay: 202 } }])
})
