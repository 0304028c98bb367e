import type { Running } from '../servers/listen.ts'
import { connectModern } from '../clients/modern.ts'
import { connectSdk } from '../clients/sdk.ts'
import { startModern, startModernSse } from '../servers/modern.ts'
import { startStreamable } from '../servers/streamable.ts'
import path from 'node:path'
import { type Call, example, firstSdk, inspector, type Life, mcporter, secondSdk, type Where } from './clients.ts'
import type { Others } from './prepare.ts'
import { example as exampleServer, type Program, programsOf, startProgram } from './programs.ts'

/** A healthy client with a healthy server, for a recording: one of each family. */
export type HealthyLife = { name: string; live: (where: Where) => Promise<unknown> } & (
  | { start: () => Promise<Running> }
  | { command: readonly string[] }
)

const echo: Call = { name: 'echo', args: { text: 'naïve 🦊' } }
const hello: Call = { name: 'echo', args: { message: 'naïve 🦊' } }
const add: Call = { name: 'add', args: { a: 3, b: 4 } }
const count: Call = { name: 'start-notification-stream', args: { interval: 1, count: 3 } }

const urlOf = (where: Where): string => ('url' in where ? where.url : '')
const calling =
  (life: Life, ...calls: readonly Call[]) =>
  (where: Where) =>
    life(where, calls)
const callingOverSse =
  (life: Life, ...calls: readonly Call[]) =>
  (where: Where) =>
    life({ sseUrl: urlOf(where) }, calls)
const own = (name: string) => [process.execPath, path.join(import.meta.dirname, '..', 'servers', name)]
const program = (given: Program, at: string) => () => startProgram(given, at)

/** All of them; what is somebody else's is installed first. */
export function healthyLives(others: Others): HealthyLife[] {
  const programs = programsOf(others)
  const everything = program(programs.everything('streamableHttp'), '/mcp')
  return [
    { name: 'second-sdk-modern', start: () => startModern('reject'), live: useModern },
    { name: 'second-sdk-auto-modern', start: () => startModern('sessions'), live: calling(secondSdk('auto'), echo) },
    { name: 'second-sdk-auto-legacy', start: () => startStreamable(), live: calling(secondSdk('auto'), echo) },
    {
      name: 'second-sdk-sessions',
      start: () => startModern('sessions'),
      live: calling(secondSdk('legacy'), echo, { name: 'ask', args: {} }),
    },
    { name: 'second-sdk-stateless', start: () => startModern('stateless'), live: calling(firstSdk, echo) },
    { name: 'second-sdk-sse', start: () => startModernSse(), live: callingOverSse(secondSdk('legacy'), echo) },
    { name: 'resumed', start: program(exampleServer('ssePollingExample'), '/mcp'), live: callLongTask },
    {
      name: 'json-answers',
      start: program(exampleServer('jsonResponseStreamableHttp'), '/mcp'),
      live: calling(firstSdk),
    },
    {
      name: 'fallback-to-sse',
      start: program(exampleServer('simpleSseServer'), '/mcp'),
      live: calling(example('streamableHttpWithSseFallbackClient')),
    },
    {
      name: 'parallel-clients',
      start: program(exampleServer('simpleStreamableHttp'), '/mcp'),
      live: calling(example('multipleClientsParallel')),
    },
    {
      name: 'notification-stream',
      start: program(exampleServer('simpleStreamableHttp'), '/mcp'),
      live: calling(firstSdk, count),
    },
    { name: 'everything', start: everything, live: calling(firstSdk, hello) },
    { name: 'everything-tasks', start: everything, live: useTask },
    {
      name: 'everything-sse',
      start: program(programs.everything('sse'), '/sse'),
      live: callingOverSse(firstSdk, hello),
    },
    { name: 'fastmcp', start: program(programs.fastmcp(), '/mcp'), live: calling(firstSdk, add) },
    { name: 'fastmcp-sse', start: program(programs.fastmcp(), '/sse'), live: callingOverSse(firstSdk, add) },
    { name: 'mcp-handler', start: program(programs.handler, '/mcp'), live: calling(secondSdk('auto'), add) },
    { name: 'mcp-proxy', start: program(programs.mcpProxy, '/mcp'), live: calling(firstSdk, hello) },
    {
      name: 'supergateway-sse',
      start: program(programs.supergateway(), '/sse'),
      live: callingOverSse(firstSdk, hello),
    },
    {
      name: 'supergateway',
      start: program(programs.supergateway('--outputTransport', 'streamableHttp', '--stateful'), '/mcp'),
      live: calling(firstSdk, hello),
    },
    { name: 'inspector-legacy', start: everything, live: calling(inspector(others, 'legacy'), hello) },
    { name: 'inspector-auto', start: () => startModern('stateless'), live: calling(inspector(others, 'auto'), echo) },
    { name: 'mcporter', start: everything, live: calling(mcporter(others), hello) },
    {
      name: 'stdio-first-sdk',
      command: own('stdio.ts'),
      live: calling(firstSdk, echo, { name: 'ask', args: { what: 'roots' } }),
    },
    {
      name: 'stdio-second-sdk',
      command: own('modernStdio.ts'),
      live: calling(secondSdk('modern'), echo, { name: 'ask', args: {} }),
    },
    {
      name: 'stdio-memory',
      command: others.command('mcp-server-memory'),
      live: calling(firstSdk, { name: 'read_graph', args: {} }),
    },
    { name: 'stdio-mcporter', command: own('stdio.ts'), live: calling(mcporter(others), echo) },
  ]
}

/** Progress and logs, rounds of questions, a subscription, a mirrored parameter, and a call that is cancelled. */
async function useModern(where: Where): Promise<void> {
  const { client, call, close, told } = await connectModern({ url: urlOf(where) }, 'modern')
  await client.listTools()
  await call('stream', { steps: 2 }, { onProgress: () => {} })
  await call('ask')
  await call('region', { region: 'Zürich 🦊' })
  const subscription = await client.listen({ toolsListChanged: true })
  await call('change')
  while (told.length === 0) await new Promise(setImmediate)
  await subscription.close()
  const cancel = new AbortController()
  await call('tick', {}, { signal: cancel.signal, onProgress: () => cancel.abort() }).catch(() => {})
  await close()
}

/** The server ends the stream of its answer early; the client comes back for the rest. */
async function callLongTask(where: Where): Promise<void> {
  const { call, terminate, close } = await connectSdk(urlOf(where))
  await call('long-task')
  await terminate()
  await close()
}

async function useTask(where: Where): Promise<void> {
  const { client, terminate, close } = await connectSdk(urlOf(where))
  await client.listTools()
  const call = { name: 'simulate-research-query', arguments: { topic: 'foxes' } }
  for await (const _ of client.experimental.tasks.callToolStream(call, undefined, { task: { ttl: 60_000 } }));
  await terminate()
  await close()
}
