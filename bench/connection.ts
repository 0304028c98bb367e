import net from 'node:net'
import { createReader, push, type Answer } from './response.ts'

/** A keep-alive connection of a client with a session. */
export interface Connection {
  /** Requests sent so far. */
  sent(): number
  /** Sends a JSON-RPC message and waits for the whole answer; one at a time. `onText`: text of an event stream. */
  post(body: string, onText?: (text: string) => void): Promise<Answer>
  close(): void
}

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 'initialize',
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
})
const INITIALIZED = '{"jsonrpc":"2.0","method":"notifications/initialized"}'
const ignore = () => {}

/** Connects and does the handshake. */
export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port, pathname, host } = new URL(url)
  const ask = openSocket(hostname, Number(port))
  const start =
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
    'Accept: application/json, text/event-stream\r\n'
  let session = ''
  let sent = 0
  const post: Connection['post'] = (body, onText = ignore) => {
    sent++
    return ask.send(`${start}${session}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, onText)
  }
  const { head, status } = await post(INITIALIZE)
  const id = /\r\nmcp-session-id: *([^\r]+)/i.exec(head)?.[1]
  if (status !== 200 || id === undefined) throw new Error(`initialize was answered with ${status}`)
  session = `Mcp-Session-Id: ${id}\r\nMCP-Protocol-Version: 2025-06-18\r\n`
  await post(INITIALIZED)
  return { sent: () => sent, post, close: ask.close }
}

/** A bare socket on which one request at a time waits for its answer. */
function openSocket(host: string, port: number) {
  const socket = net.connect({ host, port, noDelay: true })
  let waiting: { take: (bytes: Buffer) => boolean; done: () => void; failed: (error: Error) => void } | undefined
  socket.on('data', (bytes) => {
    if (!waiting?.take(bytes)) return
    const { done } = waiting
    waiting = undefined
    done()
  })
  socket.on('error', (error) => waiting?.failed(error))
  socket.on('close', () => waiting?.failed(new Error('the connection was closed before the end of the answer')))
  return {
    send: (request: string, onText: (text: string) => void): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const reader = createReader(onText)
        waiting = { take: (bytes) => push(reader, bytes), done: () => resolve(reader.answer), failed: reject }
        socket.write(request)
      }),
    close: () => void socket.destroy(),
  }
}
