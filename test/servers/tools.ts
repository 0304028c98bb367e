import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { ElicitResultSchema, ListRootsResultSchema, type CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

const READ_ONLY = { readOnlyHint: true }

/** Called with the session id of each tool call before the tool runs. */
export type OnCall = (sessionId: string | undefined) => void

/** An SDK server with tools that between them use every way a message can take. */
export function createToolServer(onCall: OnCall = () => {}): McpServer {
  const server = new McpServer({ name: 'tool-server', version: '1.0.0' })
  addPlainTools(server, onCall)
  addTalkingTools(server, onCall)
  return server
}

function addPlainTools(server: McpServer, onCall: OnCall): void {
  server.registerTool(
    'echo',
    { description: 'Gives back its text', inputSchema: { text: z.string() }, annotations: READ_ONLY },
    ({ text }, { sessionId }) => {
      onCall(sessionId)
      return says(text)
    },
  )
  server.registerTool(
    'add',
    { description: 'Adds two numbers', inputSchema: { a: z.number(), b: z.number() }, annotations: READ_ONLY },
    ({ a, b }, { sessionId }) => {
      onCall(sessionId)
      return says(String(a + b))
    },
  )
  server.registerTool(
    'slow',
    { description: 'Answers after so many milliseconds', inputSchema: { ms: z.number() } },
    async ({ ms }, { sessionId, signal }) => {
      onCall(sessionId)
      await delay(ms, undefined, { signal })
      return says(`waited ${ms} ms`)
    },
  )
  server.registerTool('fail', { description: 'Fails', inputSchema: {} }, (_, { sessionId }) => {
    onCall(sessionId)
    return { ...says('it failed'), isError: true }
  })
}

const askInput = {
  what: z.enum(['roots', 'elicitation']),
  /** The stream that carries the question: the answer's own, or the one opened with GET. */
  on: z.enum(['response', 'standalone']).default('response'),
}

function addTalkingTools(server: McpServer, onCall: OnCall): void {
  server.registerTool(
    'ask',
    { description: 'Asks the client back', inputSchema: askInput },
    async ({ what, on }, { sessionId, sendRequest }) => {
      onCall(sessionId)
      const ask: typeof sendRequest = on === 'response' ? sendRequest : (...args) => server.server.request(...args)
      if (what === 'roots') return says(JSON.stringify(await ask({ method: 'roots/list' }, ListRootsResultSchema)))
      return says(JSON.stringify(await ask({ method: 'elicitation/create', params: QUESTION }, ElicitResultSchema)))
    },
  )
  server.registerTool(
    'stream',
    { description: 'Reports progress, then answers', inputSchema: { steps: z.number(), gapMs: z.number().default(0) } },
    async ({ steps, gapMs }, { sessionId, sendNotification, _meta }) => {
      onCall(sessionId)
      const progressToken = _meta?.progressToken
      for (let progress = 1; progress <= steps; progress++) {
        if (gapMs > 0) await delay(gapMs)
        if (progressToken === undefined) continue
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: steps, message: `step ${progress}` },
        })
      }
      return says(`${steps} steps`)
    },
  )
}

const QUESTION = {
  message: 'What is your name?',
  requestedSchema: { type: 'object' as const, properties: { name: { type: 'string' as const } } },
}

function says(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] }
}
