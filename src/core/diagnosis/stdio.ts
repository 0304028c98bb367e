import { commandLine, exitWords } from '../processWords.ts'
import { endedAlone, lastWords, type ProcessSeen } from './processSeen.ts'
import type { AnyRule, Evidence } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { stdioLineRules } from './stdioLines.ts'
import { stdioSilenceRules } from './stdioSilence.ts'
import { quoted } from './words.ts'

const SPEC = '2025-11-25 basic/transports#stdio'

/** The process of a server on stdio: how it begins, lives and ends. */
export const stdioRules: readonly AnyRule[] = [
  {
    id: 'stdio-spawn-failed',
    severity: 'error',
    side: 'unknown',
    title: 'The server process could not be started',
    recognised:
      'The command could not be started (ENOENT, EACCES, EINVAL, ENOEXEC), or a shell ended with 126, 127 or 9009 before anything came ' +
      'on stdout. A program that starts and then ends is stdio-exited-early.',
    fix: {
      operator:
        'Write the absolute path of the command into the configuration and install the runtime it needs: an application started from a ' +
        'desktop has another PATH than a shell.',
      client: 'On Windows resolve PATHEXT and start .cmd files through cmd /c.',
      server: 'Ship an executable, or document the absolute command.',
    },
    spec: SPEC,
    on: 'process',
    check: spawnFailed,
  },
  {
    id: 'stdio-exited-early',
    severity: 'error',
    side: 'server',
    title: 'The server process ended before it answered anything',
    recognised:
      'The process ends of its own accord without one message on stdout, whatever its exit code. If its client closed stdin first and ' +
      'the code is 0, or its client sent a signal, it is an ordinary end; if the first message was no initialize, see stdio-exit-on-discover.',
    fix: {
      server:
        'Print the reason to stderr before exiting, and check arguments and environment with a message of your own.',
      client: 'Show the last lines of stderr and the exit code instead of only "Connection closed".',
      operator:
        'Set the variables that the server needs under "env": clients start servers with few of them. Run the command by hand once.',
    },
    spec: '2025-11-25 basic/lifecycle#initialization',
    on: 'process',
    check: exitedEarly,
  },
  {
    id: 'stdio-exit-on-discover',
    severity: 'warning',
    side: 'server',
    title: 'The server process ended on a first message that is not initialize',
    recognised:
      'The first message on stdin is server/discover or another one than initialize, nothing is answered and the process ends. Harmless ' +
      'where the client then starts another process and initializes there, which is another capture.',
    fix: {
      server: 'Answer what you do not know with error -32601 and keep waiting for initialize.',
      client: 'Probe the era in a process that may be lost, then start another one and initialize.',
    },
    spec: '2026-07-28 basic/transports/stdio#backward-compatibility',
    on: 'process',
    check: exitOnDiscover,
  },
  {
    id: 'stdio-no-exit-on-eof',
    severity: 'warning',
    side: 'server',
    title: 'The server process stays when its stdin is closed',
    recognised:
      'The client closed stdin, and 2 s later the process had to be ended by a signal, or it still ran after 10 s. One that ends by ' +
      'itself within that time is cleaning up.',
    fix: {
      server:
        'Exit when stdin ends: process.stdin.on("end", …) beside StdioServerTransport in TypeScript; stop timers, sockets and child processes there.',
      client: 'End the whole process group (a Job Object on Windows), or children of npx and uv stay.',
    },
    spec: '2025-11-25 basic/lifecycle#shutdown',
    on: 'process',
    check: noExit,
  },
  {
    id: 'stdio-crashed',
    severity: 'error',
    side: 'server',
    title: 'The server process died while its client was using it',
    recognised:
      'The process had answered, its stdin was open, its client had sent no signal, and it ended. If stdin was closed first, the ' +
      'client shut it down.',
    fix: {
      server: 'Catch errors of handlers and answer them as JSON-RPC errors; the last lines of stderr name the cause.',
      client: 'Start the process again, initialize, and say which calls were lost.',
      operator: 'SIGKILL or exit code 137 without a sender is usually the memory limit: look there.',
    },
    spec: '2025-11-25 basic/lifecycle#shutdown',
    on: 'process',
    check: crashed,
  },
  ...stdioLineRules,
  ...stdioSilenceRules,
]

const begins = ({ spawn }: ProcessSeen) => ({ frame: spawn.frame, part: 'starts the process' })

/** Exit codes of a shell that finds no command, or may not execute it. */
const NO_COMMAND: ReadonlySet<number | null> = new Set([126, 127, 9009])

function spawnFailed({ spawn, spoke, exit, errors }: ProcessSeen): Evidence | undefined {
  const command = commandLine(spawn.command)
  if (spawn.failure !== null) {
    return {
      text: `The command ${quoted(command)} could not be started: ${spawn.failure}. No byte reached a server.`,
      frames: [{ frame: spawn.frame, part: 'could not be started' }],
    }
  }
  if (!exit || spoke || !NO_COMMAND.has(exit.code)) return undefined
  return {
    text:
      `${quoted(command)} ended with exit code ${exit.code ?? ''} before anything came on stdout: with this code a shell says that it ` +
      `found no such command, or may not execute it. ${lastWords(errors)}`,
    frames: [
      { frame: spawn.frame, part: 'starts the process' },
      { frame: exit.frame, part: 'the shell gave up' },
    ],
    confidence: 'likely',
  }
}

const isNothingToStart = ({ spawn, exit, spoke }: ProcessSeen): boolean =>
  spawn.failure !== null || (spoke === null && NO_COMMAND.has(exit?.code ?? null))

function exitedEarly(process: ProcessSeen): Evidence | undefined {
  const { exit, spoke, asked, stdinClosed, errors } = process
  if (!exit || spoke || !endedAlone(process) || isNothingToStart(process)) return undefined
  if (asked !== null && asked.method !== 'initialize') return undefined
  const before =
    asked === null ? 'before its client had asked anything' : `without an answer to initialize (frame ${asked.frame})`
  return {
    text:
      `The process ${exitWords({ ...exit, afterStdin: stdinClosed !== null })}, ${duration(process.spawn.at, exit.at)} after its start and ${before}. ` +
      `Clients show "Connection closed" and no more. ${lastWords(errors)}`,
    frames: [
      begins(process),
      ...(asked ? [{ frame: asked.frame, part: 'asks, and is not answered' }] : []),
      ...errors.slice(-1).map(({ frame }) => ({ frame, part: 'its last words' })),
      { frame: exit.frame, part: 'ends' },
    ],
  }
}

function exitOnDiscover(process: ProcessSeen): Evidence | undefined {
  const { exit, spoke, asked, stdinClosed, errors } = process
  if (!exit || spoke || !endedAlone(process) || isNothingToStart(process)) return undefined
  if (asked === null || asked.method === 'initialize') return undefined
  return {
    text:
      `The first message was ${asked.method ?? 'no request'}; ${duration(asked.at, exit.at)} later the process ` +
      `${exitWords({ ...exit, afterStdin: stdinClosed !== null })}, without an answer. It seems to take only initialize as a first message. ` +
      `If its client starts another process and initializes there, nothing is lost. ${lastWords(errors)}`,
    frames: [
      { frame: asked.frame, part: 'is not initialize' },
      { frame: exit.frame, part: 'ends without an answer' },
    ],
    confidence: 'likely',
    ...(asked.method !== 'server/discover' && { severity: 'error' as const }),
  }
}

const TIME_TO_EXIT = 2_000_000
const STAYS = 10_000_000

function noExit({ stdinClosed, exit, spawn }: ProcessSeen, { now }: Seen): Evidence | undefined {
  if (!stdinClosed) return undefined
  const frames = [{ frame: stdinClosed.frame, part: 'the client closes stdin' }]
  const stayed = (exit?.at ?? now) - stdinClosed.at
  if (exit) {
    if (exit.sent === null || stayed < TIME_TO_EXIT * 0.9) return undefined
    return {
      text:
        `The client closed stdin, ${duration(stdinClosed.at, exit.at)} later the process was still there, and its client ended it with ${exit.sent}. ` +
        'A client that is killed itself sends no signal: then such a process stays for ever.',
      frames: [...frames, { frame: exit.frame, part: `ended with ${exit.sent}` }],
    }
  }
  if (stayed < STAYS) return undefined
  return {
    text: `The client closed stdin, and ${duration(stdinClosed.at, now)} later the process ${spawn.pid ?? ''} was still running.`,
    frames,
    confidence: 'likely',
  }
}

/** What codes and signals mean that say more than themselves. */
const MEANINGS: Readonly<Record<string, string>> = {
  '137': ' (killed, often for want of memory)',
  SIGKILL: ' (often for want of memory)',
  '139': ' (segmentation fault)',
  SIGSEGV: ' (segmentation fault)',
  '134': ' (aborted)',
  SIGABRT: ' (aborted)',
  '143': ' (terminated from outside)',
}

function crashed(process: ProcessSeen, { calls }: Seen): Evidence | undefined {
  const { exit, spoke, stdinClosed, errors } = process
  if (!exit || !spoke || stdinClosed || exit.sent !== null) return undefined
  const pending = [...calls.waiting.values()].filter(
    ({ row }) => row.exchange === null && row.direction === 'to-server',
  )
  const lost = pending.map(({ row }) => `${row.method ?? ''} (frame ${row.frame})`)
  const isQuiet = exit.code === 0 && pending.length === 0
  return {
    text:
      `The process ${exitWords({ ...exit, afterStdin: false })}${MEANINGS[exit.signal ?? String(exit.code)] ?? ''} while its stdin was open. ` +
      `${lost.length > 0 ? `Never answered: ${lost.slice(0, 5).join(', ')}. ` : 'No request was waiting. '}${lastWords(errors)}`,
    frames: [
      ...pending.slice(0, 5).map(({ row }) => ({ frame: row.frame, part: 'waits for an answer' })),
      ...errors.slice(-1).map(({ frame }) => ({ frame, part: 'its last words' })),
      { frame: exit.frame, part: 'ends' },
    ],
    ...(isQuiet && { severity: 'warning' as const }),
  }
}
