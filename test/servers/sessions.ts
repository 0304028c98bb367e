import { StreamableHTTPServerTransport, type EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createToolServer, type OnCall } from './tools.ts'

/** What a server says to a request that it turns away. */
export interface Refusal {
  status: number
  /** Null: no Content-Type at all. */
  contentType: string | null
  body: string
}

/** What the TypeScript SDK says to an id that it does not know. */
const SESSION_NOT_FOUND: Refusal = {
  status: 404,
  contentType: 'application/json',
  body: '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}',
}

/** What the Python SDK up to 1.25 says to it. */
export const NO_VALID_SESSION_ID: Refusal = {
  status: 400,
  contentType: null,
  body: 'Bad Request: No valid session ID provided',
}

export function refuse(response: ServerResponse, { status, contentType, body }: Refusal): void {
  const type = contentType === null ? {} : { 'Content-Type': contentType }
  response.writeHead(status, { ...type, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

export interface SessionsOptions {
  /** Answers as `application/json` in place of event streams. */
  json?: boolean | undefined
  /** Keeps events, so that a cut stream can be resumed. */
  resumable?: boolean | undefined
  /** What a request with an unknown id is told; default: what the SDK says. */
  refusal?: Refusal | undefined
  onCall?: OnCall | undefined
  /** Called when the SDK has accepted a DELETE. */
  onEnded?: ((sessionId: string) => void) | undefined
}

/** The sessions that an SDK issued: one transport each, and the tools behind it. */
export interface Sessions {
  ids(): string[]
  /** Answers a request: with a new session if it carries no id, else with the session of its id. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Ends all sessions without telling anybody, as a restart does. */
  forget(): Promise<void>
}

export function createSessions(options: SessionsOptions): Sessions {
  const open = new Map<string, StreamableHTTPServerTransport>()
  const openSession = async () => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: options.json,
      eventStore: options.resumable ? createEventStore() : undefined,
      onsessioninitialized: (id) => void open.set(id, transport),
      onsessionclosed: (id) => {
        if (id === undefined) return
        open.delete(id)
        options.onEnded?.(id)
      },
    })
    await createToolServer(options.onCall).connect(transport)
    return transport
  }
  return {
    ids: () => [...open.keys()],
    async handle(request, response) {
      const id = request.headers['mcp-session-id']
      const transport = id === undefined ? await openSession() : open.get(String(id))
      if (transport) await transport.handleRequest(request, response)
      else refuse(response, options.refusal ?? SESSION_NOT_FOUND)
    },
    async forget() {
      const ended = [...open.values()]
      open.clear()
      for (const transport of ended) await transport.close()
    },
  }
}

function createEventStore(): EventStore {
  const events: { id: string; streamId: string; message: JSONRPCMessage }[] = []
  return {
    storeEvent(streamId, message) {
      const id = `${streamId}/${events.length}`
      events.push({ id, streamId, message })
      return Promise.resolve(id)
    },
    getStreamIdForEventId: (id) => Promise.resolve(events.find((event) => event.id === id)?.streamId),
    async replayEventsAfter(lastId, { send }) {
      const last = events.findIndex(({ id }) => id === lastId)
      const streamId = events[last]?.streamId ?? ''
      // A priming event is stored as an empty object; it is not sent again.
      const missed = events.slice(last + 1).filter((event) => event.streamId === streamId && 'jsonrpc' in event.message)
      for (const { id, message } of missed) await send(id, message)
      return streamId
    },
  }
}
