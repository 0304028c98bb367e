// A server that does as little as a Streamable HTTP server can, so that what stands in front of it shows.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

const Message = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string(),
  params: z
    .object({ name: z.string(), arguments: z.object({ size: z.number(), events: z.number(), gapMs: z.number() }) })
    .partial()
    .optional(),
})
type Message = z.infer<typeof Message>

const texts = new Map<number, Buffer>()
function text(size: number): Buffer {
  const known = texts.get(size)
  if (known !== undefined) return known
  const made = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(size / 45 + 1).slice(0, size))
  texts.set(size, made)
  return made
}

function sendJson(response: http.ServerResponse, body: Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body)
}

async function sendEvents(
  response: http.ServerResponse,
  id: number | string,
  size: number,
  events: number,
  gapMs: number,
) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
  const padding = text(size).toString()
  for (let progress = 1; progress <= events && !response.destroyed; progress++) {
    const params = `{"progressToken":${id},"progress":${progress},"stamp":${process.hrtime.bigint()},"message":"${padding}"}`
    const event = `event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":${params}}\n\n`
    if (!response.write(event)) await new Promise((resolve) => response.once('drain', resolve))
    if (gapMs > 0) await delay(gapMs)
  }
  response.end(`event: message\ndata: {"jsonrpc":"2.0","id":${id},"result":{"content":[]}}\n\n`)
}

const AFTER_TEXT = Buffer.from('"}]}}')

function echoed(id: number | string, size: number): Buffer {
  const start = `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"`
  return Buffer.concat([Buffer.from(start), text(size), AFTER_TEXT])
}

function answer(response: http.ServerResponse, { id, method, params }: Message): void {
  if (method === 'initialize') {
    const result = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'bench', version: '1.0.0' } }
    sendJson(response, Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, result })), { 'Mcp-Session-Id': randomUUID() })
  } else if (id === undefined) {
    response.writeHead(202).end()
  } else {
    const { size, events, gapMs } = params?.arguments ?? { size: 0, events: 0, gapMs: 0 }
    if (params?.name === 'stream') void sendEvents(response, id, size, events, gapMs)
    else sendJson(response, echoed(id, size))
  }
}

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => answer(response, Message.parse(JSON.parse(Buffer.concat(chunks).toString()))))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ url: `http://127.0.0.1:${address.port}/mcp` })
})
process.on('disconnect', () => process.exit(0))
