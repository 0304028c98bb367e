import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import type { Call } from './calls.ts'
import type { AnyRule, Evidence, Said } from './rule.ts'
import type { Seen } from './seen.ts'
import { quoted } from './words.ts'

/** What both sides agreed on in the handshake, and who keeps to it. */
export const agreedRules: readonly AnyRule[] = [
  {
    id: 'server-request-before-initialized',
    severity: 'warning',
    side: 'server',
    title: 'The server spoke before the handshake was over',
    recognised:
      'A request of the server other than ping, or a notification other than a log message, before notifications/initialized, in a session whose ' +
      'beginning is captured. Once the client asks for something itself, the server may speak.',
    fix: {
      server:
        'Wait for notifications/initialized (oninitialized) before roots/list, and before list_changed of what start-up adds.',
      client: 'Tolerate it.',
    },
    spec: '2025-11-25 basic/lifecycle#initialization',
    on: 'message',
    kinds: ['request', 'notification'],
    check: tooEarly,
  },
  {
    id: 'method-not-found-not-advertised',
    severity: 'note',
    side: 'client',
    title: 'A method was called that the server does not have',
    recognised:
      'Error -32601 for a method of prompts, resources, tools, logging or completion. If the capability was not declared, its client is only ' +
      'probing (a note); if it was, the server promised what it does not do (an error).',
    fix: {
      client: 'Ask only for what the capabilities of the InitializeResult name.',
      server: 'Declare only capabilities that have handlers.',
    },
    spec: '2025-11-25 basic/lifecycle#capability-negotiation',
    on: 'message',
    kinds: ['error'],
    check: notFound,
  },
  {
    id: 'task-protocol-misuse',
    severity: 'error',
    side: 'client',
    title: 'Tasks are used in a way that the server refuses',
    recognised:
      'A call that asks for a task and is refused with -32601, a call without one to a tool that demands it, or tasks/get, tasks/result, tasks/cancel ' +
      'with a taskId that the server does not know. The methods of the 2026 extension are another matter.',
    fix: {
      client:
        'Read execution.taskSupport of the tool (forbidden, optional, required) and keep taskIds with their session.',
      server: 'Answer with the taskId that tasks/get will know, for as long as its ttl says.',
    },
    spec: '2025-11-25 basic/utilities/tasks',
    on: 'message',
    kinds: ['error'],
    check: tasks,
  },
]

function sessionOf(row: Said['row'], exchange: OpenExchange | null, seen: Seen): Session | undefined {
  return exchange ? (exchange.session ?? undefined) : seen.keyed(row.session)
}

const MAY_COME_EARLY: ReadonlySet<string | null> = new Set([
  'ping',
  'notifications/message',
  'notifications/progress',
  'notifications/cancelled',
])

function tooEarly(said: Said, seen: Seen): Evidence | undefined {
  const { row, exchange } = said
  if (row.direction !== 'to-client' || (row.kind !== 'request' && row.kind !== 'notification')) return undefined
  if (row.session === null || seen.calls.initialized.has(row.session) || MAY_COME_EARLY.has(row.method))
    return undefined
  const session = sessionOf(row, exchange, seen)
  if (!session?.row.issuedBy || session.row.era === 'modern' || session.row.kind === 'lane') return undefined
  const hasAsked = seen.calls
    .of(row.session)
    .some(({ row: { direction, method } }) => direction === 'to-server' && method !== 'initialize' && method !== 'ping')
  if (hasAsked) return undefined
  return {
    text:
      `The server sent ${row.method ?? 'a message'} on frame ${row.frame}, and notifications/initialized had not come yet. Clients that are still in the handshake may drop ` +
      `it${row.kind === 'request' ? ' or never answer' : ''}.`,
    frames: [
      { frame: session.row.issuedBy, part: 'the session begins' },
      { frame: row.frame, part: 'comes too early' },
    ],
  }
}

/** The capability that a method belongs to, by its first word. */
const CAPABILITIES: Readonly<Record<string, string>> = {
  prompts: 'prompts',
  resources: 'resources',
  tools: 'tools',
  logging: 'logging',
  completion: 'completions',
}

/** Of these, a server that declares the capability cannot know too few: others are about one tool, prompt or resource. */
const ALWAYS: ReadonlySet<string> = new Set(['tools/list', 'prompts/list', 'resources/list', 'logging/setLevel'])

/** Only then `completions` became a capability. */
const WITH_COMPLETIONS = '2025-03-26'
const METHOD_NOT_FOUND = -32_601
const INVALID_PARAMS = -32_602

function notFound(said: Said, seen: Seen): Evidence | undefined {
  const { row, exchange } = said
  if (row.code !== METHOD_NOT_FOUND || row.direction !== 'to-client' || row.method === null) return undefined
  const capability = CAPABILITIES[row.method.split('/', 1)[0] ?? '']
  const session = sessionOf(row, exchange, seen)
  if (!capability || !session || session.row.server === null) return undefined
  const { serverCapabilities: declared, era, protocolVersion } = session.row
  if (era === 'modern' && (declared.length === 0 || capability === 'logging')) return undefined
  if (capability === 'completions' && (protocolVersion ?? '') < WITH_COMPLETIONS) return undefined
  const isDeclared = declared.includes(capability)
  if (isDeclared && !ALWAYS.has(row.method)) return undefined
  const call = seen.calls.answeredBy(said)
  return {
    text:
      `${row.method} was answered with -32601 on frame ${row.frame}. The server declared ${declared.length === 0 ? 'no capability at all' : declared.filter((name) => !name.includes('.')).join(', ')}` +
      (isDeclared
        ? `, so that it promised ${capability} and does not have it.`
        : `, and not ${capability}: the client could have known.`),
    frames: [
      ...(call ? [{ frame: call.row.frame, part: `asks for ${row.method}` }] : []),
      { frame: row.frame, part: 'knows no such method' },
    ],
    ...(isDeclared && { severity: 'error' as const, side: 'server' as const }),
  }
}

function tasks(said: Said, seen: Seen): Evidence | undefined {
  const { row, exchange } = said
  if (row.kind !== 'error' || row.direction !== 'to-client' || exchange?.row.era === 'modern') return undefined
  const call = seen.calls.answeredBy(said)
  const session = sessionOf(row, exchange, seen)
  if (!call || session?.row.era === 'modern') return undefined
  const what = misuse(call, row.code, session, seen)
  if (what === undefined) return undefined
  return {
    text: `${call.row.method ?? ''} (frame ${call.row.frame}) was refused with ${row.code ?? 'an error'} ${quoted(said.message.error?.message ?? '')}: ${what}`,
    frames: [
      { frame: call.row.frame, part: 'asks' },
      { frame: row.frame, part: 'refuses' },
    ],
    confidence: call.isTask ? 'certain' : 'likely',
  }
}

function misuse(
  { row, isTask }: Call,
  code: number | null,
  session: Session | undefined,
  { calls }: Seen,
): string | undefined {
  if (isTask && code === METHOD_NOT_FOUND) return 'it asks for a task, and this tool or this server runs none.'
  const runsTasks = session?.row.serverCapabilities.some((name) => name.startsWith('tasks')) ?? false
  if (row.method === 'tools/call' && code === METHOD_NOT_FOUND && runsTasks)
    return 'it asks for no task, and this tool seems to demand one.'
  if (!row.method?.startsWith('tasks/') || code !== INVALID_PARAMS || row.name === null) return undefined
  const created = calls.tasks.get(row.name)
  if (!created) return `the taskId ${quoted(row.name)} was created by no answer in this capture.`
  return created.session === row.session
    ? `the taskId ${quoted(row.name)} was created on frame ${created.frame} of this session, and is no longer known.`
    : `the taskId ${quoted(row.name)} was created on frame ${created.frame}, in another session.`
}
