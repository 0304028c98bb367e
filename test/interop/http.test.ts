// Other people's servers and clients, and ours, over HTTP: what comes out of a client is the same through a tap as without, and
// the rows tell it whole.
import { describe, test } from 'vitest'
import type { Running } from '../servers/listen.ts'
import { startModern, startModernSse } from '../servers/modern.ts'
import { startSse } from '../servers/sse.ts'
import { startStateless, startStreamable } from '../servers/streamable.ts'
import {
  type Call,
  comparable,
  example,
  firstSdk,
  inspector,
  type Life,
  mcporter,
  secondSdk,
  type Where,
} from './clients.ts'
import { expectSilence, expectWhole } from './healthy.ts'
import { prepareOthers } from './prepare.ts'
import { example as exampleServer, type Program, programsOf, startProgram } from './programs.ts'
import { tapInFrontOf } from './tapped.ts'
import { transcriptOf } from './transcript.ts'

const others = await prepareOthers()
const programs = others && programsOf(others)

interface Server {
  name: string
  start: () => Promise<Running>
  calls: readonly Call[]
  clients: readonly string[]
  /** One client at a time. */
  alone?: boolean
}

const echo: Call = { name: 'echo', args: { text: 'naïve 🦊' } }
const add: Call = { name: 'add', args: { a: 3, b: 4 } }
const hello: Call = { name: 'echo', args: { message: 'naïve 🦊' } }
const count: Call = { name: 'start-notification-stream', args: { interval: 1, count: 3 } }
const greet: Call = { name: 'greet', args: { name: 'Ada' } }

const LEGACY = ['first SDK', 'second SDK legacy', 'second SDK auto']
const TOOLS = ['inspector legacy', 'inspector auto', 'mcporter']
const ALL = [...LEGACY, 'second SDK modern', ...TOOLS, 'inspector modern']

const clients: Record<string, Life> = {
  'first SDK': firstSdk,
  'second SDK legacy': secondSdk('legacy'),
  'second SDK auto': secondSdk('auto'),
  'second SDK modern': secondSdk('modern'),
  streamableHttpWithSseFallbackClient: example('streamableHttpWithSseFallbackClient'),
  multipleClientsParallel: example('multipleClientsParallel'),
  parallelToolCallsClient: example('parallelToolCallsClient'),
  ...(others && {
    'inspector legacy': inspector(others, 'legacy'),
    'inspector auto': inspector(others, 'auto'),
    'inspector modern': inspector(others, 'modern'),
    mcporter: mcporter(others),
  }),
}

const mine: Server[] = [
  { name: 'sessions', start: () => startStreamable(), calls: [echo], clients: [...LEGACY, ...TOOLS] },
  { name: 'sessions, JSON', start: () => startStreamable({ json: true }), calls: [echo], clients: LEGACY },
  { name: 'sessions, resumable', start: () => startStreamable({ resumable: true }), calls: [echo], clients: LEGACY },
  { name: 'stateless', start: () => startStateless(), calls: [echo], clients: [...LEGACY, ...TOOLS] },
  { name: 'sse', start: () => startSse(), calls: [echo], clients: ['first SDK', 'inspector legacy', 'mcporter'] },
  { name: 'both eras', start: () => startModern('stateless'), calls: [echo], clients: ALL },
  { name: 'modern', start: () => startModern('reject'), calls: [echo], clients: ALL.slice(3) },
  { name: 'modern, sessions beside', start: () => startModern('sessions'), calls: [echo], clients: ALL },
  {
    name: 'sse, second SDK',
    start: () => startModernSse(),
    calls: [echo],
    clients: ['first SDK', 'second SDK legacy'],
  },
]

const started = (program: Program, at: string) => () => startProgram(program, at)
const ofExample = (name: string, calls: readonly Call[], more: readonly string[] = []): Server => ({
  name,
  start: started(exampleServer(name), '/mcp'),
  calls,
  clients: [...LEGACY, ...more],
})

const examples: Server[] = [
  ofExample('simpleStreamableHttp', [greet, count], [...TOOLS, 'multipleClientsParallel', 'parallelToolCallsClient']),
  ofExample('jsonResponseStreamableHttp', [greet]),
  ofExample('simpleStatelessStreamableHttp', [count]),
  ofExample('standaloneSseWithGetStreamableHttp', []),
  ofExample('elicitationFormExample', [{ name: 'register_user', args: {} }]),
  ofExample('simpleTaskInteractive', []),
  ofExample('sseAndStreamableHttpCompatibleServer', [count], ['streamableHttpWithSseFallbackClient']),
  {
    name: 'simpleSseServer',
    start: started(exampleServer('simpleSseServer'), '/mcp'),
    calls: [count],
    clients: ['first SDK', 'streamableHttpWithSseFallbackClient'],
  },
]

const foreign: Server[] = programs
  ? [
      {
        name: 'everything',
        start: started(programs.everything('streamableHttp'), '/mcp'),
        calls: [hello],
        clients: [...LEGACY, ...TOOLS],
      },
      {
        name: 'everything sse',
        start: started(programs.everything('sse'), '/sse'),
        calls: [hello],
        clients: ['first SDK', 'inspector legacy', 'mcporter'],
      },
      { name: 'fastmcp', start: started(programs.fastmcp(), '/mcp'), calls: [add], clients: [...LEGACY, ...TOOLS] },
      {
        name: 'fastmcp sse',
        start: started(programs.fastmcp(), '/sse'),
        calls: [add],
        clients: ['first SDK', 'second SDK legacy'],
      },
      {
        name: 'fastmcp stateless',
        start: started(programs.fastmcp('stateless'), '/mcp'),
        calls: [add],
        clients: LEGACY,
      },
      { name: 'mcp-handler', start: started(programs.handler, '/mcp'), calls: [add], clients: ALL },
      {
        name: 'mcp-proxy',
        start: started(programs.mcpProxy, '/mcp'),
        calls: [hello],
        clients: [...LEGACY, 'mcporter'],
      },
      { name: 'mcp-proxy sse', start: started(programs.mcpProxy, '/sse'), calls: [hello], clients: ['first SDK'] },
      {
        name: 'supergateway sse',
        start: started(programs.supergateway(), '/sse'),
        calls: [hello],
        clients: ['first SDK'],
        // It sends each answer to all of its clients, which Tapscope reports as answers that nobody asked for.
        alone: true,
      },
      {
        name: 'supergateway http',
        start: started(programs.supergateway('--outputTransport', 'streamableHttp'), '/mcp'),
        calls: [hello],
        clients: LEGACY,
      },
      {
        name: 'supergateway stateful',
        start: started(programs.supergateway('--outputTransport', 'streamableHttp', '--stateful'), '/mcp'),
        calls: [hello],
        clients: LEGACY,
      },
    ]
  : []

const placeOf = (name: string, url: string): Where =>
  url.endsWith('/sse') || name === 'simpleSseServer' ? { sseUrl: url } : { url }

describe.each([...mine, ...examples, ...foreign])(
  '$name',
  { timeout: 120_000 },
  ({ name, start, calls, clients: used, alone }) => {
    test.concurrent.for(used.filter((client) => client in clients))('with %s', async (client, { expect }) => {
      const server = await start()
      const tapped = await tapInFrontOf(server.url)
      const live = clients[client]!
      try {
        const directly = live(placeOf(name, server.url), calls)
        if (alone) await directly
        const [direct, through] = await Promise.all([directly, live(placeOf(name, tapped.url), calls)])
        expect(comparable(through)).toBe(comparable(direct))
        await tapped.rows('exchanges', (rows) => rows.every(({ end }) => end !== null))
        await expectWhole(tapped)
        await expectSilence(tapped)
        expect(await transcriptOf(tapped)).toMatchSnapshot()
      } finally {
        await tapped.close()
        await server.close()
      }
    })
  },
)
