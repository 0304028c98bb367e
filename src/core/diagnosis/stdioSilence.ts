import type { Call } from './calls.ts'
import { endedAlone, lastWords, type ProcessSeen } from './processSeen.ts'
import type { AnyRule, Evidence } from './rule.ts'
import { duration, type Seen } from './seen.ts'

/** Servers on stdio from which nothing comes. */
export const stdioSilenceRules: readonly AnyRule[] = [
  {
    id: 'stdio-no-response',
    severity: 'warning',
    side: 'server',
    title: 'The server process runs and says nothing',
    recognised:
      'A request was written to stdin, the process lives, and in 10 s, or 2 s if its client gives up, nothing at all came on stdout; or everything came ' +
      'when stdin was closed. While stderr shows that it ' +
      'is starting (a first download), it has 60 s. A tool that takes long, on a server that has spoken, is no such case.',
    fix: {
      server:
        'Flush stdout after every line (Python: print(…, flush=True) or PYTHONUNBUFFERED=1); read stdin line by line, not until its end.',
      client: 'Give the first start more time, and show stderr meanwhile.',
      operator: 'Install packages beforehand, so that npx or uvx need not download them at each start.',
    },
    spec: '2025-11-25 basic/lifecycle#timeouts',
    scope: 'capture',
    on: 'call',
    check: noResponse,
  },
]

const SILENT = 10_000_000
const SILENT_AT_START = 60_000_000
/** So long, if the client had no patience. */
const SILENT_TO_THE_END = 2_000_000
/** A client that closes stdin right behind its requests wants no talk: a pipe in a shell. */
const TO_BE_NOTICED = 1_000_000

function noResponse({ row, exchange, at, answer }: Call, { process, now }: Seen): Evidence | undefined {
  if (exchange || !process || row.direction !== 'to-server') return undefined
  if (process.spoke) return answersAtTheEnd(process)
  const { exit, stdinClosed, errors } = process
  const end = exit?.at ?? now
  const isStarting = errors.some((line) => line.at > at)
  const hasGivenUp = stdinClosed !== null || exit !== null
  const limit = hasGivenUp ? SILENT_TO_THE_END : SILENT
  if (answer || end - at < (isStarting ? SILENT_AT_START : limit)) return undefined
  // A process that ended of its own accord is another finding.
  if (exit && endedAlone(process)) return undefined
  return {
    text:
      `${row.method ?? 'A request'} was written to stdin on frame ${row.frame}; nothing came on stdout in ${duration(at, end)}, and the process ${exit ? 'was then ended by its client' : 'is running'}. ` +
      'It waits for something (the end of its input, a Content-Length header, an entry at a prompt), or its output is stuck in a buffer. ' +
      lastWords(errors),
    frames: [
      { frame: row.frame, part: 'asks' },
      ...(stdinClosed ? [{ frame: stdinClosed.frame, part: 'the client gives up' }] : []),
      ...(exit ? [{ frame: exit.frame, part: 'ends without a word' }] : []),
    ],
    confidence: hasGivenUp && end - at >= SILENT ? 'certain' : 'likely',
    // Silence and a client that gives up are two signs.
    severity: hasGivenUp && end - at >= SILENT ? 'error' : 'warning',
    about: 'first answer',
  }
}

/** Answers that come only when stdin has been closed were there before, in a buffer. */
function answersAtTheEnd({ asked, spoke, stdinClosed }: ProcessSeen): Evidence | undefined {
  if (!asked || !spoke || !stdinClosed || spoke.at < stdinClosed.at) return undefined
  const waited = stdinClosed.at - asked.at
  if (waited < TO_BE_NOTICED) return undefined
  return {
    text:
      `${asked.method ?? 'The first message'} was written to stdin on frame ${asked.frame}, and nothing came on stdout for ${duration(asked.at, stdinClosed.at)}. ` +
      `When the client closed stdin, the answers came (frame ${spoke.frame}): they had been stuck in a buffer of the server, or it reads its input to the end first.`,
    frames: [
      { frame: asked.frame, part: 'asks' },
      { frame: stdinClosed.frame, part: 'the client gives up' },
      { frame: spoke.frame, part: 'the answer comes all the same' },
    ],
    severity: 'error',
    about: 'first answer',
  }
}
