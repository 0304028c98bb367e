import http from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectSse } from '../../clients/sdk.ts'
import { EndpointWatch } from '../../../src/engine/tap/endpoint.ts'
import { createCursor } from '../../../src/engine/tap/framing.ts'
import { readTarget, type Target } from '../../../src/engine/tap/target.ts'
import { startSse } from '../../servers/sse.ts'
import { tapInFrontOf, type Tapped } from '../../interop/tapped.ts'

const TAP = 'http://127.0.0.1:7777'
const target = readTarget('http://127.0.0.1:3000/sse') as Target // a good address

/** Sends content through a watch in the given framing, in pieces of `size` bytes; what a client would decode. */
function through(content: string[], size: number, framing: 'chunked' | 'until close' = 'chunked') {
  const wire = Buffer.concat(
    content.map((text) => {
      const bytes = Buffer.from(text)
      return framing === 'chunked'
        ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
        : bytes
    }),
  )
  const watch = new EndpointWatch(framing, target, TAP)
  const cursor = createCursor({ kind: framing })
  const out: Buffer[] = []
  const rewrites: unknown[] = []
  for (let at = 0; at < wire.length; at += size) {
    const piece = wire.subarray(at, at + size)
    const parts: Buffer[] = []
    cursor.advance(piece, 0, (start, end) => parts.push(piece.subarray(start, end)))
    if (watch.done) out.push(piece)
    else {
      const { forward, rewrite } = watch.take(piece, parts, cursor.between)
      out.push(forward)
      if (rewrite) rewrites.push(rewrite)
    }
  }
  out.push(watch.release())
  return { wire: wire.toString(), sent: Buffer.concat(out), text: decoded(Buffer.concat(out), framing), rewrites }
}

function decoded(bytes: Buffer, framing: 'chunked' | 'until close'): string {
  const parts: Buffer[] = []
  createCursor({ kind: framing }).advance(bytes, 0, (start, end) => parts.push(bytes.subarray(start, end)))
  return Buffer.concat(parts).toString()
}

const SIZES = [1, 2, 3, 7, 20, 1000]

describe.each(['chunked', 'until close'] as const)('a stream that is %s', (framing) => {
  test.each(SIZES)('gets the tap for the one address, and nothing else changes (pieces of %i)', (size) => {
    const rest = ': é\r\n\r\nevent: message\r\ndata: http://127.0.0.1:3000/message?id=1\r\n\r\n'
    const content = [': connected\n\n', 'event: endpoint\r\ndata: http://localhost:3000/message?id=1\r\n\r\n', rest]
    const { text, rewrites } = through(content, size, framing)
    expect(text).toBe(`: connected\n\nevent: endpoint\r\ndata: ${TAP}/message?id=1\r\n\r\n${rest}`)
    expect(rewrites).toEqual([
      { what: 'endpoint', original: 'http://localhost:3000/message?id=1', changed: `${TAP}/message?id=1` },
    ])
  })

  test.each([
    ['a path', 'event: endpoint\ndata: /message?id=1\n\n'],
    ['another origin', 'event: endpoint\ndata: https://elsewhere.example/message?id=1\n\n'],
    ['a stream of Streamable HTTP', 'id: 1\ndata: \n\nevent: endpoint\ndata: http://127.0.0.1:3000/late\n\n'],
    ['an event that never ends', `data: ${'x'.repeat(70_000)}`],
  ])('passes on %s byte for byte', (_what, content) => {
    for (const size of content.length > 1000 ? [999, 70_000] : SIZES) {
      const { sent, wire, rewrites } = through([content], size, framing)
      expect(sent.toString()).toBe(wire)
      expect(rewrites).toEqual([])
    }
  })
})

describe('through a tap', () => {
  let server: Awaited<ReturnType<typeof startSse>>
  let front: http.Server
  let tapped: Tapped

  beforeAll(async () => {
    server = await startSse()
    // The SDK announces a path; what stands in front of it announces an absolute URL, as mcp-go and Java do.
    front = http.createServer((request, response) => {
      const { port } = new URL(server.url)
      const options = { port, path: request.url, method: request.method, headers: request.headers }
      const passed = http.request(options, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers)
        answer.on('data', (bytes: Buffer) => response.write(bytes.toString().replace('data: /', `data: ${origin()}/`)))
        answer.on('end', () => response.end())
      })
      response.on('close', () => passed.destroy())
      passed.on('error', () => response.destroy())
      request.pipe(passed)
    })
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', () => resolve()))
    tapped = await tapInFrontOf(origin() + new URL(server.url).pathname)
  })
  afterAll(async () => {
    await tapped.close()
    front.close()
    front.closeAllConnections()
    await server.close()
  })

  function origin(): string {
    const address = front.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  test('a client of the SDK stays on the tap, and the capture keeps what the server had announced', async () => {
    const client = await connectSse(tapped.url)
    expect(await client.call('echo', { text: 'hi' })).toContain('hi')
    await client.close()
    const posts = await tapped.rows('exchanges', (rows) => rows.some(({ rpc }) => rpc === 'tools/call echo'))
    const [session] = await tapped.rows('sessions', (rows) => rows[0]?.end !== null)
    expect(session).toMatchObject({
      transport: 'http+sse',
      issuedBy: posts[0]?.frame,
      end: { kind: 'closed-by-client' },
    })
    const shown = await tapped.api.show({ captureId: tapped.captureId, frame: posts[0]?.frame ?? 0 })
    expect(JSON.stringify(shown)).toContain(`"original":"${origin()}/`)
  })
})
