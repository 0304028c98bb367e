import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js'

export interface SdkClient {
  client: Client
  /** The session id that the client carries now. */
  sessionId: () => string | undefined
  /** The text that a tool answered with. */
  call: (name: string, args?: Record<string, unknown>, onProgress?: (progress: number) => void) => Promise<string>
  /** Sends DELETE. */
  terminate: () => Promise<void>
  close: () => Promise<void>
}

export interface SdkClientOptions {
  /** Carried from the first request on; the SDK then sends no `initialize`. */
  sessionId?: string | undefined
}

/** A client of the SDK, connected to a Streamable HTTP server, that answers what it is asked. */
export async function connectSdk(url: string, { sessionId }: SdkClientOptions = {}): Promise<SdkClient> {
  const transport = new StreamableHTTPClientTransport(new URL(url), { sessionId })
  const client = createClient()
  await client.connect(transport)
  return {
    client,
    sessionId: () => transport.sessionId,
    call: (name, args, onProgress) => callTool(client, name, args, onProgress),
    terminate: () => transport.terminateSession(),
    close: () => client.close(),
  }
}

/** The same over HTTP+SSE, where closing is all that ends a session. */
export async function connectSse(url: string): Promise<Omit<SdkClient, 'terminate' | 'sessionId'>> {
  const client = createClient()
  // oxlint-disable-next-line typescript/no-deprecated -- the old transport is what this client is for
  const transport = new SSEClientTransport(new URL(url))
  try {
    await client.connect(transport)
  } catch (error) {
    await transport.close() // its EventSource would try again for ever
    throw error
  }
  return {
    client,
    call: (name, args, onProgress) => callTool(client, name, args, onProgress),
    close: () => client.close(),
  }
}

/** The same with a server that is a command, started by the client. Closing ends its stdin. */
export async function connectStdio(
  [command = '', ...args]: readonly string[],
  env: Record<string, string>,
): Promise<Omit<SdkClient, 'terminate' | 'sessionId'>> {
  const client = createClient()
  await client.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }))
  return {
    client,
    call: (name, given, onProgress) => callTool(client, name, given, onProgress),
    close: () => client.close(),
  }
}

function createClient(): Client {
  const capabilities = { roots: {}, elicitation: {} }
  const client = new Client({ name: 'tool-client', version: '1.0.0' }, { capabilities })
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: 'file:///work', name: 'work' }] }))
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { name: 'Ada' } }))
  return client
}

async function callTool(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
  onProgress?: (progress: number) => void,
): Promise<string> {
  const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress))
  const { content } = await client.callTool({ name, arguments: args }, undefined, { onprogress })
  if (!Array.isArray(content)) throw new Error(`${name} answered without content`)
  return content.map((part: { text?: string }) => part.text ?? '').join('')
}
