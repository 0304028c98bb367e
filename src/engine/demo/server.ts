import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { refusal } from '../tap/loopback.ts'

/** The server of the demo. */
export interface DemoServer {
  url: string
  close(): Promise<void>
}

/** What the SDK's own example servers say to an id that they never issued. */
const NO_VALID_ID = JSON.stringify({
  jsonrpc: '2.0',
  error: { code: -32000, message: 'Bad Request: No valid session ID provided' },
  id: null,
})

/** Starts an MCP server over Streamable HTTP on a free port of 127.0.0.1, with a session per client and a few tools. */
export async function startDemoServer(): Promise<DemoServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const server = http.createServer((request, response) => void answer(sessions, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async close() {
      for (const transport of sessions.values()) await transport.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  sessions: Map<string, StreamableHTTPServerTransport>,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { host, origin } = request.headers
  if (refusal(host, origin) !== undefined) return void response.writeHead(403).end()
  if (request.url !== '/mcp') return void response.writeHead(404).end()
  const id = request.headers['mcp-session-id']
  const transport = id === undefined ? await openSession(sessions) : sessions.get(String(id))
  if (transport) return transport.handleRequest(request, response)
  response.writeHead(400, { 'Content-Type': 'application/json' }).end(NO_VALID_ID)
}

async function openSession(sessions: Map<string, StreamableHTTPServerTransport>) {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void (id !== undefined && sessions.delete(id)),
  })
  await createTools().connect(transport)
  return transport
}

function createTools(): McpServer {
  const server = new McpServer({ name: 'tapscope-demo-server', version: '1.0.0' })
  const annotations = { readOnlyHint: true }
  server.registerTool(
    'echo',
    { description: 'Says what it is told.', inputSchema: { text: z.string() }, annotations },
    ({ text }) => says(text),
  )
  server.registerTool(
    'add',
    { description: 'Adds two numbers.', inputSchema: { a: z.number(), b: z.number() }, annotations },
    ({ a, b }) => says(`${a} + ${b} = ${a + b}`),
  )
  const counting = 'Counts to a number, and reports its progress on the way.'
  server.registerTool(
    'slow_count',
    { description: counting, inputSchema: { to: z.int().min(1).max(100) }, annotations },
    async ({ to }, { _meta, sendNotification, signal }) => {
      const progressToken = _meta?.progressToken
      for (let progress = 1; progress <= to; progress++) {
        await wait(PAUSE_MS, undefined, { signal })
        if (progressToken === undefined) continue
        const params = { progressToken, progress, total: to, message: `${progress} of ${to}` }
        await sendNotification({ method: 'notifications/progress', params })
      }
      return says(`counted to ${to}`)
    },
  )
  return server
}

const PAUSE_MS = 200

const says = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })
