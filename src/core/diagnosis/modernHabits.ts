import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { isObject } from '../jsonrpc.ts'
import { errorOf, hasModernHead, metaField, sent } from './modernRequest.ts'
import { answered, type AnyRule, asked, type Evidence, type Said } from './rule.ts'
import { duration, requestHeader, type Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** Habits of the older protocol that do harm in the newer one, and results that it does not know. */
export const modernHabitRules: readonly AnyRule[] = [
  {
    id: 'modern-session-leftovers',
    severity: 'warning',
    side: 'client',
    title: 'Sessions are used where there are none',
    recognised:
      'A request of the modern era carries Mcp-Session-Id or Last-Event-ID, or a successful answer to one brings a session id. Servers of both eras do so for older clients only.',
    fix: {
      client: 'Drop the session and resumption headers, and GET and DELETE, in the newer protocol.',
      server: 'Ignore them, and issue no ids.',
    },
    spec: '2026-07-28 basic/transports/streamable-http#earlier-revisions',
    scope: 'client',
    on: 'exchange',
    check: leftovers,
  },
  {
    id: 'modern-removed-method',
    severity: 'error',
    side: 'client',
    title: 'The method does not exist in the newer protocol',
    recognised:
      'A request or notification with a head of the modern era names initialize, ping, logging/setLevel, resources/subscribe, resources/unsubscribe, or their notifications.',
    fix: {
      client:
        'Use _meta logLevel in place of logging/setLevel, and subscriptions/listen in place of resources/subscribe; there is no handshake and no ping.',
    },
    spec: '2026-07-28 changelog',
    scope: 'client',
    on: 'exchange',
    check: (exchange) => {
      if (exchange.row.era !== 'modern' && !exchange.initializes) return undefined
      const message = sent(exchange)
      if (
        !message ||
        !hasModernHead(exchange) ||
        message.method === null ||
        !REMOVED.has(message.method) ||
        isNegotiation(exchange)
      )
        return undefined
      const isRefused = exchange.row.status === null || exchange.row.status >= 300 || exchange.errorCode !== null
      return {
        text: `${requestWords(exchange)} on frame ${exchange.row.frame} was sent with version ${requestHeader(exchange, 'mcp-protocol-version') ?? '2026-07-28'}, which has no ${message.method}, and was answered ${answerWords(exchange)}.`,
        frames: [asked(exchange, `sends ${message.method}`), answered(exchange, isRefused ? 'refuses it' : 'takes it')],
        ...(!isRefused && { severity: 'warning' as const }),
      }
    },
  },
  {
    id: 'modern-client-posted-response-or-batch',
    severity: 'error',
    side: 'client',
    title: 'The client posted an answer, or a batch',
    recognised: 'The body of a POST with a head of the modern era is a JSON-RPC response or an array.',
    fix: { client: 'Answer what a server asks with inputResponses in a repeated request; send one message a request.' },
    spec: '2026-07-28 basic/transports/streamable-http#sending-messages',
    scope: 'client',
    explains: ['server-request-response-rejected'],
    on: 'exchange',
    check: (exchange) => {
      const [first] = exchange.asked
      if (!first || exchange.initializes || exchange.row.carried !== null || !hasModernHead(exchange)) return undefined
      const isBatch = exchange.asked.length > 1
      if (!isBatch && first.kind !== 'result' && first.kind !== 'error') return undefined
      return {
        text: `The POST on frame ${exchange.row.frame} carries ${isBatch ? `${exchange.asked.length} messages at once` : `a ${first.kind} for id ${JSON.stringify(first.id ?? null)}`}, and was answered ${answerWords(exchange)}.`,
        frames: [asked(exchange, isBatch ? 'is a batch' : 'is an answer'), answered(exchange, 'answers')],
      }
    },
  },
  {
    id: 'modern-cancel-notification-posted',
    severity: 'note',
    side: 'client',
    title: 'A cancellation was posted, where closing the stream would do',
    recognised:
      'notifications/cancelled is posted with a head of the modern era, and not for a subscription, of which the TypeScript SDK takes its leave so.',
    fix: { client: 'Just close the stream of the request.', server: 'Accept it and do nothing.' },
    spec: '2026-07-28 basic/patterns/cancellation',
    scope: 'client',
    on: 'exchange',
    check: (exchange, seen) => {
      if (exchange.row.era !== 'modern') return undefined
      const message = sent(exchange)
      if (message?.method !== 'notifications/cancelled' || !hasModernHead(exchange)) return undefined
      const id = message.params?.requestId
      const of = seen
        .client(exchange)
        ?.recent.find((other) => other.asked.some((one) => one.kind === 'request' && one.id === id))
      if (of?.row.rpc?.startsWith('subscriptions/listen')) return undefined
      return {
        text: `The client posted notifications/cancelled for id ${JSON.stringify(id ?? null)} on frame ${exchange.row.frame}, and was answered ${answerWords(exchange)}. In this protocol a request is cancelled by closing its stream.`,
        frames: [...(of ? [asked(of, 'the request')] : []), asked(exchange, 'cancels it by a message')],
      }
    },
  },
  {
    id: 'modern-server-request-on-stream',
    severity: 'error',
    side: 'server',
    title: 'The server sends a request of its own',
    recognised:
      'A stream or the stdout of a server carries a JSON-RPC request, in the modern era. On a connection of the older protocol that is right.',
    fix: { server: 'Return a result with resultType input_required and inputRequests.', client: 'Do not answer it.' },
    spec: '2026-07-28 basic/transports/streamable-http#receiving-messages',
    on: 'message',
    kinds: ['request'],
    check: ({ row, exchange, message }, seen) => {
      if (row.kind !== 'request' || row.direction !== 'to-client' || eraOfSaid({ row, exchange }, seen) !== 'modern')
        return undefined
      return {
        text: `The server sent the request ${row.method ?? ''} (id ${JSON.stringify(message.id ?? null)}) on frame ${row.frame}. In this protocol no client answers it.`,
        frames: [
          ...(exchange ? [asked(exchange, 'opens the stream')] : []),
          { frame: row.frame, part: 'a request of the server' },
        ],
      }
    },
  },
  {
    id: 'modern-disconnect-cancelled-request',
    severity: 'error',
    side: 'between',
    title: 'A connection that broke cancelled the work',
    recognised:
      'A request of the modern era (no subscription) was open when its client closed the connection, before a result, after a long time or with the ' +
      'same request sent anew. A client that cancels at once means it.',
    fix: {
      client: 'Keep the stream open until the result has come; use the tasks extension for long work.',
      server: 'Send a comment now and then, so that nothing cuts the stream for being idle.',
      operator: 'Raise the time limits of gateways.',
    },
    spec: '2026-07-28 basic/transports/streamable-http#cancellation',
    on: 'afterwards',
    check: disconnected,
  },
  {
    id: 'modern-result-type-unknown',
    severity: 'error',
    side: 'server',
    title: 'The result is of a type that the request does not allow',
    recognised:
      'resultType is none of complete and input_required and no extension that the client declared explains it, or input_required answers a method that knows no rounds. An absent type means complete.',
    fix: {
      server: 'Send complete or input_required, and types of extensions only to clients that declared them.',
      client: 'Fail and say so.',
    },
    spec: '2026-07-28 basic/index; basic/patterns/mrtr',
    on: 'message',
    kinds: ['result'],
    check: resultType,
  },
  {
    id: 'tasks-extension-misuse',
    severity: 'error',
    side: 'client',
    title: 'Tasks are used as in another revision',
    recognised:
      'In the modern era: tasks/result or tasks/list, an unknown taskId, tasks/* without Mcp-Name, or a task for a client that did not declare the extension.',
    fix: {
      client: 'Poll tasks/get and deliver input with tasks/update; send Mcp-Name with the task id.',
      server: 'Answer -32021 to clients that did not declare io.modelcontextprotocol/tasks.',
      operator: 'Route by Mcp-Name.',
    },
    spec: 'SEP-2663',
    on: 'refusal',
    check: (exchange) => {
      if (exchange.row.era !== 'modern' || !exchange.row.rpc?.startsWith('tasks/')) return undefined
      const error = errorOf(exchange)
      const method = sent(exchange)?.method ?? ''
      const isGone = (method === 'tasks/result' || method === 'tasks/list') && error?.code === -32_601
      const isUnknown = error?.code === -32_602
      const isBare = error?.code === -32_020 && requestHeader(exchange, 'mcp-name') === undefined
      if (!isGone && !isUnknown && !isBare) return undefined
      const why = isGone
        ? `${method} is of the revision 2025-11-25 and no longer exists`
        : isBare
          ? 'the request has no Mcp-Name'
          : 'the server does not know the task'
      return {
        text: `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${answerWords(exchange)}: ${why}.`,
        frames: [asked(exchange, 'asks about a task'), answered(exchange, 'refuses it')],
        ...(isUnknown && { side: 'unknown' as const, confidence: 'likely' as const }),
      }
    },
  },
]

const REMOVED: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
  'notifications/initialized',
  'notifications/roots/list_changed',
])

function leftovers(exchange: OpenExchange): Evidence | undefined {
  const { row, offered } = exchange
  if (row.era !== 'modern' || !hasModernHead(exchange)) return undefined
  const headers = ['mcp-session-id', 'last-event-id'].filter((name) => requestHeader(exchange, name) !== undefined)
  if (headers.length > 0) {
    return {
      text: `${requestWords(exchange)} on frame ${row.frame} is of the newer protocol and carries ${headers.join(' and ')}, which mean nothing there.`,
      frames: [asked(exchange, `carries ${headers.join(', ')}`)],
    }
  }
  if (offered === null || row.status === null || row.status >= 300) return undefined
  return {
    text: `The answer to ${requestWords(exchange)} on frame ${row.frame} brings the session id ${offered}; the newer protocol has no sessions.`,
    frames: [answered(exchange, 'brings a session id')],
    side: 'server',
  }
}

/** The era of the exchange or of the process that a message belongs to. */
function eraOfSaid({ row, exchange }: Pick<Said, 'row' | 'exchange'>, seen: Seen): string | null {
  return exchange ? exchange.row.era : (seen.keyed(row.session)?.row.era ?? null)
}

/** Whoever cancels on purpose does so sooner; in microseconds. */
const LONG = 30_000_000

function disconnected(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, told, startedAt } = exchange
  if (
    row.era !== 'modern' ||
    row.end !== 'client-abort' ||
    row.rpc === null ||
    row.rpc.startsWith('subscriptions/listen')
  )
    return undefined
  const message = sent(exchange)
  if (message?.kind !== 'request' || told.some(({ kind }) => kind === 'result' || kind === 'error')) return undefined
  const endedAt = exchange.endedAt ?? exchange.startedAt
  const again = seen
    .after(exchange)
    .find(
      (other) =>
        other.row.rpc === row.rpc &&
        JSON.stringify(sent(other)?.params?.arguments) === JSON.stringify(message.params?.arguments),
    )
  if (!again && endedAt - startedAt < LONG) return undefined
  return {
    text:
      `The client's connection closed ${duration(startedAt, endedAt)} after ${requestWords(exchange)} on frame ${row.frame}, before its result. In this ` +
      `protocol that cancels the work${again ? `; the same was asked again on frame ${again.row.frame}, from the beginning` : ''}.`,
    frames: [asked(exchange, 'asks'), ...(again ? [asked(again, 'asks again')] : [])],
    confidence: again ? 'likely' : 'possible',
    ...(!again && { severity: 'warning' as const }),
  }
}

const ROUNDS: ReadonlySet<string | null> = new Set(['tools/call', 'prompts/get', 'resources/read'])
const TASKS = 'io.modelcontextprotocol/tasks'

function resultType({ row, message, exchange }: Said, seen: Seen): Evidence | undefined {
  if (row.kind !== 'result' || !isObject(message.result) || message.result.resultType === undefined) return undefined
  const told = message.result.resultType
  const type = typeof told === 'string' ? told : JSON.stringify(told)
  if (type === 'complete' || (type === 'input_required' && ROUNDS.has(row.method))) return undefined
  if (eraOfSaid({ row, exchange }, seen) !== 'modern') return undefined
  const request = exchange?.asked.find(({ id }) => id === message.id)
  if (type === 'task' && (!request || declares(request, TASKS))) return undefined
  const frames = [
    ...(row.answers === null ? [] : [{ frame: row.answers, part: 'asks' }]),
    { frame: row.frame, part: `resultType ${quoted(type)}` },
  ]
  const why =
    type === 'input_required'
      ? `${row.method ?? 'this method'} knows no rounds`
      : type === 'task'
        ? 'the client did not declare the tasks extension'
        : 'no client knows this type'
  return { text: `The result on frame ${row.frame} has resultType ${quoted(type)}, and ${why}.`, frames }
}

function declares(request: Parameters<typeof metaField>[0], extension: string): boolean {
  const capabilities = metaField(request, 'clientCapabilities')
  const extensions = isObject(capabilities) && isObject(capabilities.extensions) ? capabilities.extensions : {}
  return extension in extensions || (isObject(capabilities) && (extension in capabilities || 'tasks' in capabilities))
}
