import { Client, SSEClientTransport, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

/** How a client of the second SDK generation finds the era: as before, by asking, or not at all. */
export type Negotiation = 'legacy' | 'auto' | 'modern'

/** Where a client connects to: a URL of Streamable HTTP, of HTTP+SSE, or a command. */
export type Place = { url: string } | { sseUrl: string } | { command: readonly string[]; env?: Record<string, string> }

export interface ModernClient {
  client: Client
  /** Everything the server said unasked, in order. */
  told: unknown[]
  /** The text that a tool answered with. */
  call: (name: string, args?: Record<string, unknown>, options?: CallOptions) => Promise<string>
  /** Ends the session where there is one, then the connection. */
  close: () => Promise<void>
}

export interface CallOptions {
  onProgress?: ((progress: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/** A client of the second SDK generation that answers what it is asked. */
export async function connectModern(place: Place, negotiation: Negotiation): Promise<ModernClient> {
  const { client, told } = createClient(negotiation)
  const transport = transportTo(place)
  await client.connect(transport)
  return {
    client,
    told,
    async call(name, args = {}, { onProgress, signal } = {}) {
      const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress))
      const { content } = await client.callTool({ name, arguments: args }, { onprogress, signal })
      return content.map((part) => (part.type === 'text' ? part.text : part.type)).join('')
    },
    async close() {
      // Some servers have no way to end a session, which the client takes for an error.
      if (transport instanceof StreamableHTTPClientTransport) await transport.terminateSession().catch(() => {})
      await client.close()
    },
  }
}

function transportTo(place: Place): Transport {
  if ('url' in place) return new StreamableHTTPClientTransport(new URL(place.url))
  // oxlint-disable-next-line typescript/no-deprecated -- the old transport is to be tested too
  if ('sseUrl' in place) return new SSEClientTransport(new URL(place.sseUrl))
  const [command = '', ...args] = place.command
  return new StdioClientTransport({ command, args, env: place.env, stderr: 'ignore' })
}

const MODES = { legacy: 'legacy', auto: 'auto', modern: { pin: '2026-07-28' } } as const

const answerTo = (question: string): Record<string, string | number> =>
  question.startsWith('How old') ? { age: 36 } : { name: 'Ada' }

function createClient(negotiation: Negotiation): { client: Client; told: unknown[] } {
  const told: unknown[] = []
  const client = new Client(
    { name: 'modern-client', version: '2.0.0' },
    {
      capabilities: { roots: {}, elicitation: {}, sampling: {} },
      versionNegotiation: { mode: MODES[negotiation] },
    },
  )
  client.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///work', name: 'work' }] }))
  client.setRequestHandler('elicitation/create', ({ params }) => ({
    action: 'accept',
    content: answerTo(params.message),
  }))
  client.setRequestHandler('sampling/createMessage', () => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: 'as sampled' },
  }))
  client.fallbackNotificationHandler = ({ method, params }) => Promise.resolve(void told.push({ method, params }))
  return { client, told }
}
