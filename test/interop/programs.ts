import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Running } from '../servers/listen.ts'
import type { Others } from './prepare.ts'

/** Where a program of somebody else's server is, what it is started with, and where on its port MCP is spoken. */
export interface Program {
  file: string
  args?: readonly string[]
  env?: Record<string, string>
}

const LISTEN = pathToFileURL(path.join(import.meta.dirname, 'others', 'listen.mjs')).href
const Listening = z.object({ port: z.number() })

/** Starts a program that serves HTTP, on a free port whatever it asks for. */
export async function startProgram({ file, args = [], env = {} }: Program, mcpPath: string): Promise<Running> {
  const child = fork(file, args, {
    execArgv: ['--import', LISTEN],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let words = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => (words = `${words}${text.toString()}`.slice(-2000)))
  const exited = once(child, 'exit')
  const message = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (!message) throw new Error(`${path.basename(file)} ended before it listened: ${words}`)
  const { port } = Listening.parse(message[0])
  return {
    url: `http://127.0.0.1:${port}${mcpPath}`,
    async close() {
      // It has nothing to save. What a bridge started ends with its stdin.
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** An example server of the first SDK generation. */
export const example = (name: string): Program => ({
  file: fileURLToPath(import.meta.resolve(`@modelcontextprotocol/sdk/examples/server/${name}.js`)),
})

const own = (name: string): string => path.join(import.meta.dirname, 'others', name)

/** Servers of others, by what they are. */
export function programsOf(others: Others) {
  const everything = (how: string): Program => ({ file: others.file('.bin', 'mcp-server-everything'), args: [how] })
  const stdio = others.command('mcp-server-everything', 'stdio')
  return {
    everything,
    fastmcp: (...args: string[]): Program => ({
      file: own('fastmcp.mjs'),
      args: [pathToFileURL(others.file('fastmcp', 'dist', 'FastMCP.js')).href, ...args],
    }),
    handler: { file: own('handler.mjs'), args: [pathToFileURL(others.file('mcp-handler', 'dist', 'index.mjs')).href] },
    mcpProxy: { file: others.file('.bin', 'mcp-proxy'), args: ['--host', '127.0.0.1', '--port', '1', '--', ...stdio] },
    supergateway: (...args: string[]): Program => ({
      file: others.file('.bin', 'supergateway'),
      args: ['--stdio', stdio.join(' '), '--port', '1', ...args],
    }),
  }
}
