import { randomUUID } from 'node:crypto'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

/**
 * Runs what the demo shows, against the server at `url`: a session with two calls, one of which streams its progress; a
 * second client with an id that the server never issued, which is refused; and the end of the session. Rejects if a step
 * fails that should not.
 */
export async function playDemo(url: string): Promise<void> {
  const session = await connect(url, 'tapscope-demo-client')
  try {
    await session.client.listTools()
    await session.client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })
    await session.client.callTool({ name: 'slow_count', arguments: { to: 5 } }, undefined, { onprogress: ignore })
    await callWithForeignId(url)
    await session.transport.terminateSession()
  } finally {
    await session.client.close()
  }
}

/** The SDK asks for progress only for those who listen to it; here it is the tap that does. */
const ignore = (): void => {}

/** The mistake of an application that makes up session ids by itself: the SDK then sends no `initialize`. */
async function callWithForeignId(url: string): Promise<void> {
  const { client } = await connect(url, 'tapscope-demo-client-with-own-id', randomUUID())
  try {
    await client.callTool({ name: 'echo', arguments: { text: 'Is anybody there?' } })
  } catch {
    // The server answers 400: this is what the demo is about.
  } finally {
    await client.close()
  }
}

async function connect(url: string, name: string, sessionId?: string) {
  const transport = new StreamableHTTPClientTransport(new URL(url), sessionId === undefined ? {} : { sessionId })
  const client = new Client({ name, version: '1.0.0' })
  await client.connect(transport)
  return { client, transport }
}
