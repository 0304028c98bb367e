import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { mediaType } from '../http.ts'
import { sayingOf, voiceOf } from './lexicon.ts'
import { answered, asked, type Evidence, type Said, type AnyRule } from './rule.ts'
import type { Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

const LIFECYCLE = '2025-11-25 basic/lifecycle#initialization'

/** How servers answer the beginning of a session. */
export const handshakeServerRules: readonly AnyRule[] = [
  {
    id: 'initialize-error-response',
    severity: 'error',
    side: 'server',
    title: 'initialize was answered with an error',
    recognised:
      'A JSON-RPC error answers initialize. Refusals because of a session, a header or a newer revision, and steps of a client that reaches ' +
      'the server in another way, are other findings or none.',
    fix: {
      server:
        'Answer with a version that you support instead of an error; name the supported ones in the error if none fits; look for an exception at start-up.',
      client: 'Show the text of the error, and try a version that the server names.',
    },
    spec: '2025-11-25 basic/lifecycle#version-negotiation',
    on: 'message',
    kinds: ['error'],
    check: initializeFailed,
  },
  {
    id: 'server-already-initialized',
    severity: 'error',
    side: 'server',
    title: 'The server serves one client only',
    recognised:
      'An initialize without an id is refused because the server has been initialized already. With a live id it is double-initialize.',
    fix: {
      server:
        'Make one transport and one server for each session and keep them in a map by id; or one for each request, stateless; or createMcpHandler (TypeScript v2).',
      operator: 'A restart frees the server for exactly one client.',
    },
    spec: '2025-11-25 basic/transports#session-management',
    scope: 'capture',
    explains: ['initialize-error-response'],
    on: 'refusal',
    check: alreadyInitialized,
  },
  {
    id: 'already-connected-protocol',
    severity: 'error',
    side: 'server',
    title: 'One server object is connected to several transports',
    recognised: 'A status 500 with the text "Already connected to a transport".',
    fix: { server: 'Make a new McpServer for each connection, in a factory, instead of sharing one.' },
    spec: '2025-11-25 basic/transports',
    scope: 'capture',
    explains: ['initialize-error-response', 'server-error-status'],
    on: 'refusal',
    check: connectedTwice,
  },
  {
    id: 'session-wedged-transport-closed',
    severity: 'error',
    side: 'server',
    title: 'After one session was ended, the server takes no other',
    recognised:
      'An initialize without any id is answered 404 in words about a session. A 404 to requests that carry an ended id is as it should be.',
    fix: {
      server: 'Make a transport for each session: a shared one is closed for ever with its first session.',
      operator: 'Restart the server.',
    },
    spec: '2025-11-25 basic/transports#session-management',
    scope: 'capture',
    explains: ['initialize-error-response', 'endpoint-not-found-html'],
    on: 'refusal',
    check: shutForGood,
  },
  {
    id: 'double-initialize',
    severity: 'warning',
    side: 'client',
    title: 'initialize was repeated inside a living session',
    recognised:
      'An initialize carries the id of a session that is alive. With a dead or foreign id it is session-id-on-initialize.',
    fix: {
      client:
        'Run the handshake once, whoever asks for it; to begin anew, DELETE the session and initialize without an id.',
    },
    spec: LIFECYCLE,
    explains: ['initialize-error-response'],
    on: 'exchange',
    check: initializesAgain,
  },
  {
    id: 'initialize-batched',
    severity: 'error',
    side: 'client',
    title: 'initialize is part of a batch',
    recognised: 'The body of a POST is an array of several messages, and initialize is one of them.',
    fix: { client: 'Send initialize as a single message, and wait for its answer.' },
    spec: '2025-03-26 basic/lifecycle#initialization',
    explains: ['initialize-error-response'],
    on: 'exchange',
    check: initializesInBatch,
  },
  {
    id: 'session-manager-not-running',
    severity: 'error',
    side: 'server',
    title: 'The session manager of the server was not started',
    recognised:
      'Every POST, initialize first, is answered 500 "Internal Server Error" as plain text, and none ever worked. An application that fails only ' +
      'now and then works in between.',
    fix: {
      server:
        'Python: pass the lifespan on (FastAPI(lifespan=mcp_app.lifespan)), or hold `async with mcp.session_manager.run()` open in that of the parent app; ' +
        'the log says: Task group is not initialized. Make sure to use run().',
    },
    spec: 'Python SDK, StreamableHTTPSessionManager.run',
    scope: 'capture',
    explains: ['server-error-status'],
    on: 'refusal',
    check: notRunning,
  },
  {
    id: 'session-capacity-exhausted',
    severity: 'error',
    side: 'server',
    title: 'The server opens no more sessions',
    recognised:
      'An initialize is refused with 503 or 429 and a text about too many sessions. If an older session is pushed out instead, it is session-ended-by-server.',
    fix: {
      server:
        'End idle sessions (Python does after 30 minutes since 1.30 and 2.2) and raise the limit if so many are meant.',
      client: 'DELETE sessions that are done with, and use one session for many calls.',
    },
    spec: 'Python SDK, StreamableHTTPSessionManager(max_sessions=…)',
    scope: 'capture',
    explains: ['gateway-error', 'initialize-error-response'],
    on: 'refusal',
    check: fullHouse,
  },
]

const saysWords = (exchange: OpenExchange): string =>
  `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${answerWords(exchange)}${voiceOf(exchange)}`

function alreadyInitialized(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { initializes, row, refusal, session } = exchange
  const isHere = row.carried !== null && session?.row.issuedBy !== null
  if (!initializes || isHere || !/already.{0,20}initiali[sz]ed/i.test(refusal ?? '')) return undefined
  const first = seen.issued.find((other) => (other.row.issuedBy ?? Infinity) < row.frame)
  return {
    text:
      `${saysWords(exchange)}. It carries no id of a session here, so it asks for one of its own` +
      `${first ? `; the one that the server has was opened on frame ${first.row.issuedBy}` : ''}. The server shares one transport among all its clients.`,
    frames: [
      ...(first?.row.issuedBy ? [{ frame: first.row.issuedBy, part: 'the first client' }] : []),
      asked(exchange, 'another client initializes'),
      answered(exchange, 'is refused'),
    ],
    confidence: first ? 'certain' : 'likely',
  }
}

function connectedTwice(exchange: OpenExchange): Evidence | undefined {
  if (exchange.row.status !== 500 || sayingOf(exchange) !== 'shared server') return undefined
  return {
    text: `${saysWords(exchange)}. The server connects one and the same server object to a second transport.`,
    frames: [asked(exchange, 'needs a transport of its own'), answered(exchange, 'is refused')],
  }
}

function shutForGood(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { initializes, row, refusal } = exchange
  if (
    !initializes ||
    row.carried !== null ||
    row.status !== 404 ||
    !/session/i.test(refusal ?? '') ||
    isNegotiation(exchange)
  )
    return undefined
  const ended = seen.issued.find(({ row: { end } }) => end !== null && end.frame !== null && end.frame < row.frame)
  return {
    text:
      `${saysWords(exchange)}. It carries no session id: it asks for a new session` +
      `${ended ? `, and the one before was ended on frame ${ended.row.end?.frame} (${ended.row.end?.kind})` : ''}. The transport that all clients share is closed.`,
    frames: [
      ...(ended?.row.end?.frame ? [{ frame: ended.row.end.frame, part: 'the session before ends' }] : []),
      asked(exchange, 'asks for a new session'),
      answered(exchange, 'is refused as if it named an old one'),
    ],
    confidence: ended ? 'certain' : 'likely',
  }
}

function initializesAgain(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { initializes, row, afterEnd } = exchange
  if (!initializes || row.carried === null || afterEnd) return undefined
  const session = seen.session(row.carried)
  if (session?.row.transport !== 'streamable-http' || session.state === 'ended') return undefined
  if (session.row.issuedBy === null || session.row.issuedBy >= row.frame || session.row.refusedOn.includes(row.frame))
    return undefined
  return {
    text:
      `${saysWords(exchange)}. It carries the id of the session that was opened on frame ${session.row.issuedBy} and is alive. Some servers refuse this, ` +
      'others begin the session anew and forget its state.',
    frames: [
      { frame: session.row.issuedBy, part: 'the session is opened' },
      asked(exchange, 'initialize again'),
      answered(exchange, 'the answer'),
    ],
  }
}

function initializesInBatch(exchange: OpenExchange): Evidence | undefined {
  const { initializes, asked: messages } = exchange
  if (!initializes || messages.length < 2) return undefined
  return {
    text: `${saysWords(exchange)}. Its body is an array of ${messages.length} messages, and initialize must stand alone.`,
    frames: [asked(exchange, 'initialize in a batch'), answered(exchange, 'the answer')],
  }
}

/** Codes of the modern era, and the texts of findings that know more. */
const NEWER = new Set([-32_020, -32_021, -32_022, -32_001, -32_004])

function initializeFailed({ row, message, exchange }: Said): Evidence | undefined {
  if (row.kind !== 'error' || row.method !== 'initialize' || row.direction !== 'to-client' || row.answers === null)
    return undefined
  const { code, message: text } = message.error ?? { code: null, message: '' }
  if (
    NEWER.has(code ?? 0) ||
    /session|protocol.?version header|_meta|not acceptable|content-type|host|origin|parse/i.test(text)
  )
    return undefined
  if (exchange && (isNegotiation(exchange) || exchange.row.status === 401 || exchange.row.status === 403))
    return undefined
  return {
    text: `initialize on frame ${row.answers} was answered on frame ${row.frame} with error ${code ?? ''} ${quoted(text)}. Without an InitializeResult there is no session.`,
    frames: [
      { frame: row.answers, part: 'initialize' },
      { frame: row.frame, part: 'an error instead of a result' },
    ],
  }
}

/** Every POST fails in the same way, from initialize on. */
function notRunning(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, refusal, initializes } = exchange
  if (row.status !== 500 || !initializes || row.carried !== null || refusal?.trim() !== 'Internal Server Error')
    return undefined
  if (mediaType(row.contentType ?? undefined) !== 'text/plain') return undefined
  const posts = seen.recent.filter(
    (one) => one.row.method === 'POST' && one.row.status !== null && one.path === exchange.path,
  )
  if (posts.some(({ row: { status } }) => status !== 500)) return undefined
  const [first = exchange] = posts
  return {
    text:
      `${saysWords(exchange)}, and so was every POST to this URL (${posts.length} so far). This is what the Python SDK answers if its session manager was never ` +
      'started; an exception in the application can look the same.',
    frames: [asked(first, 'initialize'), answered(first, 'fails')],
    confidence: 'likely',
  }
}

function fullHouse(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, refusal, initializes } = exchange
  if (!initializes || (row.status !== 503 && row.status !== 429)) return undefined
  if (!/(too many|maximum|limit|max).{0,40}session|session.{0,40}(limit|exhausted|capacity)/i.test(refusal ?? ''))
    return undefined
  const open = seen.issued.filter(({ state }) => state === 'open').length
  return {
    text: `${saysWords(exchange)}. ${open === 0 ? 'None' : `${open}`} of the sessions of this capture ${open === 1 ? 'is' : 'are'} still open; each that is not ended with DELETE stays until it expires.`,
    frames: [asked(exchange, 'asks for a session'), answered(exchange, 'there is no room')],
  }
}
