import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node'
import { createMcpHandler, isLegacyRequest, type McpServerFactory } from '@modelcontextprotocol/server'
import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { listen, type Running } from './listen.ts'
import { modernTools } from './modernTools.ts'

export interface ModernServer extends Running {
  /** Resolves when a call of `tick` has been cancelled, also if that was before. */
  stopped: Promise<unknown>
}

const isNearHost = localhostHostValidation()
const isNearOrigin = localhostOriginValidation()

/** How requests of the legacy era are answered: each by itself, not at all, or in sessions. */
export type LegacyServing = 'stateless' | 'reject' | 'sessions'

/** A server of the second SDK generation at `/mcp`. Answers of the modern era are JSON until they have to be streams. */
export async function startModern(legacy: LegacyServing): Promise<ModernServer> {
  const calls = new EventEmitter()
  const stopped = once(calls, 'stopped')
  const tools = modernTools({ onStopped: () => calls.emit('stopped'), onChanged: () => handler.notify.toolsChanged() })
  const handler = createMcpHandler(tools, { legacy: legacy === 'stateless' ? 'stateless' : 'reject' })
  const answerModern = toNodeHandler(handler)
  const inSessions = legacy === 'sessions' ? createSessions(tools) : undefined
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (!isNearHost(request, response) || !isNearOrigin(request, response)) return
    if (request.url !== '/mcp') return void response.writeHead(404).end()
    const body = request.method === 'POST' ? await bodyOf(request) : undefined
    const isLegacy = inSessions && (await isLegacyRequest(await toWebRequest(request, body ?? {})))
    await (isLegacy ? inSessions : answerModern)(request, response, body)
  }
  const running = await listen(
    http.createServer((request, response) => void answer(request, response)),
    '/mcp',
  )
  return {
    url: running.url,
    stopped,
    async close() {
      await handler.close()
      await running.close()
    },
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = await request.toArray()
  return JSON.parse(Buffer.concat(chunks).toString())
}

function createSessions(tools: McpServerFactory) {
  const open = new Map<string, NodeStreamableHTTPServerTransport>()
  return async (request: http.IncomingMessage, response: http.ServerResponse, body: unknown) => {
    const id = request.headers['mcp-session-id']
    const known = open.get(String(id))
    if (known) return known.handleRequest(request, response, body)
    if (id !== undefined) return void response.writeHead(404, { 'Content-Type': 'application/json' }).end(NOT_FOUND)
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (issued) => void open.set(issued, transport),
      onsessionclosed: (ended) => void open.delete(ended),
    })
    await (await tools({ era: 'legacy' })).connect(transport)
    await transport.handleRequest(request, response, body)
  }
}

const NOT_FOUND = '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}'

/** The same tools over HTTP+SSE, as the second generation keeps it: stream at `/sse`, messages at `/messages`. */
export async function startModernSse(): Promise<Running> {
  const open = new Map<string, SSEServerTransport>()
  const tools = modernTools()
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const known = open.get(searchParams.get('sessionId') ?? '')
    if (request.method === 'POST' && known) return known.handlePostMessage(request, response)
    if (request.method !== 'GET' || pathname !== '/sse') return void response.writeHead(404).end('Session not found')
    const transport = new SSEServerTransport('/messages', response)
    open.set(transport.sessionId, transport)
    response.on('close', () => open.delete(transport.sessionId))
    await (await tools({ era: 'legacy' })).connect(transport)
  }
  return listen(
    http.createServer((request, response) => void answer(request, response)),
    '/sse',
  )
}
