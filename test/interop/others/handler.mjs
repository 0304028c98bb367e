// A program: `node handler.mjs MODULE`, a server of mcp-handler, which speaks in terms of fetch.
import { toNodeHandler } from '@modelcontextprotocol/node'
import http from 'node:http'
import { z } from 'zod'

const { createMcpHandler } = await import(process.argv[2])
const fetch = createMcpHandler((server) => {
  server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }) }, ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }))
})
const answer = toNodeHandler({ fetch })
http.createServer((request, response) => void answer(request, response)).listen(1)
