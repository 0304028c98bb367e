import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import http from 'node:http'
import { listen, type Running } from './listen.ts'
import { refuse, type Refusal } from './sessions.ts'
import { createToolServer } from './tools.ts'

const UNKNOWN: Refusal = { status: 404, contentType: null, body: 'Could not find session' }

/** An HTTP+SSE server of the SDK: streams at `/sse`, messages at `/messages`. */
export function startSse(): Promise<Running> {
  const open = new Map<string, SSEServerTransport>()

  async function openStream(response: http.ServerResponse): Promise<void> {
    const transport = new SSEServerTransport('/messages', response)
    open.set(transport.sessionId, transport)
    response.on('close', () => open.delete(transport.sessionId))
    await createToolServer().connect(transport)
  }

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const transport = open.get(searchParams.get('sessionId') ?? '')
    if (request.method === 'GET' && pathname === '/sse') await openStream(response)
    else if (request.method !== 'POST' || pathname !== '/messages') response.writeHead(404).end()
    else if (transport) await transport.handlePostMessage(request, response)
    else refuse(response, UNKNOWN)
  }

  return listen(
    http.createServer((request, response) => void handle(request, response)),
    '/sse',
  )
}
