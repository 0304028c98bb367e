import { acceptedContent, createRequestStateCodec, inputRequired, McpServer } from '@modelcontextprotocol/server'
import type { CallToolResult, McpServerFactory, ServerContext } from '@modelcontextprotocol/server'
import { once, setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

const READ_ONLY = { readOnlyHint: true }

export interface ModernToolsOptions {
  /** Called when a call of `tick` was cancelled, however that reached the server. */
  onStopped?: (() => void) | undefined
  /** Called when a tool wants every listener told that the list of tools changed. */
  onChanged?: (() => void) | undefined
}

/** Servers of the second SDK generation, one for each request or connection, for both eras. */
export function modernTools({ onStopped, onChanged }: ModernToolsOptions = {}): McpServerFactory {
  const rounds = createRequestStateCodec<{ name: string }>({ key: 'a key of the tests, 32 bytes long' })
  return () => {
    const server = new McpServer(
      { name: 'modern-server', version: '2.0.0' },
      {
        capabilities: { logging: {}, tools: { listChanged: true } },
        requestState: { verify: (state, context) => rounds.verify(state, context) },
      },
    )
    addPlainTools(server, onChanged)
    addStreamingTools(server, onStopped)
    addAskingTool(server, (state, context) => rounds.mint(state, context))
    return server
  }
}

function addPlainTools(server: McpServer, onChanged?: () => void): void {
  server.registerTool(
    'echo',
    { description: 'Gives back its text', inputSchema: z.object({ text: z.string() }), annotations: READ_ONLY },
    ({ text }) => says(text),
  )
  server.registerTool(
    'region',
    {
      description: 'Says where it was routed to',
      inputSchema: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }),
      annotations: READ_ONLY,
    },
    ({ region }) => says(region),
  )
  server.registerTool('fail', { description: 'Fails' }, () => ({ ...says('it failed'), isError: true }))
  server.registerTool('change', { description: 'Says that the list of tools changed' }, () => {
    onChanged?.()
    return says('told')
  })
  server.registerResource('greeting', 'test://greeting', { mimeType: 'text/plain' }, ({ href }) => ({
    contents: [{ uri: href, text: 'Good morning' }],
  }))
  server.registerPrompt('greet', { argsSchema: z.object({ name: z.string() }) }, ({ name }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Greet ${name}` } }],
  }))
}

function addStreamingTools(server: McpServer, onStopped?: () => void): void {
  server.registerTool(
    'stream',
    { description: 'Reports progress and logs, then answers', inputSchema: z.object({ steps: z.number() }) },
    async ({ steps }, context) => {
      for (let step = 1; step <= steps; step++) {
        await reportProgress(context, step, steps)
        // oxlint-disable-next-line typescript/no-deprecated -- clients of every era are to be told in their way
        await context.mcpReq.log('info', `step ${step}`)
      }
      return says(`${steps} steps`)
    },
  )
  server.registerTool('tick', { description: 'Reports progress until it is cancelled' }, async (context) => {
    const { signal } = context.mcpReq
    setMaxListeners(0, signal)
    const stopped = once(signal, 'abort')
    for (let step = 1; !signal.aborted; step++) {
      await reportProgress(context, step).catch(() => {})
      await Promise.race([stopped, delay(20)])
    }
    onStopped?.()
    return says('stopped')
  })
}

async function reportProgress({ mcpReq }: ServerContext, progress: number, total?: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return
  await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total } })
}

const Named = z.object({ name: z.string() })
const Aged = z.object({ age: z.number() })

/** Two rounds of questions; what the first one gave is carried in the state. In the legacy era the SDK asks the client itself. */
function addAskingTool(server: McpServer, mint: (state: { name: string }, context: ServerContext) => Promise<string>) {
  server.registerTool('ask', { description: 'Asks for a name, then for an age' }, async (context) => {
    const { inputResponses, requestState } = context.mcpReq
    const name = requestState<{ name: string }>()?.name ?? acceptedContent(inputResponses, 'name', Named)?.name
    if (name === undefined) {
      const who = inputRequired.elicit({ message: 'What is your name?', requestedSchema: Named })
      return inputRequired({ inputRequests: { name: who } })
    }
    const age = acceptedContent(inputResponses, 'age', Aged)?.age
    if (age === undefined) {
      const howOld = inputRequired.elicit({ message: `How old is ${name}?`, requestedSchema: Aged })
      return inputRequired({ inputRequests: { age: howOld }, requestState: await mint({ name }, context) })
    }
    return says(`${name} is ${age}`)
  })
}

const says = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })
