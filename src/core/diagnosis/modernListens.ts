import type { Call } from './calls.ts'
import { ACKNOWLEDGED, type Listen, LISTEN_METHOD, subscriptionOf } from './listens.ts'
import type { AnyRule, Evidence, Said } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { quoted } from './words.ts'

const SPEC = '2026-07-28 basic/patterns/subscriptions'

/** Subscriptions: one stream for all that a server has to tell. */
export const modernListenRules: readonly AnyRule[] = [
  {
    id: 'listen-not-acknowledged',
    severity: 'error',
    side: 'server',
    title: 'A subscription is not acknowledged',
    recognised:
      'subscriptions/listen is open for ten seconds, answered with a result, or ended by the server, and no notifications/subscriptions/acknowledged ' +
      'came. An error -32601 says that the server has no subscriptions, which is a note.',
    fix: {
      server:
        'Send notifications/subscriptions/acknowledged as the first message of the stream, and keep the stream open.',
      client: 'Wait for it no longer than some seconds; after -32601 do without subscriptions.',
      operator: 'Switch buffering of event streams off.',
    },
    spec: SPEC,
    on: 'call',
    check: unacknowledged,
  },
  {
    id: 'listen-notification-before-ack',
    severity: 'warning',
    side: 'server',
    title: 'A notification came before the subscription was acknowledged',
    recognised:
      'The first notification of a subscription is not its acknowledgement. On stdio, notifications of other subscriptions may come between.',
    fix: {
      server: 'Register the listener only when the acknowledgement is written.',
      client: 'Hold such notifications until it comes.',
    },
    spec: SPEC,
    on: 'message',
    kinds: ['notification'],
    check: (said, seen) => {
      const listen = toldOn(said, seen)
      if (!listen || said.row.method === ACKNOWLEDGED) return undefined
      if (listen.acknowledged && listen.acknowledged.frame < said.row.frame) return undefined
      return {
        text: `${said.row.method} came on frame ${said.row.frame} for the subscription of frame ${listen.frame}, before the server had acknowledged it: the client may not yet know what it is for.`,
        frames: frames(listen, said, 'comes too early'),
      }
    },
  },
  {
    id: 'listen-subscription-id-missing',
    severity: 'error',
    side: 'server',
    title: 'A notification does not say which subscription it is for',
    recognised:
      'A notification on the stream of a subscription has no _meta io.modelcontextprotocol/subscriptionId, or another value than the JSON-RPC id of the ' +
      'request, a number in place of a text included. On stdio: a change is told without any, while there are subscriptions.',
    fix: {
      server:
        'Put the id of the subscriptions/listen request into _meta of every message of its stream, with its type.',
      client: 'Drop what names no subscription of yours.',
      operator: 'Do not strip _meta.',
    },
    spec: '2026-07-28 basic/index#meta',
    on: 'message',
    kinds: ['notification'],
    check: misnamed,
  },
  {
    id: 'listen-unrequested-notification',
    severity: 'warning',
    side: 'server',
    title: 'The subscription did not ask for this notification',
    recognised:
      'What came for a subscription is not in the notifications that its request names, or that the acknowledgement does. Notifications that only an ' +
      'extension knows are left alone.',
    fix: {
      server: 'Send to each stream only what its request named and the acknowledgement confirmed.',
      client: 'Ignore it.',
    },
    spec: SPEC,
    on: 'message',
    kinds: ['notification'],
    check: unrequested,
  },
  {
    id: 'listen-dropped-abruptly',
    severity: 'warning',
    side: 'server',
    title: 'A subscription ended without its result',
    recognised:
      'The server ended the stream of a subscription that it had acknowledged, and had sent neither the result for it nor notifications/cancelled. A client that leaves is another case.',
    fix: {
      server: 'Send the result of subscriptions/listen before the stream is closed.',
      client: 'Subscribe anew, and read the lists again: what changed in between was not told.',
      operator: 'Raise the time limit of idle streams.',
    },
    spec: SPEC,
    on: 'call',
    check: dropped,
  },
  {
    id: 'listen-capacity',
    severity: 'error',
    side: 'unknown',
    title: 'There are too many subscriptions',
    recognised:
      'subscriptions/listen is refused with an error that speaks of a limit, or with 429 or 503. The TypeScript SDK says so with status 200.',
    fix: {
      client: 'Ask for everything in one subscriptions/listen, and close streams that are no longer read.',
      server: 'Raise the limit, and see whether closed streams are let go.',
      operator: 'Offer HTTP/2: browsers open six connections to a server over HTTP/1.1.',
    },
    spec: SPEC,
    on: 'call',
    check: tooMany,
  },
]

/** In microseconds. */
const PATIENCE = 10_000_000
const METHOD_NOT_FOUND = -32_601

const frames = ({ frame }: Listen, { row }: Said, part: string): Evidence['frames'] => [
  { frame, part: 'subscribes' },
  { frame: row.frame, part },
]

/** The subscription that a notification came for, by its stream or, on stdio, by what it names. */
function toldOn(said: Said, { listens }: Seen): Listen | undefined {
  const { kind, direction } = said.row
  return kind === 'notification' && direction === 'to-client' && !listens.isEmpty ? listens.on(said) : undefined
}

const listenOf = ({ row, exchange }: Call, { listens }: Seen): Listen | undefined =>
  row.method === LISTEN_METHOD ? listens.of(exchange, row.id) : undefined

function unacknowledged(call: Call, seen: Seen): Evidence | undefined {
  const listen = listenOf(call, seen)
  if (!listen || call.cancelled) return undefined
  const { acknowledged, refused, frame } = listen
  if (refused) return refused.code === METHOD_NOT_FOUND ? unknownMethod(listen, refused.frame) : undefined
  const until = acknowledged?.at ?? call.exchange?.endedAt ?? seen.now
  const late = until - call.at
  const { answer } = call
  const isAnswered = answer !== null && !acknowledged
  const end = call.exchange?.row.end ?? null
  const status = call.exchange?.row.status ?? null
  // Without a head of its own, or with a refusal, it is not the subscription that fails.
  if (status !== null && status >= 300) return undefined
  const isEnded = !acknowledged && (end === 'server-clean' || end === 'server-abort')
  if (!isAnswered && !isEnded && late < PATIENCE) return undefined
  const how = acknowledged
    ? `was acknowledged only after ${duration(call.at, acknowledged.at)}`
    : isAnswered
      ? 'was answered with a result, without an acknowledgement before it'
      : isEnded
        ? 'was ended by the server without an acknowledgement'
        : `was open for ${duration(call.at, until)} without an acknowledgement`
  const proof = acknowledged?.frame ?? answer?.row.frame
  return {
    text: `The subscription of frame ${frame} ${how}${status === null && call.exchange ? ', and not even the head of an answer came' : ''}. Until then its client cannot know what it will be told.`,
    frames: [
      { frame, part: 'subscribes' },
      ...(proof === undefined
        ? []
        : [{ frame: proof, part: acknowledged ? 'acknowledges it late' : 'answers at once' }]),
    ],
    confidence: isAnswered || isEnded ? 'certain' : 'likely',
    ...(acknowledged && { severity: 'warning' as const }),
  }
}

const unknownMethod = ({ frame }: Listen, refused: number): Evidence => ({
  text: `The server answered the subscription of frame ${frame} with error ${METHOD_NOT_FOUND} on frame ${refused}: it has no subscriptions. The client has to do without news of changes.`,
  frames: [
    { frame, part: 'subscribes' },
    { frame: refused, part: 'knows no subscriptions' },
  ],
  severity: 'note',
})

/** What a request can ask to be told (2026-07-28 basic/patterns/subscriptions; SEP-2663), by the notification. */
const KEYS: Record<string, string> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
  'notifications/resources/updated': 'resourceSubscriptions',
  'notifications/tasks': 'taskIds',
}

/** What belongs to another request and never to a subscription. */
const OF_REQUESTS: ReadonlySet<string | null> = new Set(['notifications/progress', 'notifications/message'])

function misnamed(said: Said, seen: Seen): Evidence | undefined {
  const { row, message, exchange } = said
  if (row.kind !== 'notification' || row.direction !== 'to-client' || seen.listens.isEmpty) return undefined
  const named = subscriptionOf(message)
  if (!exchange) return KEYS[row.method ?? ''] === undefined || seen.listens.on(said) ? undefined : onStdio(said, named)
  const listen = seen.listens.on(said)
  // The server cancels the request itself, whose id is in the params.
  if (!listen || named === listen.id || row.method === 'notifications/cancelled') return undefined
  return {
    text: `${row.method} on frame ${row.frame} came on the stream of the subscription with the id ${JSON.stringify(listen.id ?? null)}, and ${names(named)}.`,
    frames: frames(listen, said, names(named)),
  }
}

const onStdio = ({ row }: Said, named: unknown): Evidence => ({
  text: `${row.method} on frame ${row.frame} ${names(named)}; on stdio nothing else tells which subscription it is for.`,
  frames: [{ frame: row.frame, part: names(named) }],
})

const names = (named: unknown): string =>
  named === undefined ? 'names no subscription' : `names the subscription ${JSON.stringify(named)}`

function unrequested(said: Said, seen: Seen): Evidence | undefined {
  const listen = toldOn(said, seen)
  if (!listen) return undefined
  const { method } = said.row
  const key = KEYS[method ?? '']
  if (key === undefined && !OF_REQUESTS.has(method)) return undefined
  const { params } = said.message
  const subject = params?.uri ?? params?.taskId
  const { wanted, acknowledged } = listen
  const isWanted = key !== undefined && covers(wanted[key], subject)
  const honoured = acknowledged?.honoured
  if (isWanted && (!honoured || covers(honoured[key], subject))) return undefined
  const what = typeof subject === 'string' ? `${method} of ${quoted(subject)}` : method
  return {
    text:
      `${what} came on frame ${said.row.frame} for the subscription of frame ${listen.frame}, which asked for ${Object.keys(wanted).join(', ') || 'nothing'}` +
      `${isWanted ? ` and was promised ${Object.keys(honoured ?? {}).join(', ') || 'nothing'}` : ''}.`,
    frames: frames(listen, said, 'was not asked for'),
  }
}

/** Whether a part of the filter lets a notification through: a list names resources, with all below them, or tasks. */
function covers(part: unknown, subject: unknown): boolean {
  if (!Array.isArray(part)) return part === true
  return part.some((one) => typeof one === 'string' && typeof subject === 'string' && subject.startsWith(one))
}

function dropped(call: Call, seen: Seen): Evidence | undefined {
  const { exchange, answer, cancelled } = call
  const listen = listenOf(call, seen)
  if (!listen?.acknowledged || !exchange || answer || cancelled) return undefined
  const { end } = exchange.row
  if (end !== 'server-clean' && end !== 'server-abort') return undefined
  // 2026-07-28 basic/patterns/cancellation has the server say so in this way.
  if (exchange.told.some(({ method }) => method === 'notifications/cancelled')) return undefined
  return {
    text:
      `The server ${end === 'server-clean' ? 'ended' : 'cut off'} the stream of the subscription of frame ${listen.frame} ${duration(call.at, exchange.endedAt ?? seen.now)} after it began, ` +
      'without the result that says that it is over on purpose. What changes from here on is not told, until the client subscribes anew.',
    frames: [
      { frame: listen.frame, part: 'subscribes' },
      { frame: listen.acknowledged.frame, part: 'is acknowledged' },
      { frame: exchange.row.frame, part: 'ends without a result' },
    ],
  }
}

const NAMES_LIMIT = /limit|too many|capacity|maximum|exceed/i
const OVERLOADED: ReadonlySet<number | null> = new Set([429, 503])

function tooMany(call: Call, seen: Seen): Evidence | undefined {
  const listen = listenOf(call, seen)
  if (!listen) return undefined
  const { refused } = listen
  const { exchange } = call
  const status = exchange?.row.status ?? null
  const namesLimit = NAMES_LIMIT.test(refused?.message ?? exchange?.refusal ?? '')
  if (refused ? !namesLimit && !OVERLOADED.has(status) : !OVERLOADED.has(status)) return undefined
  const how = refused
    ? `error ${refused.code} ${quoted(refused.message)}`
    : `${status} ${quoted(exchange?.refusal ?? '')}`
  return {
    text: `The subscription of frame ${listen.frame} was refused: ${how}. The client has to do without, or to close another one first.`,
    frames: [
      { frame: listen.frame, part: 'subscribes' },
      { frame: refused?.frame ?? exchange?.answerFrame ?? listen.frame, part: 'refuses it' },
    ],
    confidence: namesLimit ? 'certain' : 'likely',
  }
}
