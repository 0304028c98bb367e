import { once } from 'node:events'
import http from 'node:http'

/** One request, as nobody's SDK would send it. Headers with the value null are left out. */
export interface PlainRequest {
  method?: 'GET' | 'POST' | 'DELETE'
  headers?: Record<string, string | string[] | null>
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown
  /** On a connection that nobody used before. */
  fresh?: boolean
}

export interface PlainAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
}

/** An answer that goes on. */
export interface PlainStream {
  status: number
  headers: http.IncomingHttpHeaders
  /** Resolves with everything received once it contains `text`; rejects if the stream ends before. */
  until(text: string): Promise<string>
  /** Resolves with everything once the server has ended it, cleanly or not. */
  ended: Promise<string>
  /** Leaves without waiting for the end. */
  close(): void
}

/** A client whose every request is the test's own. */
export interface PlainClient {
  /** Sends it and waits for the whole answer. */
  send(request: PlainRequest): Promise<PlainAnswer>
  /** Sends it and waits for the head of the answer. */
  open(request: PlainRequest): Promise<PlainStream>
  /** Another URL of the same server, over the same connections. */
  at(url: string): PlainClient
  close(): void
}

const USUAL = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }

/** Sends to `url`; requests that follow each other share a connection, as those of most clients do. */
export function createPlain(url: string, agent = new http.Agent({ keepAlive: true, maxSockets: 8 })): PlainClient {
  const open = async (request: PlainRequest): Promise<PlainStream> => {
    const response = await begin(url, request, agent)
    return { status: response.statusCode ?? 0, headers: response.headers, ...reading(response) }
  }
  return {
    open,
    async send(request) {
      const { status, headers, ended } = await open(request)
      return { status, headers, text: await ended }
    },
    at: (other) => createPlain(other, agent),
    close: () => agent.destroy(),
  }
}

async function begin(url: string, request: PlainRequest, agent: http.Agent): Promise<http.IncomingMessage> {
  const { body, fresh = false } = request
  const method = request.method ?? (body === undefined ? 'GET' : 'POST')
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const usual: PlainRequest['headers'] = method === 'GET' ? { Accept: 'text/event-stream' } : USUAL
  const sized = text === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(text)) }
  const all = Object.entries({ ...usual, ...sized, ...request.headers })
  const headers = Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
  const sending = http.request(url, { method, headers, agent: fresh ? false : agent })
  sending.end(text)
  const [response] = (await once(sending, 'response')) as [http.IncomingMessage] // what a request emits
  return response
}

function reading(response: http.IncomingMessage) {
  let text = ''
  let over = false
  const waiting: (() => void)[] = []
  const tell = () => waiting.splice(0).forEach((resolve) => resolve())
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
    tell()
  })
  const ended = new Promise<string>((resolve) => {
    const end = () => {
      over = true
      tell()
      resolve(text)
    }
    // A stream that is cut short emits both; that it did is the tap's to tell.
    response.on('error', end).on('close', end)
  })
  return {
    ended,
    async until(part: string) {
      while (!text.includes(part)) {
        if (over) throw new Error(`the stream ended before ${JSON.stringify(part)}: ${text}`)
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      return text
    },
    close: () => void response.destroy(),
  }
}

/** Opens an HTTP+SSE stream and waits until it announces the URL of its messages. */
export async function openEndpoint(client: PlainClient, url: string): Promise<PlainStream & { messages: string }> {
  const stream = await client.at(url).open({})
  const text = await stream.until('session_id=')
  const announced = /data: *(\S+)/.exec(text)?.[1] ?? ''
  return { ...stream, messages: new URL(announced, url).href }
}

/** The first request of a session. */
export const initialize = (protocolVersion = '2025-11-25', id: number | string = 1): object => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'plain-client', version: '1.0.0' } },
})

const request = (id: number | string, method: string, params?: object): object => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params && { params }),
})

/** A call of the tool `echo`. */
export const echo = (id: number | string, text = 'hi'): object =>
  request(id, 'tools/call', { name: 'echo', arguments: { text } })
