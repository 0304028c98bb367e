import net from 'node:net'
import { createReader, type Answer } from './response.ts'

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
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
  let waiting: { push(bytes: Buffer): boolean; done(): void; failed(error: Error): void } | undefined
  let session = ''
  let sent = 0
  socket.on('data', (bytes) => {
    if (!waiting?.push(bytes)) return
    const { done } = waiting
    waiting = undefined
    done()
  })
  socket.on('error', (error) => waiting?.failed(error))
  socket.on('close', () => waiting?.failed(new Error('the connection was closed before the end of the answer')))

  function post(body: string, onText: (text: string) => void = ignore): Promise<Answer> {
    const { answer, push } = createReader(onText)
    const promise = new Promise<Answer>((resolve, reject) => {
      waiting = { push, done: () => resolve(answer), failed: reject }
    })
    sent++
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
        `Accept: application/json, text/event-stream\r\n${session}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    return promise
  }

  const { head, status } = await post(INITIALIZE)
  const id = /\r\nmcp-session-id: *([^\r]+)/i.exec(head)?.[1]
  if (status !== 200 || id === undefined) throw new Error(`initialize was answered with ${status}`)
  session = `Mcp-Session-Id: ${id}\r\nMCP-Protocol-Version: 2025-06-18\r\n`
  await post(INITIALIZED)
  return { sent: () => sent, post, close: () => void socket.destroy() }
}
