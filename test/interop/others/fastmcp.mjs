// A program: `node fastmcp.mjs MODULE [stateless]`, the server of FastMCP's own README.
import { z } from 'zod'

const [module, how] = process.argv.slice(2)
const { FastMCP } = await import(module)
const server = new FastMCP({ name: 'fast', version: '1.0.0' })
server.addTool({
  name: 'add',
  description: 'Add two numbers',
  parameters: z.object({ a: z.number(), b: z.number() }),
  execute: async ({ a, b }) => String(a + b),
})
await server.start({ transportType: 'httpStream', httpStream: { port: 1, stateless: how === 'stateless' } })
