import type { OpenExchange } from '../exchange.ts'
import type { MessageRow } from '../message.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import type { Seen } from './seen.ts'
import { answerWords } from './words.ts'

const SENDING = '2025-11-25 basic/transports#sending-messages-to-the-server'

/** What a POST carries, and with which status it is taken. */
export const postRules: readonly AnyRule[] = [
  {
    id: 'batch-rejected',
    severity: 'error',
    side: 'client',
    title: 'A batch of JSON-RPC messages where none may be sent',
    recognised:
      'The body of a POST is an array although the negotiated version is not 2025-03-26, the only one with batches. In a session of ' +
      '2025-03-26 it is the server that must take it. A batch with initialize in it is another finding.',
    fix: {
      client: 'Send each message in a POST of its own; update a library that was made for 2025-03-26.',
      server: 'Take arrays from clients of 2025-03-26 only.',
    },
    spec: '2025-06-18 changelog (batching removed); 2025-03-26 basic#batching',
    on: 'exchange',
    check: batch,
  },
  {
    id: 'request-answered-202',
    severity: 'error',
    side: 'server',
    title: 'The server answered a request with 202 and no response',
    recognised:
      'A POST of Streamable HTTP holds a request (it has an id) and is answered with 202. On HTTP+SSE this is right: the response ' +
      'comes on the stream. For notifications and responses 202 is right too.',
    fix: {
      server:
        'Answer a request with application/json or text/event-stream; take any message with an id for a request, be it a text or 0.',
      client: 'Fail at once instead of waiting: nothing will come.',
    },
    spec: SENDING,
    on: 'exchange',
    check: taken,
  },
  {
    id: 'notification-answered-with-body',
    severity: 'warning',
    side: 'server',
    title: 'A notification or a response was not answered with 202',
    recognised:
      'A POST without any request is answered with a success other than 202, with or without a body. 204 is a harmless deviation.',
    fix: {
      server: 'Answer notifications and responses with 202 and no body.',
      client: 'Ignore the body.',
    },
    spec: SENDING,
    on: 'exchange',
    check: wordy,
  },
  {
    id: 'server-request-response-rejected',
    severity: 'warning',
    side: 'server',
    title: "The client's answer to a request of the server was refused",
    recognised:
      'A POST that holds a response to a server request (sampling, elicitation, roots, ping) is refused. An error if a call of this ' +
      'session is still waiting meanwhile: it waits for this answer. If the id is refused for other requests too, the session is lost.',
    fix: {
      server:
        'Take the answer in the process that asked: session affinity with several workers, and no server requests in stateless mode.',
      operator: 'Route by Mcp-Session-Id, so that an answer reaches the instance whose stream asked.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server',
    on: 'refusal',
    check: answerRefused,
  },
]

const sentIn = ({ messages }: OpenExchange): MessageRow[] =>
  messages.filter(({ direction }) => direction === 'to-server')

const isOfSse = ({ row, session }: OpenExchange): boolean => (session?.row.transport ?? row.transport) === 'http+sse'

const WITH_BATCHES = '2025-03-26'

function batch(exchange: OpenExchange): Evidence | undefined {
  const { row, session, initializes, version } = exchange
  if (row.method !== 'POST' || initializes || row.status === null) return undefined
  const sent = sentIn(exchange)
  if (sent.length < 2 && (exchange.asked[0]?.from ?? 0) === 0) return undefined
  const agreed = session?.row.protocolVersion ?? version
  const isRefused = row.status === 400 && !session?.row.refusedOn.includes(row.frame)
  const isAllowed = agreed === WITH_BATCHES
  if (isAllowed ? !isRefused : row.status >= 400 && !isRefused) return undefined
  // Without a version, and with the first one, it is open whether a server takes them.
  if (!isRefused && (agreed === undefined || agreed === null || agreed < WITH_BATCHES)) return undefined
  const about = agreed
    ? `In ${agreed}, which both agreed on, batches ${isAllowed ? 'are part of the protocol' : 'do not exist'}.`
    : ''
  return {
    text: `The POST on frame ${row.frame} holds an array of ${sent.length} messages; the server answered ${answerWords(exchange)}. ${about}`,
    frames: [asked(exchange, 'sends an array'), answered(exchange, isRefused ? 'refuses it' : 'takes it all the same')],
    severity: isRefused ? 'error' : 'warning',
    side: isAllowed ? 'server' : 'client',
  }
}

function taken(exchange: OpenExchange): Evidence | undefined {
  const { row, session } = exchange
  if (row.status !== 202 || row.method !== 'POST' || isOfSse(exchange)) return undefined
  const request = sentIn(exchange).find(({ kind, answeredBy }) => kind === 'request' && answeredBy === null)
  if (!request) return undefined
  return {
    text:
      `${request.method ?? 'A request'} (id ${JSON.stringify(request.id)}) on frame ${request.frame} was answered with 202 and no response. 202 is for notifications: ` +
      'a client that waits for the result waits for ever.',
    frames: [asked(exchange, 'sends a request'), answered(exchange, 'takes it for a notification')],
    confidence: session?.row.issuedBy || row.era === 'modern' ? 'certain' : 'likely',
  }
}

function wordy(exchange: OpenExchange): Evidence | undefined {
  const { row } = exchange
  // Nearly every POST holds one request.
  if (exchange.cause !== null || row.method !== 'POST') return undefined
  if (row.status === null || row.status === 202 || row.status === 204) return undefined
  if (row.status < 200 || row.status > 299 || isOfSse(exchange)) return undefined
  const sent = sentIn(exchange)
  if (sent.length === 0 || sent.some(({ kind }) => kind === 'request' || kind === 'invalid')) return undefined
  const what = sent[0]?.kind === 'notification' ? (sent[0].method ?? 'a notification') : 'a response'
  return {
    text:
      `The POST on frame ${row.frame} holds ${what} and no request; the server answered ${row.status} with ` +
      `${row.responseBytes === 0 ? 'no body' : `${row.responseBytes} bytes of ${row.contentType ?? 'no type'}`} instead of 202.`,
    frames: [asked(exchange, `sends ${what}`), answered(exchange, 'is not 202')],
  }
}

function answerRefused(exchange: OpenExchange, { calls }: Seen): Evidence | undefined {
  const { row, session } = exchange
  // In the modern era servers ask nothing.
  if (row.method !== 'POST' || row.status === null || row.status < 400 || row.era === 'modern') return undefined
  const answer = sentIn(exchange).find(({ kind }) => kind === 'result' || kind === 'error')
  if (!answer) return undefined
  const waiting = session ? calls.of(session.row.key).find(isWaiting) : undefined
  return {
    text:
      `The client answered ${answer.method ?? 'a request of the server'}${answer.answers === null ? '' : ` of frame ${answer.answers}`} on frame ${row.frame}, and ` +
      `the server refused this answer with ${answerWords(exchange)}.` +
      (waiting ? ` ${waiting.row.method ?? 'A call'} (frame ${waiting.row.frame}) is still waiting.` : ''),
    frames: [
      ...(answer.answers === null ? [] : [{ frame: answer.answers, part: 'the server asks' }]),
      asked(exchange, 'the client answers'),
      answered(exchange, 'the answer is refused'),
    ],
    confidence: 'likely',
    severity: waiting ? 'error' : 'warning',
  }
}

/** Whether a call of the client is on its way and its exchange open. */
const isWaiting = ({
  row,
  answer,
  exchange,
}: {
  row: MessageRow
  answer: unknown
  exchange: OpenExchange | null
}): boolean => row.direction === 'to-server' && answer === null && exchange?.row.endedAt === null
