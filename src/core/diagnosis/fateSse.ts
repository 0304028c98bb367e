import type { Verdict } from './fate.ts'
import { anothers, history, refusal, refusalWords, soonAfter, stripped } from './fateStreamable.ts'
import { sayingOf } from './lexicon.ts'
import {
  acceptedOf,
  alternates,
  endOf,
  everWorked,
  instanceOf,
  type Loss,
  refusedOf,
  survivor,
  vainTries,
} from './loss.ts'
import { restartBefore } from './restart.ts'
import { asked, type Evidence } from './rule.ts'
import { answerWords } from './words.ts'

/** What can have become of a session of HTTP+SSE that a stream announced. */
export const sseFates: readonly Verdict[] = [
  { id: 'session-id-mutated', holds: respelled },
  { id: 'sse-session-id-missing-or-malformed', holds: stripped },
  { id: 'session-lost-after-restart', holds: afterRestart },
  { id: 'sse-message-after-stream-closed', holds: afterClose },
  { id: 'sse-transport-not-started', holds: notStarted },
  { id: 'session-owner-mismatch', holds: anothers },
  { id: 'sse-cross-worker-routing', holds: nowAndThen },
  { id: 'sse-two-transports-mounted', holds: neverKnown },
  { id: 'sse-message-session-unknown', holds: unknown },
]

/** The ledger reads ids as Python does, which does not mind dashes and capitals; a server that does mind shows it. */
function respelled(loss: Loss): Evidence | undefined {
  const { id, refused, session } = loss
  const sent = refused.row.carried ?? id
  if (sent === id || refusedOf(loss).some(({ row }) => row.carried === id)) return undefined
  return {
    text: `The stream on frame ${session.row.issuedBy} announced the session id ${id}. It came back as ${sent}: ${refusalWords(loss)}.`,
    frames: [
      { frame: session.row.issuedBy ?? 0, part: 'the id as it was announced' },
      asked(refused, 'the id as it came back'),
      refusal(loss),
    ],
  }
}

function afterRestart(loss: Loss): Evidence | undefined {
  const restart = restartBefore(loss)
  if (!restart?.sure) return undefined
  return {
    text: `The stream on frame ${loss.session.row.issuedBy} announced the session ${loss.id}. ${refusalWords(loss)}. Between them ${restart.text}. So the server was started anew.`,
    frames: [...history(loss), ...restart.frames, refusal(loss)],
  }
}

function afterClose(loss: Loss): Evidence | undefined {
  const { session, refused, issue, id } = loss
  const { end } = session.row
  if (!refused.afterEnd || !issue?.row.end) return undefined
  const byClient = end?.kind === 'closed-by-client'
  return {
    text:
      `The session ${id} lives as long as its stream on frame ${issue.row.frame}. ${refusalWords(loss)}, ` +
      `${soonAfter(endOf(issue), refused.startedAt)} ${byClient ? 'the client had left' : 'the server had ended'} that stream. ` +
      (byClient
        ? 'The client still used the old message URL.'
        : 'The client did not notice that its session was gone.'),
    frames: [
      { frame: issue.row.frame, part: byClient ? 'the client leaves its stream' : 'the server ends the stream' },
      asked(refused, 'posted after the end'),
      refusal(loss),
    ],
    side: byClient ? 'client' : 'server',
  }
}

function notStarted(loss: Loss): Evidence | undefined {
  if (sayingOf(loss.refused) !== 'not started') return undefined
  return {
    text: `${refusalWords(loss)}: the server knows the session ${loss.id} that it announced on frame ${loss.session.row.issuedBy}, and its stream is not up on that side.`,
    frames: [...history(loss), refusal(loss)],
  }
}

/** Refused although the stream is open, and yet some requests to such sessions are taken. */
function nowAndThen(loss: Loss): Evidence | undefined {
  const { id, story, refused, issue } = loss
  const other = story.acceptedAfter ?? story.acceptedBefore ?? survivor(loss)
  const isOther = issue !== undefined && instanceOf(issue) !== instanceOf(refused)
  if (!other && !isOther && !alternates(loss)) return undefined
  const counts = `${acceptedOf(loss).length} messages with this id were taken and ${refusedOf(loss).length} refused`
  return {
    text:
      `The stream on frame ${loss.session.row.issuedBy} announced the session ${id} and is still open. ${refusalWords(loss)}. ` +
      (everWorked(loss)
        ? `${counts}. `
        : isOther && issue
          ? `The stream came from ${instanceOf(issue)} and this answer from ${instanceOf(refused)}. `
          : 'Other such sessions work. ') +
      'So several processes answer at this address, and a message finds its session only where the stream is.',
    frames: [...history(loss), refusal(loss), ...(other ? [asked(other, 'such a message is taken')] : [])],
    confidence: story.acceptedAfter || isOther ? 'certain' : 'likely',
  }
}

const ENOUGH = 4

function neverKnown(loss: Loss): Evidence | undefined {
  const tries = vainTries(loss)
  if (everWorked(loss) || tries < ENOUGH) return undefined
  return {
    text:
      `The stream on frame ${loss.session.row.issuedBy} announced the session ${loss.id} and is open. ${refusalWords(loss)}, and so did every other of ` +
      `${tries} tries on new streams or new connections end. So the part of the server that opens streams and the part that takes messages keep ` +
      'two separate lists of sessions.',
    frames: [...history(loss), asked(loss.refused, 'a message to the open stream'), refusal(loss)],
  }
}

function unknown(loss: Loss): ReturnType<Verdict['holds']> {
  const { id, session, refused } = loss
  const isPlain =
    refused.row.contentType !== null &&
    sayingOf(refused) === 'unknown' &&
    /could not find session/i.test(answerWords(refused))
  return {
    text:
      `The stream on frame ${session.row.issuedBy} announced the session ${id} and is still open. ${refusalWords(loss)}. So what took the message knows nothing ` +
      'of the stream: either one server keeps two lists of sessions (sse-two-transports-mounted), or several processes answer at this address ' +
      `(sse-cross-worker-routing). Send a message again on new connections: if none is ever taken, it is the former.` +
      (isPlain
        ? " These words with a Content-Type are not the SDK's own: code of the application looked the id up."
        : ''),
    frames: [...history(loss), asked(refused, 'a message to the open stream'), refusal(loss)],
    beside: ['sse-two-transports-mounted', 'sse-cross-worker-routing'],
  }
}
