import type { OpenExchange } from '../exchange.ts'
import { MOST_OF_SCOPE } from './calls.ts'
import type { AnyRule, Evidence, Said, StreamEvent } from './rule.ts'
import type { Seen } from './seen.ts'
import { quoted } from './words.ts'

/** Which message answers which, and on which stream it may come. */
export const routingRules: readonly AnyRule[] = [
  {
    id: 'response-id-mismatch',
    severity: 'error',
    side: 'server',
    title: 'A response whose id matches no waiting request',
    recognised:
      'A result or an error in a session that began in this capture, whose id belongs to no request that waits in that direction, or differs ' +
      'from it by its type (1 and "1"). A late answer to a cancelled request, and one that is delivered again after a resumption, are none.',
    fix: {
      server: 'Echo the id exactly as it came, with its type; give each session a server object of its own.',
      client: 'Echo the id of the server request exactly as it came.',
    },
    spec: '2025-11-25 basic#responses',
    on: 'message',
    kinds: ['result', 'error'],
    check: mismatch,
  },
  {
    id: 'duplicate-request-id-cross-wire',
    severity: 'error',
    side: 'client',
    title: 'Two requests of one session share an id',
    recognised:
      'A request has the id of another one in the session that still waits; 1 and "1" are a warning, as Python servers take them for the same. A request ' +
      'that is repeated after a refusal is none. Reuse after the answer is a warning, from the third time on.',
    fix: {
      client: 'Count ids up for the life of the session; do not let several processes share one session.',
      server: 'Refuse an id that is in use (-32600), and keep streams by request and not by the bare id.',
    },
    spec: '2025-11-25 basic#requests',
    on: 'message',
    kinds: ['request'],
    check: duplicate,
  },
  {
    id: 'response-on-wrong-stream',
    severity: 'error',
    side: 'server',
    title: 'A response came on the standalone GET stream',
    recognised:
      'A stream opened by GET without Last-Event-ID carries the response to a POST. A resumed stream may carry it; on HTTP+SSE all ' +
      'responses come on the one stream.',
    fix: {
      server: 'Send a response on the stream of its own POST: route by request, not by session.',
      client: 'Read responses on every stream, as the SDKs for TypeScript and Python do.',
    },
    spec: '2025-11-25 basic/transports#listening-for-messages-from-the-server',
    on: 'message',
    kinds: ['result', 'error'],
    check: wrongStream,
  },
  {
    id: 'message-broadcast-on-multiple-streams',
    severity: 'warning',
    side: 'server',
    title: 'One message was sent on two streams of a session',
    recognised:
      'The same text within a second on two streams of one session: a request, a response, or a notification of which the GET stream has one. ' +
      'What is replayed on a resumed stream, and equal log messages of two calls, are none.',
    fix: {
      server: 'Choose one stream for each message.',
      client: 'Leave out what was received before.',
    },
    spec: '2025-11-25 basic/transports#multiple-connections',
    on: 'event',
    check: broadcast,
  },
  {
    id: 'notification-routed-to-standalone-stream',
    severity: 'warning',
    side: 'server',
    title: 'Progress of a call was sent to the GET stream',
    recognised:
      'A progress notification on the standalone GET stream bears the token of a POST of this session. If no progress comes anywhere, the ' +
      'server sends none.',
    fix: {
      server:
        'Send it with what belongs to the request: extra.sendNotification in TypeScript (or relatedRequestId), ctx.report_progress in Python.',
      client: 'Keep the GET stream open, and take progress from it.',
    },
    spec: '2025-11-25 basic/transports#sending-messages-to-the-server; basic/utilities/progress',
    on: 'message',
    kinds: ['notification'],
    check: strayProgress,
  },
  {
    id: 'resume-cross-stream-replay',
    severity: 'error',
    side: 'server',
    title: 'A resumed stream replays what belongs to another stream',
    recognised:
      'A GET with Last-Event-ID carries the response to a request whose stream is not the one that the event id came from.',
    fix: {
      server: 'Keep events by stream, with the stream in the event id, and replay only what followed on that one.',
    },
    spec: '2025-11-25 basic/transports#resumability-and-redelivery',
    on: 'message',
    kinds: ['result', 'error'],
    check: crossReplay,
  },
]

const isAnswer = ({ row: { kind } }: Said): boolean => kind === 'result' || kind === 'error'

const idWords = (id: string | number | null): string => JSON.stringify(id)

function mismatch(said: Said, seen: Seen): Evidence | undefined {
  const { calls } = seen
  const { row, exchange } = said
  if (!isAnswer(said) || (isReplay(said) && row.direction === 'to-server')) return undefined
  const meant = calls.meantBy(said)
  if (meant?.row.id === row.id)
    return !meant.answer || meant.answer.row === row || meant.cancelled ? undefined : again(said, meant.row.frame)
  if (!meant && row.answers !== null) return undefined
  // Refusals of the transport often name no id.
  if (exchange?.row.status && exchange.row.status >= 300 && row.direction === 'to-client') return undefined
  const session = exchange ? exchange.session : seen.keyed(row.session)
  if (!session?.row.issuedBy || (session.row.sessionId === null && session.row.transport !== 'stdio')) return undefined
  const near = calls.near(said).filter((call) => call.row.direction !== row.direction)
  const twin = meant ?? near.findLast((call) => call.answer === null && call.idText === String(row.id))
  const waits = twin ?? near.findLast((call) => call.answer === null && !call.cancelled)
  const why = twin
    ? `the request on frame ${twin.row.frame} has the id ${idWords(twin.row.id)}`
    : `none of the ${near.length < MOST_OF_SCOPE ? 'requests' : 'last requests'} of this session has it`
  return {
    text:
      `The ${row.kind} on frame ${row.frame} bears the id ${idWords(row.id)}, and ${why}. Its receiver cannot tell what it answers and drops it` +
      `${waits ? `; ${waits.row.method ?? 'a request'} (frame ${waits.row.frame}) waits in vain` : ''}.`,
    frames: [
      ...(waits ? [{ frame: waits.row.frame, part: `asks with id ${idWords(waits.row.id)}` }] : []),
      { frame: row.frame, part: `answers with id ${idWords(row.id)}` },
    ],
    ...blame(row),
    confidence: twin ? 'certain' : 'likely',
  }
}

/** The id was answered before. What a resumed stream brings again is as it should be, and what two streams bring is another finding. */
function again(said: Said, request: number): Evidence | undefined {
  const { row, exchange } = said
  if (exchange?.stream?.kind === 'resumed' || (exchange?.row.status ?? 0) >= 300) return undefined
  return {
    text:
      `The ${row.kind} on frame ${row.frame} answers the id ${idWords(row.id)}, and the request that had it (frame ${request}) was answered before. ` +
      'Either one request was answered twice, or two sessions are mixed up inside the server.',
    frames: [
      { frame: request, part: 'asks' },
      { frame: row.frame, part: 'answers once more' },
    ],
    ...blame(row),
    confidence: 'likely',
  }
}

/** Who sent a message is at fault; what the two sides do wrong are two findings. */
const blame = ({ direction, session }: Said['row']): Pick<Evidence, 'side' | 'about'> => {
  const side = direction === 'to-client' ? 'server' : 'client'
  return { side, about: `${session ?? ''} ${side}` }
}

/** Whether a session is one by its name or its process: what is only shown together has ids of several clients. */
const isNamed = ({ exchange }: Said): boolean =>
  exchange === null || typeof exchange.session?.row.sessionId === 'string'

/** A replay repeats the id of what it replays. */
const isReplay = ({ exchange }: Pick<Said, 'exchange'>): boolean => exchange !== null && exchange.row.replay !== null

function duplicate(said: Said, { calls }: Seen): Evidence | undefined {
  const { row } = said
  if (row.kind !== 'request' || row.direction !== 'to-server' || !isNamed(said) || isReplay(said)) return undefined
  const idText = String(row.id)
  const before = calls
    .near(said)
    .filter(
      (call) =>
        call.idText === idText && call.row.frame !== row.frame && call.row.direction === 'to-server' && !isReplay(call),
    )
  if (before.length === 0) return undefined
  const open = before.findLast(({ answer, exchange }) => answer === null && (exchange?.row.endedAt ?? null) === null)
  if (open) {
    const isSame = open.row.id === row.id
    return {
      text:
        `${row.method ?? 'The request'} on frame ${row.frame} has the id ${idWords(row.id)}, and so has ${open.row.method ?? 'the request'} on frame ${open.row.frame}, which is not answered yet. ` +
        (isSame
          ? 'Servers that keep their streams by id send the first result to the second request, and the first one waits until its client gives up.'
          : 'By their type they differ; servers that take ids for texts (Python) mix the two up all the same.'),
      frames: [
        { frame: open.row.frame, part: 'still waits' },
        { frame: row.frame, part: 'has the same id' },
      ],
      ...(!isSame && { severity: 'warning' as const, confidence: 'possible' as const }),
    }
  }
  const answers = before.filter(({ answer, row: { id } }) => answer?.row.kind === 'result' && id === row.id)
  const [first] = answers
  if (!first || answers.length < 2) return undefined
  return {
    text: `${row.method ?? 'The request'} on frame ${row.frame} is the ${answers.length + 1}th of this session with the id ${idWords(row.id)}. As none of them overlap, nothing breaks yet.`,
    frames: [
      { frame: first.row.frame, part: 'had this id first' },
      { frame: row.frame, part: 'has it again' },
    ],
    severity: 'warning',
  }
}

function wrongStream(said: Said, { calls }: Seen): Evidence | undefined {
  const { row, exchange } = said
  if (exchange?.stream?.kind !== 'standalone' || !isAnswer(said) || row.answers === null) return undefined
  const call = calls.answeredBy(said)
  if (!call?.exchange || call.exchange === exchange) return undefined
  const { status } = call.exchange.row
  return {
    text:
      `The response to ${row.method ?? 'the request'} of frame ${call.row.frame} came on the GET stream of frame ${exchange.row.frame}, which no Last-Event-ID had resumed. ` +
      `Its own POST was answered with ${status ?? 'nothing yet'}. Clients that read a response on its own POST never see this one.`,
    frames: [
      { frame: call.row.frame, part: 'asks in a POST' },
      { frame: exchange.row.frame, part: 'opens the GET stream' },
      { frame: row.frame, part: 'answers there' },
    ],
  }
}

function broadcast({ exchange, frame, block, messages }: StreamEvent, { streams }: Seen): Evidence | undefined {
  const twin = streams.of(exchange)?.twin
  if (!twin || exchange.session?.row.transport !== 'streamable-http') return undefined
  const kinds = [exchange.stream?.kind, twin.exchange.stream?.kind]
  const isListening = kinds.includes('standalone')
  if (kinds.includes('resumed') || (messages?.[0]?.kind === 'notification' && !isListening)) return undefined
  return {
    text:
      `The same message (${quoted(block.data ?? '')}) went out on the streams of frames ${twin.exchange.row.frame} and ${exchange.row.frame} of one session. ` +
      'Each message belongs on one stream; a client that reads both handles it twice.',
    frames: [
      { frame: twin.frame, part: 'first copy' },
      { frame, part: 'second copy' },
    ],
  }
}

function strayProgress(said: Said, { calls }: Seen): Evidence | undefined {
  const { row, exchange, message } = said
  if (row.method !== 'notifications/progress' || exchange?.stream?.kind !== 'standalone') return undefined
  const token = message.params?.progressToken
  const call = calls.near(said).findLast((one) => one.token !== undefined && one.token === token)
  if (!call?.exchange || row.direction !== 'to-client' || call.row.direction !== 'to-server') return undefined
  return {
    text:
      `Progress for ${call.row.method ?? 'a request'} of frame ${call.row.frame} (token ${idWords(call.row.id === token ? call.row.id : String(token))}) came on the GET stream of frame ` +
      `${exchange.row.frame} and not on the stream of its POST. A client without an open GET stream would have seen nothing of it.`,
    frames: [
      { frame: call.row.frame, part: 'asks for progress' },
      { frame: row.frame, part: 'comes on the GET stream' },
    ],
  }
}

function crossReplay(said: Said, { calls, recent }: Seen): Evidence | undefined {
  const { row, exchange } = said
  if (exchange?.stream?.kind !== 'resumed' || !isAnswer(said)) return undefined
  const call = calls.meantBy(said)
  const origin = originOf(exchange, recent)
  if (!call?.exchange || !origin || origin === call.exchange || call.exchange === exchange) return undefined
  return {
    text:
      `The GET on frame ${exchange.row.frame} resumes the stream of frame ${origin.row.frame} (Last-Event-ID ${quoted(exchange.lastEventId ?? '')}), and was sent the ` +
      `response to ${call.row.method ?? 'the request'} of frame ${call.row.frame}, whose stream is another one.`,
    frames: [
      { frame: origin.row.frame, part: 'the stream that broke off' },
      { frame: exchange.row.frame, part: 'resumes it' },
      { frame: row.frame, part: `answers frame ${call.row.frame}` },
    ],
  }
}

/** The stream whose events a chain of resumptions goes back to. */
function originOf(exchange: OpenExchange, recent: readonly OpenExchange[]): OpenExchange | undefined {
  let origin: OpenExchange | undefined = exchange
  for (let n = 0; n < MOST_OF_SCOPE && origin?.stream?.kind === 'resumed'; n++) {
    const resumes: number | null = origin.stream.resumes
    origin = resumes === null ? undefined : recent.find(({ row }) => row.frame === resumes)
  }
  return origin
}
