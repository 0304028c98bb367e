import type { Verdict } from './fate.ts'
import { sayingOf, voiceOf } from './lexicon.ts'
import {
  acceptedOf,
  alternates,
  credentialOf,
  endOf,
  everWorked,
  instanceOf,
  longestPause,
  pauseOf,
  type Loss,
  refusedOf,
  survivor,
  vainTries,
} from './loss.ts'
import { restartBefore } from './restart.ts'
import { fromIso } from '../time.ts'
import { answered, asked, type Evidence } from './rule.ts'
import { duration } from './seen.ts'
import { answerWords, requestWords } from './words.ts'

/** What can have become of a session of Streamable HTTP that the server issued, or took before. */
export const streamableFates: readonly Verdict[] = [
  { id: 'session-id-header-stripped', holds: stripped },
  { id: 'session-deleted-then-used', holds: deleted },
  { id: 'session-owner-mismatch', holds: anothers },
  { id: 'two-session-managers', holds: neverKnown },
  { id: 'session-lost-no-affinity', holds: nowAndThen },
  { id: 'session-lost-after-restart', holds: afterRestart },
  { id: 'session-expired-idle', holds: idle },
  { id: 'session-ended-by-server', holds: endedByServer },
]

/** `POST /mcp (tools/list) on frame 5 was answered 404 "Session not found"`. */
export const refusalWords = ({ refused }: Loss): string =>
  `${requestWords(refused)} on frame ${refused.row.frame} was answered ${answerWords(refused)}${voiceOf(refused)}`

/** `was issued on frame 1 and last worked on frame 3`. */
function historyWords({ session, good, issue }: Loss): string {
  const issued =
    session.row.issuedBy === null ? 'is older than this capture' : `was issued on frame ${session.row.issuedBy}`
  return good && good !== issue ? `${issued} and last worked on frame ${good.row.frame}` : issued
}

/** The first frames of each proof: where the id comes from, and where it worked. */
export function history({ session, good, issue }: Loss) {
  const issued = session.row.issuedBy === null ? [] : [{ frame: session.row.issuedBy, part: 'the id is issued' }]
  return good && good !== issue ? [...issued, asked(good, 'the id works')] : issued
}

export const refusal = ({ refused }: Loss) => answered(refused, 'the id is refused')

export function stripped(loss: Loss): Evidence | undefined {
  const { id, refused } = loss
  if (sayingOf(refused) !== 'missing') return undefined
  return {
    text:
      `${requestWords(refused)} on frame ${refused.row.frame} left the tap with the session id ${id}, and the answer says that it carries ` +
      `none: ${answerWords(refused)}. So something behind the tap, between it and the server, takes the id away.`,
    side: 'between',
    frames: [asked(refused, 'carries the id'), answered(refused, 'says that there is none')],
    confidence: survivor(loss) ? 'certain' : 'likely',
  }
}

function deleted(loss: Loss): Evidence | undefined {
  const { session, id, seen } = loss
  const { end, afterEndOn } = session.row
  if (end?.kind !== 'deleted' || end.frame === null) return undefined
  const used = refusedOf(loss).find(({ row }) => afterEndOn.includes(row.frame) && row.method !== 'DELETE')
  if (!used) return undefined
  const ending = seen.exchange(end.frame)
  const others =
    ending && ending.peer.client !== used.peer.client
      ? ` They come from different clients ("${ending.peer.client}" and "${used.peer.client}"), which share the id.`
      : ''
  return {
    text:
      `The session ${id} was ended with DELETE on frame ${end.frame}. ${requestWords(used)} on frame ${used.row.frame} still carries its id, and ` +
      `was answered ${answerWords(used)}${voiceOf(used)}.${others}`,
    frames: [
      { frame: end.frame, part: 'the session is ended' },
      asked(used, 'still carries its id'),
      answered(used, 'the id is refused'),
    ],
  }
}

const how = (credential: string | undefined): string =>
  credential === undefined ? 'no credential' : `the credential ${credential}`

/** Refused under one credential, good under another. */
export function anothers(loss: Loss): Evidence | undefined {
  const { issue, good, refused, id } = loss
  const owner = issue ?? good
  if (!owner) return undefined
  const mine = credentialOf(owner)
  const others = credentialOf(refused)
  const refusedOnes = refusedOf(loss)
  if (mine === others || refusedOnes.some((one) => credentialOf(one) === mine)) return undefined
  const accepted = acceptedOf(loss)
  if (accepted.some((one) => credentialOf(one) === others)) return undefined
  const again = accepted.findLast((one) => one.row.frame > refused.row.frame)
  return {
    text:
      `The session ${id} was made with ${how(mine)} on frame ${owner.row.frame}. ${refusalWords(loss)}; it came with ${how(others)}. ` +
      (again
        ? `Under the first one the id still worked afterwards, on frame ${again.row.frame}.`
        : `No request under the first one was refused.`),
    frames: [
      asked(owner, 'the session and its credential'),
      asked(refused, 'the id with another credential'),
      refusal(loss),
      ...(again ? [asked(again, 'the first credential still works')] : []),
    ],
    confidence: again ? 'certain' : 'likely',
  }
}

const A_SECOND = 1_000_000
/** In microseconds. A client goes on with its handshake within seconds, and a session that is not used for long may expire. */
const AT_ONCE = 30 * A_SECOND
/** So many tries in vain leave no other reading. */
const ENOUGH = 4

/** `right after`, `12 s after`. */
export const soonAfter = (from: number, to: number): string =>
  to - from < A_SECOND ? 'right after' : `${duration(from, to)} after`

const sameInstance = ({ good, refused }: Loss): boolean => !good || instanceOf(good) === instanceOf(refused)

function neverKnown(loss: Loss): ReturnType<Verdict['holds']> {
  const { issue, refused, id, session } = loss
  if (session.row.issuedBy === null || everWorked(loss) || !sameInstance(loss)) return undefined
  if (issue && refused.startedAt - endOf(issue) > AT_ONCE) return undefined
  if (survivor(loss) || alternates(loss) || restartBefore(loss)?.sure) return undefined
  const tries = vainTries(loss)
  const after = issue ? `, ${soonAfter(endOf(issue), refused.startedAt)} the server had issued it` : ''
  const isSure = tries >= ENOUGH
  return {
    text:
      `The answer to initialize on frame ${session.row.issuedBy} issued the session id ${id}. ${refusalWords(loss)}${after}; no request with it ever ` +
      `worked. So what issues ids and what looks them up are not the same inside the server. ` +
      (isSure
        ? `${tries} tries, on new sessions or new connections, all failed in the same way.`
        : `With so few tries it may also be that requests reach several processes that do not share their sessions ` +
          `(session-lost-no-affinity): send one again on new connections, and if some work, it is that.`),
    frames: [
      { frame: session.row.issuedBy, part: 'the id is issued' },
      asked(refused, 'the first request with it'),
      refusal(loss),
    ],
    confidence: isSure ? 'certain' : 'likely',
    beside: isSure ? [] : ['session-lost-no-affinity'],
  }
}

function nowAndThen(loss: Loss): Evidence | undefined {
  const { story, refused, good, id } = loss
  const later = story.acceptedAfter
  const other = everWorked(loss) ? undefined : survivor(loss)
  const isOther = !sameInstance(loss)
  const restarted = restartBefore(loss)
  if (later || other || (!everWorked(loss) && alternates(loss))) {
    const works = later ?? other
    const refusals = refusedOf(loss).length
    return {
      text:
        `${refusalWords(loss)}. ` +
        (later
          ? `The same id ${id} worked again on frame ${later.row.frame}: ${acceptedOf(loss).length} requests with it were taken and ${refusals} refused. `
          : works
            ? `Another session, issued before, still worked on frame ${works.row.frame}. `
            : 'Other sessions that were issued before and after it worked. ') +
        'So several processes answer at this address, each knows only the sessions that it issued itself, and requests are not kept at one of them.',
      frames: [
        ...history(loss),
        refusal(loss),
        ...(works ? [asked(works, later ? 'the same id works again' : 'another session works')] : []),
      ],
      confidence: later ? 'certain' : 'likely',
    }
  }
  if (restarted || !good || workedOn(loss, refused.peer.connection)) return undefined
  if (!isOther && !(isQuick(loss) && !pushedOut(loss) && streamsCut(loss).length === 0)) return undefined
  return {
    text:
      `The session ${id} ${historyWords(loss)}. ${refusalWords(loss)}, ${soonAfter(endOf(good), refused.startedAt)} that and on another connection. ` +
      (isOther
        ? `The answers come from different instances (${instanceOf(good)} and ${instanceOf(refused)}), `
        : 'Nothing ended the session in between, ') +
      'so several processes answer at this address and do not share their sessions.',
    frames: [...history(loss), asked(refused, 'comes on another connection'), refusal(loss)],
    confidence: isOther ? 'likely' : 'possible',
  }
}

/** Whether the id was issued or worked on a connection: then another process does not explain its refusal there. */
const workedOn = (loss: Loss, connection: number): boolean =>
  [...acceptedOf(loss), loss.good, loss.issue].some((one) => one?.peer.connection === connection)

/** Refused right after it had worked, in the first moments of the session. */
const isQuick = ({ issue, good, refused }: Loss): boolean =>
  good !== undefined &&
  issue !== undefined &&
  refused.startedAt - endOf(good) < 5 * A_SECOND &&
  refused.startedAt - endOf(issue) < 10 * A_SECOND

function afterRestart(loss: Loss): Evidence | undefined {
  const restart = restartBefore(loss)
  if (!restart) return undefined
  return {
    text:
      `The session ${loss.id} ${historyWords(loss)}. ${refusalWords(loss)}. Between them ${restart.text}. So the server was started anew and has ` +
      'forgotten the sessions that it kept in memory.',
    frames: [...history(loss), ...restart.frames, refusal(loss)],
    confidence: restart.sure ? 'certain' : 'likely',
  }
}

/** From here on, silence alone explains a loss; below, only beside nothing else that would. In microseconds. */
const LONG = 60 * A_SECOND

function idle(loss: Loss): Evidence | undefined {
  const { good, refused, id, seen, session } = loss
  const pause = pauseOf(loss)
  if (!good || pause < A_SECOND || pause <= 3 * longestPause(loss) || sayingOf(refused) === 'ended') return undefined
  if (pause < LONG && (streamsCut(loss).length > 0 || pushedOut(loss))) return undefined
  const same = seen.troubled.filter((other) => {
    const story = seen.story(other)
    return other !== session && story.fate?.id === 'session-expired-idle'
  })
  const alive = survivor(loss)
  return {
    text:
      `The session ${id} ${historyWords(loss)}. Then nothing came with it for ${duration(0, pause)}, and ${refusalWords(loss)}. ` +
      (alive ? `Another session that was in use still worked on frame ${alive.row.frame}. ` : '') +
      `The server seems to end sessions that are not used${pause >= 1750 * A_SECOND ? ', after 30 minutes by default in the Python SDK since 1.30 and 2.2' : ''}.`,
    frames: [...history(loss), asked(refused, `comes after ${duration(0, pause)} of silence`), refusal(loss)],
    confidence: same.length > 0 && alive ? 'certain' : pause >= LONG || alive ? 'likely' : 'possible',
  }
}

/** Streams of the session that the server ended before it refused it. */
const streamsCut = ({ seen, session, refused, issue }: Loss) =>
  seen.recent.filter(
    (one) =>
      one.session === session &&
      one !== issue &&
      one.stream &&
      one.row.end === 'server-clean' &&
      one.row.frame < refused.row.frame &&
      (one.row.method === 'GET' || one.requests.length > 0),
  )

/** The session that was issued just before this one was refused: it may have taken its place. */
function pushedOut({ seen, good, refused, session }: Loss) {
  return seen.issued.findLast(
    (other) =>
      other !== session &&
      (other.row.issuedBy ?? 0) > (good?.row.frame ?? 0) &&
      (other.row.issuedBy ?? Infinity) < refused.row.frame &&
      refused.startedAt - fromIso(other.row.openedAt) < 5 * A_SECOND,
  )
}

function endedByServer(loss: Loss): Evidence | undefined {
  const { id, refused } = loss
  const cut = streamsCut(loss)
  const next = pushedOut(loss)
  const said = sayingOf(refused) === 'ended'
  const why = said
    ? 'The answer itself says that the session was ended, and no DELETE of it is in this capture.'
    : cut.length > 0
      ? `Before, the server ended ${cut.length === 1 ? 'a stream' : 'streams'} of it on its own (${cut.map(({ row }) => `frame ${row.frame}`).join(', ')}).`
      : next
        ? `Just before, another session was issued on frame ${next.row.issuedBy}: the server may hold only so many, and push the oldest out.`
        : 'Why cannot be seen here: no DELETE, no long pause, no sign of a restart. The log of the server at that moment tells.'
  return {
    text: `The session ${id} ${historyWords(loss)}. ${refusalWords(loss)}. ${why} The client was not told and still believed in it.`,
    frames: [
      ...history(loss),
      ...cut.slice(0, 3).map((one) => asked(one, 'the server ends this stream')),
      ...(!said && cut.length === 0 && next?.row.issuedBy
        ? [{ frame: next.row.issuedBy, part: 'another session is issued' }]
        : []),
      refusal(loss),
    ],
    confidence: said || (cut.length > 0 && survivor(loss)) ? 'certain' : cut.length > 0 || next ? 'likely' : 'possible',
  }
}
