// A program: the client that the conformance suite tests, behind a tap of its own, `node conformanceClient.ts FILE URL`. It uses all that the
// suite's server offers, or what the suite's context asks for, and writes into FILE what is found of it above a note.
import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client'
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { loudFindings } from './healthy.ts'
import { tapInFrontOf } from './tapped.ts'

const { MCP_CONFORMANCE_CONTEXT: context = '{}', MCP_CONFORMANCE_PROTOCOL_VERSION: version = '' } = process.env
const Arguments = z.record(z.string(), z.unknown())
const Asked = z.object({ toolCalls: z.array(z.object({ name: z.string(), arguments: Arguments })).optional() })
const { toolCalls } = Asked.parse(JSON.parse(context))

async function live(at: string): Promise<void> {
  const client = new Client(
    { name: 'conformance-client', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: { applyDefaults: true } }, roots: {}, sampling: {} },
      versionNegotiation: { mode: version >= '2026' ? { pin: version } : 'legacy' },
    },
  )
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
  client.setRequestHandler('roots/list', () => ({ roots: [] }))
  client.setRequestHandler('sampling/createMessage', () => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: 'as sampled' },
  }))
  await client.connect(new StreamableHTTPClientTransport(new URL(at)))
  const { tools } = await client.listTools()
  const calls = toolCalls ?? tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool) }))
  // Refused calls are part of some scenarios.
  await Promise.allSettled(calls.map((call) => client.callTool(call)))
  const { prompts, resources } = client.getServerCapabilities() ?? {}
  if (prompts) await getFirstPrompt(client)
  if (resources) await readFirstResource(client)
  await client.close()
}

async function getFirstPrompt(client: Client): Promise<void> {
  const [prompt] = (await client.listPrompts()).prompts
  if (prompt) await client.getPrompt({ name: prompt.name })
}

async function readFirstResource(client: Client): Promise<void> {
  const [resource] = (await client.listResources()).resources
  if (resource) await client.readResource({ uri: resource.uri })
}

const SAMPLES: Record<string, unknown> = { string: 'text', number: 5, integer: 3, boolean: true }

function argumentsFor({ inputSchema: { properties = {} } }: Tool): Record<string, unknown> {
  const typed = Object.entries(properties) as [string, { type?: string }][] // schemas of the suite's own tools
  return Object.fromEntries(typed.map(([name, { type = '' }]) => [name, SAMPLES[type] ?? null]))
}

const [, , found = '', url = ''] = process.argv
const tapped = await tapInFrontOf(url)
await live(tapped.url)
await tapped.rows('exchanges', (rows) => rows.every(({ end }) => end !== null))
await writeFile(found, JSON.stringify(await loudFindings(tapped)))
await tapped.close()
