import type { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectModern, type Negotiation } from '../clients/modern.ts'
import { connectSdk, connectSse, connectStdio } from '../clients/sdk.ts'
import type { Others } from './prepare.ts'

/** Where a client is to connect, the same for all clients. */
export type Where = { url: string } | { sseUrl: string } | { command: readonly string[]; env: Record<string, string> }

/** A tool that is called, and with what. */
export interface Call {
  name: string
  args: Record<string, unknown>
}

/** A client: lives through a session with a server, and returns all that came out of it. */
export type Life = (where: Where, calls: readonly Call[]) => Promise<unknown>

/** A client of the first SDK generation. */
export const firstSdk: Life = async (where, calls) => {
  if ('sseUrl' in where) return talk(await connectSse(where.sseUrl), calls)
  if ('command' in where) return talk(await connectStdio(where.command, where.env), calls)
  const connection = await connectSdk(where.url)
  const close = async () => {
    // Some servers have no way to end a session, which the client takes for an error.
    await connection.terminate().catch(() => {})
    await connection.close()
  }
  return talk({ ...connection, close }, calls)
}

/** A client of the second one. */
export const secondSdk =
  (negotiation: Negotiation): Life =>
  async (where, calls) => {
    const connection = await connectModern(where, negotiation)
    return [connection.client.getProtocolEra(), await talk(connection, calls)]
  }

interface Connection {
  client: Talker
  close: () => Promise<void>
}

/** What the clients of both generations can do. */
type Talker = Pick<FirstClient, 'getServerVersion' | 'getServerCapabilities' | 'getInstructions'> & {
  listTools(): Promise<unknown>
  listResources(): Promise<unknown>
  listResourceTemplates(): Promise<unknown>
  listPrompts(): Promise<unknown>
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>
}

async function talk({ client, close }: Connection, calls: readonly Call[]): Promise<unknown[]> {
  const capabilities = client.getServerCapabilities() ?? {}
  const seen: unknown[] = [client.getServerVersion(), capabilities, client.getInstructions()]
  if (capabilities.tools) seen.push(await client.listTools())
  if (capabilities.resources) seen.push(await client.listResources(), await client.listResourceTemplates())
  if (capabilities.prompts) seen.push(await client.listPrompts())
  for (const { name, args } of calls) seen.push(await client.callTool({ name, arguments: args }))
  await close()
  return seen
}

/** The command-line client of the inspector. It does one thing a time: the first call, or else a list. */
export const inspector =
  (others: Others, era: Negotiation): Life =>
  (where, [call]) => {
    const method = call ? asArguments(call) : ['--method', 'tools/list']
    const args = ['--cli', '--protocol-era', era, '--format', 'json', ...method, ...inspectorPlace(where)]
    return run(others.command('mcp-inspector', ...args))
  }

/** What stands behind all other arguments. */
function inspectorPlace(where: Where): readonly string[] {
  if ('url' in where) return ['--transport', 'http', '--', where.url]
  if ('sseUrl' in where) return ['--transport', 'sse', '--', where.sseUrl]
  const env = Object.entries(where.env).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  return [...env, '--', ...where.command]
}

const asArguments = ({ name, args }: Call): string[] => {
  const given = Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${JSON.stringify(value)}`])
  return ['--method', 'tools/call', '--tool-name', name, ...given]
}

/** mcporter, which finds out by itself what it talks to. It does one thing a time too. */
export const mcporter =
  (others: Others): Life =>
  (where, [call]) => {
    const place =
      'command' in where
        ? ['--stdio', where.command.join(' '), ...Object.entries(where.env).flatMap(([k, v]) => ['--env', `${k}=${v}`])]
        : ['--http-url', 'url' in where ? where.url : where.sseUrl, '--allow-http']
    if (!call) return run(others.command('mcporter', 'list', ...place, '--json'))
    const args = ['--tool', call.name, '--args', JSON.stringify(call.args), '--output', 'json']
    return run(others.command('mcporter', 'call', ...place, ...args))
  }

/** An example client of the first SDK generation. It calls the tools of the examples. */
export const example =
  (name: string): Life =>
  async (where) => {
    const file = fileURLToPath(import.meta.resolve(`@modelcontextprotocol/sdk/examples/client/${name}.js`))
    const url = 'url' in where ? where.url : 'sseUrl' in where ? where.sseUrl : ''
    const { code, out } = await run([process.execPath, file, url])
    // What is done at once is told in an order that is nobody's.
    return [code, ...out.split('\n').sort()]
  }

export interface Ended {
  code: number | null
  out: string
  err: string
}

/** A client must come to an end; longer than this is a failure. */
const CLIENT_MS = 60_000

/** Runs a command to its end. */
export function run([command = '', ...args]: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: path.join(import.meta.dirname, 'others'),
    // Some look for servers, and leave settings, where their user lives.
    env: { ...process.env, HOME: tmpdir() },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CLIENT_MS,
    killSignal: 'SIGKILL',
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** What is by nature another at each run, the same. */
export const comparable = (seen: unknown): string =>
  JSON.stringify(seen, null, 1)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/(127\.0\.0\.1|127-0-0-1)[:-]\d+/g, 'HOST')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/(durationMs\\": )\d+/g, '$1N')
