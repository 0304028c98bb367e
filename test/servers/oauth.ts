import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'
import type { Running } from './listen.ts'

/** The example server of the SDK that asks for a token, and the authorization server that it starts on another port. */
export interface OAuthServer extends Running {
  /** Origin of the authorization server. */
  issuer: string
}

/** With `strict`, tokens are issued and accepted for this very server only. */
export async function startOAuth({ strict = false } = {}): Promise<OAuthServer> {
  const sdk = path.dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/sdk/package.json'))
  const example = path.join(sdk, '..', 'esm/examples/server/simpleStreamableHttp.js')
  const [port, authPort] = await freePorts(2)
  const env = { ...process.env, MCP_PORT: String(port), MCP_AUTH_PORT: String(authPort) }
  const args = [example, '--oauth', ...(strict ? ['--oauth-strict'] : [])]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await hasSaid(child, 'Authorization Server listening', 'HTTP Server listening')
  return {
    url: `http://localhost:${port}/mcp`,
    issuer: `http://localhost:${authPort}`,
    async close() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** Ports that are free now: the example takes no port 0. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer().listen(0)
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port) // it listens on a port
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function hasSaid(child: ChildProcess, ...texts: string[]): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (texts.every((text) => said.includes(text))) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the example ended with ${code}: ${said}`)))
  })
}
