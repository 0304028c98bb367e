import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import http from 'node:http'
import { listen, type Running } from './listen.ts'
import { createSessions, type SessionsOptions } from './sessions.ts'
import { createToolServer } from './tools.ts'

export interface StreamableServer extends Running {
  /** Ids of the sessions that are open. */
  sessions(): string[]
  /** Ends all sessions without telling anybody, as a restart does. */
  forget(): Promise<void>
}

/** A Streamable HTTP server of the SDK at `/mcp`, with a session per client. */
export async function startStreamable(options: SessionsOptions = {}): Promise<StreamableServer> {
  const sessions = createSessions(options)
  const running = await listen(
    http.createServer((request, response) => {
      if (request.url === '/mcp') void sessions.handle(request, response)
      else response.writeHead(404).end()
    }),
    '/mcp',
  )
  return {
    url: running.url,
    sessions: () => sessions.ids(),
    forget: () => sessions.forget(),
    async close() {
      await sessions.forget()
      await running.close()
    },
  }
}

/** A Streamable HTTP server of the SDK at `/mcp` that issues no ids: each request gets a transport of its own. */
export function startStateless({ json }: { json?: boolean } = {}): Promise<Running> {
  const server = http.createServer((request, response) => void handle(request, response))
  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: json })
    const tools = createToolServer()
    response.on('close', () => void tools.close())
    await tools.connect(transport)
    await transport.handleRequest(request, response)
  }
  return listen(server, '/mcp')
}
