import { LONG_LINE, type Misframing, type ProcessSeen } from './processSeen.ts'
import type { AnyRule, Evidence, Said } from './rule.ts'
import type { Seen } from './seen.ts'
import { quoted } from './words.ts'

const SPEC = '2025-11-25 basic/transports#stdio'

/** What goes through the streams of a process: one JSON-RPC message a line, and nothing else. */
export const stdioLineRules: readonly AnyRule[] = [
  {
    id: 'stdio-stdout-pollution',
    severity: 'error',
    side: 'server',
    title: 'The server writes other text than messages to stdout',
    recognised:
      'A line of stdout that is no JSON-RPC message. Empty lines and carriage returns are tolerated, stderr is free text, and messages ' +
      'in another framing are stdio-framing-violation.',
    fix: {
      server:
        'Log to stderr (console.error, print(…, file=sys.stderr)); redirect stdout before the first import of what writes banners or progress bars.',
      client: 'Skip lines that are no message instead of closing.',
      operator: 'Silence what stands before the server: npx -y --quiet, and no echo in shell profiles.',
    },
    spec: SPEC,
    on: 'process',
    check: pollution,
  },
  {
    id: 'stdio-framing-violation',
    severity: 'error',
    side: 'server',
    title: 'Messages on stdio are not framed as one line of UTF-8 each',
    recognised:
      'Content-Length headers as in the Language Server Protocol, JSON spread over several lines, NUL bytes of UTF-16, or a byte order ' +
      'mark. Single lines of other text are stdio-stdout-pollution.',
    fix: {
      server:
        'Write each message as one line of UTF-8 that ends with a line feed: no headers, no pretty-printing, no byte order mark.',
      client: 'Write each message as one line of UTF-8 that ends with a line feed.',
      operator: 'Set PYTHONIOENCODING=utf-8, or chcp 65001 on Windows; PowerShell pipes in UTF-16.',
    },
    spec: SPEC,
    explains: ['sse-request-before-initialize', 'stdio-no-response'],
    on: 'process',
    check: misframed,
  },
  {
    id: 'stdio-message-too-large',
    severity: 'error',
    side: 'unknown',
    title: 'A very long line, and its reader was gone',
    recognised:
      'The last thing that one side wrote before the other ended was a line longer than readers usually take: 10 MiB in the ' +
      'TypeScript SDK, 64 KiB in plain line readers of Go and Python. An end some time later, or after other messages, has another cause.',
    fix: {
      server: 'Give resources by link or in pages instead of as base64 in one message.',
      client: 'Raise the limit of the line reader.',
    },
    spec: SPEC,
    explains: ['stdio-crashed'],
    on: 'process',
    check: tooLarge,
  },
  {
    id: 'stdio-era-locked',
    severity: 'error',
    side: 'client',
    title: 'A message of the other era on a process that is bound to one',
    recognised:
      'initialize is refused after a modern request was answered, or a modern request after initialize was: a process serves the era of ' +
      'its opening. A refusal as the first answer is negotiation.',
    fix: {
      client:
        'Stay in the era that the process was opened in; on error -32022 start another process. One client for each process.',
    },
    spec: '2026-07-28 basic/versioning',
    on: 'message',
    kinds: ['error'],
    check: eraLocked,
  },
]

function pollution({ odd, oddCount, spoke, exit, stdinClosed }: ProcessSeen): Evidence | undefined {
  const [first] = odd
  if (!first) return undefined
  const hasEnded = (stdinClosed ?? exit) !== null && spoke === null
  const many = oddCount === 1 ? 'One line' : `${oddCount} lines`
  return {
    text:
      `${many} on stdout ${oddCount === 1 ? 'is' : 'are'} no JSON-RPC message, the first on frame ${first.frame}: ${quoted(first.text)}. Clients that read ` +
      `line by line fail on it ("Unexpected token … is not valid JSON") or skip it.${hasEnded ? ' Nothing else had come when this connection ended.' : ''}`,
    frames: odd.map(({ frame }) => ({ frame, part: 'is no message' })),
  }
}

const HOW: Readonly<Record<Misframing, string>> = {
  headers: 'has a Content-Length header, as in the Language Server Protocol',
  'several lines': 'is spread over several lines',
  'NUL bytes': 'contains NUL bytes, as UTF-16 does',
  'byte order mark': 'begins with a byte order mark',
}

function misframed({ misframed: seen }: ProcessSeen): Evidence | undefined {
  if (!seen) return undefined
  const { line, how } = seen
  const isClient = line.stream === 'stdin'
  return {
    text:
      `A message on ${line.stream} ${HOW[how]} (frame ${line.frame}: ${quoted(line.text)}). On stdio a message is one line of UTF-8, so ` +
      `the ${isClient ? 'server' : 'client'} cannot read this and waits for ever or gives up.`,
    frames: [{ frame: line.frame, part: HOW[how] }],
    side: isClient ? 'client' : 'server',
    confidence: how === 'several lines' ? 'likely' : 'certain',
  }
}

const TYPESCRIPT_LIMIT = 10 * 1024 * 1024
const MOMENT = 2_000_000

/** A long line is the last that its writer wrote, and its reader ends a moment later. */
function tooLarge({ long, exit, stdinClosed, spokeLast }: ProcessSeen): Evidence | undefined {
  if (!long) return undefined
  const toServer = long.stream === 'stdin'
  const end = toServer ? exit : stdinClosed
  if (!end || end.at - long.at > MOMENT || end.frame < long.frame) return undefined
  // A server that still answered, or that its client ended, had read it; a client may well close after an ordinary long answer.
  const isHealthy = toServer
    ? (spokeLast?.frame ?? 0) > long.frame || stdinClosed !== null || exit?.sent !== null || exit.code === 0
    : long.size < TYPESCRIPT_LIMIT || (spokeLast?.frame ?? 0) > long.frame + 1
  if (isHealthy || long.size < LONG_LINE) return undefined
  const mebibytes = Math.round((long.size / 1024 / 1024) * 100) / 100
  const reader = toServer ? 'server' : 'client'
  return {
    text:
      `The line on frame ${long.frame} (${long.stream}) was ${mebibytes} MiB long, and right behind it the ${reader} ` +
      `${toServer ? 'process ended' : 'closed stdin'}. Readers have limits: 10 MiB in the TypeScript SDK ("ReadBuffer exceeded maximum size"), ` +
      '64 KiB in plain line readers of Go and Python.',
    frames: [
      { frame: long.frame, part: `is ${mebibytes} MiB long` },
      { frame: end.frame, part: `the ${reader} ends` },
    ],
    side: reader,
    confidence: long.size >= TYPESCRIPT_LIMIT ? 'likely' : 'possible',
  }
}

function eraLocked(said: Said, { calls }: Seen): Evidence | undefined {
  const { row, exchange, message } = said
  if (row.kind !== 'error' || exchange || row.direction !== 'to-client') return undefined
  const call = calls.answeredBy(said)
  if (!call) return undefined
  const isInitialize = call.row.method === 'initialize'
  if (!isInitialize && !call.isModern) return undefined
  const opened = calls.near(said).find(({ answer, isModern, row: { method } }) => {
    if (answer?.row.kind !== 'result') return false
    return isInitialize ? isModern : method === 'initialize'
  })
  if (!opened) return undefined
  return {
    text:
      `${call.row.method ?? ''} (frame ${call.row.frame}) was refused with error ${row.code ?? ''} ${quoted(message.error?.message ?? '')}: this process has ` +
      `answered ${opened.row.method ?? ''} on frame ${opened.row.frame} and is bound to ${isInitialize ? 'the modern era' : 'the era of sessions'} from then on. ` +
      'Either two clients share the process, or its client fell back too late.',
    frames: [
      { frame: opened.row.frame, part: 'opened the process in one era' },
      { frame: call.row.frame, part: 'is of the other era' },
      { frame: row.frame, part: 'refuses it' },
    ],
    confidence: row.code === -32_022 || row.code === -32_600 ? 'certain' : 'likely',
  }
}
