import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { isInitializeRequest, isJSONRPCRequest } from '@modelcontextprotocol/sdk/types.js'
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type net from 'node:net'
import { listen, type Running } from './listen.ts'
import { refuse, type Refusal } from './sessions.ts'
import { createToolServer } from './tools.ts'

/** What can be wrong with an HTTP+SSE server around an SDK that is sound; `none`: nothing is. */
export type SseMistake =
  | 'none'
  /** The application announces ids of its own; the SDK, which gets the messages, has never heard of them. */
  | 'own-dictionary'
  /** The SDK announces its id; the application looks it up in a dictionary that nobody puts it into. */
  | 'guard'
  /** Streams and messages go to two transports. */
  | 'two-transports'
  /** Each stream gets a transport that messages do not know. */
  | 'transport-per-request'
  /** The SDK's response inside another one, and what it throws is swallowed, or thrown on. */
  | 'nested-response'
  | 'nested-response-raising'
  /** The route has a slash that the announced path has not; such requests are redirected, or not found. */
  | 'slash-redirected'
  | 'slash-missing'
  /** The application lives under a prefix that the SDK does not know of. */
  | 'prefix-lost'
  /** Connections are dealt out to two processes, each with sessions of its own. */
  | 'workers'

export interface SseIncidentServer extends Running {
  /** From now on makes this mistake and no other. With `workers` it has to be started. */
  make(mistake: SseMistake): Promise<void>
  /** Ends every stream that is open, as a deadline of the application does. */
  endStreams(): Promise<void>
}

export const SSE_PATH = '/api/sse'
const MESSAGES = '/api/messages/'

/** Where the application departs from what the SDK's documentation has. */
interface Shape {
  stream: 'sdk' | 'own' | 'nested' | 'nested-raising'
  announced: string
  redirectsSlash: boolean
  /** What is said where messages are looked up in another place than streams; null: it is the same place. */
  refusal: Refusal | null
}

const TEXT = 'Could not find session'
const SOUND: Shape = { stream: 'sdk', announced: MESSAGES, redirectsSlash: true, refusal: null }
const bySdk: Refusal = { status: 404, contentType: null, body: TEXT }
const byApplication: Refusal = { status: 404, contentType: 'text/plain; charset=utf-8', body: TEXT }
const NOT_FOUND: Refusal = { status: 404, contentType: 'text/plain; charset=utf-8', body: 'Not Found' }

const shapes: Record<SseMistake, Partial<Shape>> = {
  none: {},
  'own-dictionary': { stream: 'own' },
  guard: { refusal: byApplication },
  'two-transports': { refusal: bySdk },
  'transport-per-request': { refusal: bySdk },
  'nested-response': { stream: 'nested' },
  'nested-response-raising': { stream: 'nested-raising' },
  'slash-redirected': { announced: MESSAGES.slice(0, -1) },
  'slash-missing': { announced: MESSAGES.slice(0, -1), redirectsSlash: false },
  'prefix-lost': { announced: '/messages/' },
  workers: {},
}

/** The sessions of one process. */
type Registry = Map<string, SSEServerTransport>

/** The server of "Could not find session" over HTTP+SSE: an application's mistakes around an SDK that is sound. */
export async function startSseIncident(mistake: SseMistake): Promise<SseIncidentServer> {
  let shape: Shape = { ...SOUND, ...shapes[mistake] }
  const registries: Registry[] = mistake === 'workers' ? [new Map(), new Map()] : [new Map()]
  const open = new Set<http.ServerResponse>()
  const dealtTo = new WeakMap<net.Socket, Registry>()
  let connections = 0

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const registry = dealtTo.get(request.socket) ?? new Map<string, never>()
    if (request.method === 'GET' && pathname === SSE_PATH) {
      open.add(response)
      response.on('close', () => open.delete(response))
      await streams[shape.stream](response, shape.announced, registry)
    } else if (request.method === 'POST' && pathname === MESSAGES) {
      const transport = shape.refusal ? undefined : registry.get(searchParams.get('session_id') ?? '')
      if (transport) await transport.handlePostMessage(request, response)
      else refuse(response, shape.refusal ?? bySdk)
    } else if (`${pathname}/` === MESSAGES && shape.redirectsSlash) {
      response.writeHead(307, { Location: `${MESSAGES}?${searchParams.toString()}`, 'Content-Length': 0 }).end()
    } else refuse(response, NOT_FOUND)
  }

  const server = http.createServer((request, response) => void handle(request, response))
  server.on('connection', (socket: net.Socket) => {
    dealtTo.set(socket, registries[connections++ % registries.length] ?? new Map<string, never>())
  })
  return {
    ...(await listen(server, SSE_PATH)),
    make(next) {
      shape = { ...SOUND, ...shapes[next] }
      return Promise.resolve()
    },
    endStreams() {
      for (const response of open) response.end()
      return Promise.resolve()
    },
  }
}

type Stream = (response: http.ServerResponse, announced: string, registry: Registry) => Promise<void>

const streams: Record<Shape['stream'], Stream> = {
  sdk: openStream,
  own(response, announced) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
    response.write(`event: endpoint\ndata: ${announced}?session_id=${randomUUID()}\n\n`)
    return Promise.resolve()
  },
  nested: (response, announced, registry) =>
    insideAnother(response, announced, registry).catch(() => void response.end()),
  'nested-raising': (response, announced, registry) =>
    insideAnother(response, announced, registry).catch(() => void response.destroy()),
}

async function openStream(response: http.ServerResponse, announced: string, registry: Registry): Promise<void> {
  const transport = new SSEServerTransport(announced, underItsName(response))
  registry.set(transport.sessionId, transport)
  response.on('close', () => registry.delete(transport.sessionId))
  await createToolServer().connect(transport)
  requireInitialize(transport)
}

/** Two responses to one request: the head of the SDK's comes too late, and throws. */
async function insideAnother(response: http.ServerResponse, announced: string, registry: Registry): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
  response.write(': connected\n\n')
  await openStream(response, announced, registry)
}

/** The SDK in TypeScript calls the parameter `sessionId`, the one in Python `session_id`. */
function underItsName(response: http.ServerResponse): http.ServerResponse {
  const write = response.write.bind(response)
  response.write = (chunk: string) => write(chunk.replace('?sessionId=', '?session_id='))
  return response
}

/** The SDK in Python answers no request before `initialize`; the one in TypeScript does. */
function requireInitialize(transport: SSEServerTransport): void {
  const deliver = transport.onmessage
  let initialized = false
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport is no EventTarget
  transport.onmessage = (message, extra) => {
    initialized ||= isInitializeRequest(message)
    const refused = { code: -32_602, message: 'Invalid request parameters', data: '' }
    if (initialized || !isJSONRPCRequest(message)) deliver?.(message, extra)
    else void transport.send({ jsonrpc: '2.0', id: message.id, error: refused })
  }
}
