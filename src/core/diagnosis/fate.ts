import type { Session } from '../ledger.ts'
import { foreignFates } from './fateForeign.ts'
import { sseFates } from './fateSse.ts'
import { streamableFates } from './fateStreamable.ts'
import { type Loss, lossOf, refusedOf } from './loss.ts'
import type { Evidence } from './rule.ts'
import type { Seen } from './seen.ts'

/** What became of a lost session, in the name of a rule. */
export interface Fate {
  id: string
  evidence: Evidence
  /** What it may be instead, as long as the capture cannot tell; it is named beside it. */
  beside: readonly string[]
}

/** One thing that can have become of a session; the proof of it, or undefined if it is not that. */
export interface Verdict {
  id: string
  holds: (loss: Loss) => (Evidence & { beside?: readonly string[] }) | undefined
}

/**
 * Why the server refuses a session's id: one symptom, many causes. They are tried in order, and decided by who issued the id, what
 * happened to it before, and what happens to others; the words of the refusal only strengthen it.
 */
export function fateOf(session: Session, seen: Seen): Fate | undefined {
  const loss = lossOf(session, seen)
  if (!loss || isAboutMethod(loss)) return undefined
  for (const { id, holds } of verdictsOn(loss)) {
    // Whatever follows a DELETE that succeeded comes from it.
    if (id !== 'session-deleted-then-used' && isAfterDelete(loss)) continue
    const evidence = holds(loss)
    if (evidence) return { id, evidence, beside: evidence.beside ?? [] }
  }
  return undefined
}

/** Servers that know no GET or DELETE may answer them 404, and the session goes on. */
const isAboutMethod = (loss: Loss): boolean =>
  refusedOf(loss).every(({ row, refusal }) => row.method !== 'POST' && !/session/i.test(refusal ?? ''))

const isAfterDelete = ({ session: { row }, refused }: Loss): boolean =>
  row.end?.kind === 'deleted' && row.end.frame !== null && row.end.frame < refused.row.frame

function verdictsOn({ session, story, good }: Loss): readonly Verdict[] {
  // An id that no answer issued may still have worked: then it is older than the capture.
  if (session.row.issuedBy === null && !good && !story.acceptedAfter) return foreignFates
  return session.row.transport === 'http+sse' ? sseFates : streamableFates
}

/** Whether this is what became of a lost session; a note, if it only may be. */
export const fated =
  (id: string) =>
  (session: Session, seen: Seen): Evidence | undefined => {
    const { fate } = seen.story(session)
    if (!fate) return undefined
    if (fate.id === id) return fate.evidence
    if (!fate.beside.includes(id)) return undefined
    return { ...fate.evidence, severity: 'note', confidence: 'possible' }
  }

/** What follows from any loss of a session, and is explained by it. */
export const AFTERMATH = ['session-400-instead-of-404', 'session-error-in-200', 'client-no-reinit-after-404'] as const
