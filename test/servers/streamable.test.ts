import { afterEach, describe, expect, test } from 'vitest'
import { connectSdk, connectSse } from '../clients/sdk.ts'
import type { Running } from './listen.ts'
import { startSse } from './sse.ts'
import { startStateless, startStreamable } from './streamable.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of opened.splice(0).toReversed()) await thing.close()
})
function opening<T extends Pick<Running, 'close'>>(thing: T): T {
  opened.push(thing)
  return thing
}

const QUESTIONS = [
  { what: 'roots', on: 'response', answer: '{"roots":[{"uri":"file:///work","name":"work"}]}' },
  { what: 'elicitation', on: 'response', answer: '{"action":"accept","content":{"name":"Ada"}}' },
  { what: 'roots', on: 'standalone', answer: '{"roots":[{"uri":"file:///work","name":"work"}]}' },
]

describe('a streamable server', () => {
  test.for([{}, { json: true }, { resumable: true }])('runs a session with %o', async (options) => {
    const server = opening(await startStreamable(options))
    const client = opening(await connectSdk(server.url))
    expect(server.sessions()).toEqual([client.sessionId()])
    expect(await client.call('echo', { text: 'hi' })).toBe('hi')
    expect(await client.call('add', { a: 2, b: 3 })).toBe('5')
    expect(await client.call('slow', { ms: 1 })).toBe('waited 1 ms')
    expect(await client.call('fail')).toBe('it failed')
    await client.terminate()
    expect(server.sessions()).toEqual([])
  })

  test('asks back on either stream and reports progress', async () => {
    const server = opening(await startStreamable())
    const client = opening(await connectSdk(server.url))
    for (const { answer, ...question } of QUESTIONS) expect(await client.call('ask', question)).toBe(answer)
    const progress: number[] = []
    expect(await client.call('stream', { steps: 3 }, (step) => progress.push(step))).toBe('3 steps')
    expect(progress).toEqual([1, 2, 3])
  })

  test('forgets its sessions, and then does not know their ids', async () => {
    const server = opening(await startStreamable())
    const client = opening(await connectSdk(server.url))
    await server.forget()
    await expect(client.call('echo', { text: 'hi' })).rejects.toThrow('Session not found')
  })

  test('without sessions issues no id', async () => {
    const server = opening(await startStateless())
    const client = opening(await connectSdk(server.url))
    expect(await client.call('echo', { text: 'hi' })).toBe('hi')
    expect(client.sessionId()).toBeUndefined()
  })
})

test('an HTTP+SSE server answers on its stream', async () => {
  const server = opening(await startSse())
  const client = opening(await connectSse(server.url))
  expect(await client.call('echo', { text: 'hi' })).toBe('hi')
  expect(await client.call('ask', { what: 'roots' })).toContain('file:///work')
})
