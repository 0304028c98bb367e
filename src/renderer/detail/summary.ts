import type { ExchangeRow } from '../../core/exchange.ts'
import type { SessionRow } from '../../core/session.ts'
import { between, duration, endWords, sessionState } from '../ui/words.ts'

/** An exchange in one line: `POST tools/call echo → 400 in 3.0 ms, ended by the server`. */
export function summaryOf(exchange: ExchangeRow): string {
  const { method, rpc, url, status, startedAt, endedAt, end, reason } = exchange
  const called = `${method} ${rpc ?? pathOf(url)}`
  if (endedAt === null || end === null) return `${called} → ${status ?? 'no answer yet'}, still open`
  const time = `in ${duration(between(startedAt, endedAt))}`
  const why = reason ? ` (${reason})` : ''
  return `${called} → ${status ?? 'no answer'} ${time}, ${endWords[end].long}${why}`
}

/** What the parts of an exchange took, in their order. */
export function phasesOf({ connectMs, tlsMs, sentMs, firstByteMs, idleMs }: ExchangeRow): string[] {
  const phases: [words: string, ms: number | null][] = [
    ['connected in', connectMs],
    ['TLS in', tlsMs],
    ['request sent after', sentMs],
    ['answered after', firstByteMs],
    ['silent before its end for', idleMs],
  ]
  return phases.flatMap(([words, ms]) => (ms === null ? [] : [`${words} ${duration(ms)}`]))
}

/** What an exchange has to do with its session: sentences, some with frames to go to. */
export type SessionFact = { says: string; frames?: number[]; wrong?: true }

/** What is known about the session of an exchange, the exchange's own part in it first. */
export function sessionFacts(frame: number, carried: string | null, session: SessionRow | null): SessionFact[] {
  if (!session) {
    return [{ says: carried === null ? 'Belongs to no session.' : `Carried the session id ${carried}.` }]
  }
  return [...ownFacts(frame, session), ...issueFacts(frame, session), ...endFacts(frame, session)]
}

function ownFacts(frame: number, { missingOn, foreignOn, afterEndOn, refusedOn }: SessionRow): SessionFact[] {
  const facts: SessionFact[] = []
  if (missingOn.includes(frame)) facts.push({ says: 'It should have carried the session id and did not.', wrong: true })
  if (foreignOn.includes(frame))
    facts.push({ says: 'It carried an id that this server never issued in this capture.', wrong: true })
  if (afterEndOn.includes(frame)) facts.push({ says: 'It carried the id after the session had ended.', wrong: true })
  if (refusedOn.includes(frame)) facts.push({ says: 'The server refused it because of its session.', wrong: true })
  return facts
}

function issueFacts(frame: number, { sessionId, issuedBy, mintedBy, era, foreignOn }: SessionRow): SessionFact[] {
  if (issuedBy === frame) return [{ says: 'This exchange issued the id.' }]
  if (issuedBy !== null) return [{ says: 'Issued by', frames: [issuedBy] }]
  if (mintedBy !== null)
    return [{ says: 'The id stood on an answer that established nothing:', frames: [mintedBy], wrong: true }]
  if (sessionId === null) return era === 'modern' ? [{ says: 'Stateless: this era has no session ids.' }] : []
  if (foreignOn.includes(frame)) return [] // which says so already
  return [{ says: 'No answer in this capture issued the id.', wrong: true }]
}

const endSays: Record<NonNullable<SessionRow['end']>['kind'], string> = {
  deleted: 'Ended by DELETE',
  expired: 'Lost: the server no longer knew it',
  'closed-by-client': 'Ended when the client closed its stream',
  'closed-by-server': 'Ended when the server closed its stream',
  superseded: 'Superseded: the client began another',
  'process-exit': 'Ended with its process',
  abandoned: 'Abandoned: its client went away',
  'capture-stopped': 'Open until the capture stopped',
}

function endFacts(frame: number, session: SessionRow): SessionFact[] {
  const { end } = session
  if (!end) return sessionState(session).open ? [{ says: 'Still open.' }] : []
  const sure = end.confidence === 'seen' ? '' : ' (inferred)'
  const says = `${endSays[end.kind]}${sure}`
  if (end.frame === null) return [{ says: `${says}.` }]
  return end.frame === frame ? [{ says: `${says}, here.` }] : [{ says: `${says}, in`, frames: [end.frame] }]
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return pathname + search
}
