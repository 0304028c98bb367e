import type { FindingRow } from './diagnosis/finding.ts'
import type { ExchangeRow } from './exchange.ts'
import type { MessageRow } from './message.ts'
import type { SessionRow } from './session.ts'

/** What is expected of sound traffic, by name: what `tapscope check --expect` takes. */
export const expectations = {
  'no-4xx': 'no message is answered with a 4xx status',
  'one-session': 'all calls go through one session',
  'clean-end': 'every session is ended by its client',
  answered: 'every request is answered',
} as const

export type Expectation = keyof typeof expectations

/** The rows that expectations are about; the capture's others do not matter. */
export interface ExpectedOf {
  /** Exchanges with a JSON-RPC message and a status from 400 to 499. */
  refused: readonly ExchangeRow[]
  sessions: readonly SessionRow[]
  /** Requests without an answer. */
  unanswered: readonly MessageRow[]
}

const MOST_FRAMES = 20

/** What is not as expected, in the form of findings. Replays are nobody's traffic. */
export function disappointments(captureId: number, expected: readonly Expectation[], of: ExpectedOf): FindingRow[] {
  const replayed = new Set(of.sessions.flatMap(({ key, replay }) => (replay === null ? [] : [key])))
  const rows = {
    refused: of.refused.filter(({ replay }) => replay === null),
    sessions: of.sessions.filter(({ key }) => !replayed.has(key)),
    unanswered: of.unanswered.filter((row) => isToBeAnswered(row) && !replayed.has(row.session ?? '')),
  }
  return expected.flatMap((expectation, n) => {
    const said = judge[expectation](rows)
    if (said === undefined) return []
    const frames = said.frames.slice(0, MOST_FRAMES).map((frame) => ({ frame, part: said.part }))
    const row: FindingRow = {
      captureId,
      key: `${captureId}-expected-${n + 1}`,
      id: `expected-${expectation}`,
      severity: 'error',
      side: 'unknown',
      confidence: 'certain',
      title: `Expected: ${expectations[expectation]}`,
      text: said.text,
      fix: 'The findings of this capture say why; if there are none, the expectation does not fit this traffic.',
      spec: `--expect ${expectation}`,
      session: said.session ?? null,
      frames,
      count: said.frames.length,
      at: said.at ?? '',
      cause: null,
    }
    return [row]
  })
}

interface Disappointment {
  text: string
  frames: number[]
  part: string
  session?: string | null
  at?: string
}

const judge: Record<Expectation, (rows: ExpectedOf) => Disappointment | undefined> = {
  'no-4xx'({ refused }) {
    const [first] = refused
    if (!first) return undefined
    const frames = refused.map(({ frame }) => frame)
    const text = `${refused.length} of the messages were answered with a 4xx status, the first ${first.status ?? ''} on frame ${first.frame}.`
    return { text, frames, part: 'answered with 4xx', session: first.session, at: first.startedAt }
  },
  'one-session'({ sessions }) {
    const used = sessions.filter(({ carriedBy, issuedBy }) => carriedBy > 0 || issuedBy !== null)
    const missing = sessions.flatMap(({ missingOn }) => missingOn)
    if (used.length <= 1 && missing.length === 0) return undefined
    const names = used.map(({ sessionId, key }) => sessionId ?? key).join(', ')
    const lack = missing.length > 0 ? ` ${missing.length} requests carried no id.` : ''
    const frames = [...used.flatMap(({ issuedBy }) => (issuedBy === null ? [] : [issuedBy])), ...missing]
    return { text: `There were ${used.length} sessions: ${names}.${lack}`, frames, part: 'another session, or none' }
  },
  'clean-end'({ sessions }) {
    const unclean = sessions.filter((row) => isSession(row) && !isCleanEnd(row))
    if (unclean.length === 0) return undefined
    const said = unclean
      .map(({ sessionId, key, end }) => `${sessionId ?? key}: ${end?.kind ?? 'still open'}`)
      .join(', ')
    const frames = unclean.flatMap(({ end }) => (end?.frame ? [end.frame] : []))
    return { text: `Not ended by the client: ${said}.`, frames, part: 'the end', session: unclean[0]?.key ?? null }
  },
  answered({ unanswered }) {
    const [first] = unanswered
    if (!first) return undefined
    const frames = unanswered.map(({ frame }) => frame)
    const text = `${unanswered.length} requests were not answered, the first ${first.method ?? ''} on frame ${first.frame}.`
    return { text, frames, part: 'not answered', session: first.session, at: first.at }
  },
}

/** Nobody answers what was cancelled, and a subscription is answered when it is over. */
const isToBeAnswered = ({ method, cancelledBy }: MessageRow): boolean =>
  cancelledBy === null && method !== 'subscriptions/listen'

/** What no server issued has nothing to end. */
const isSession = ({ sessionId, transport, issuedBy }: SessionRow): boolean =>
  issuedBy !== null && (sessionId !== null || transport === 'stdio')

const isCleanEnd = ({ end }: SessionRow): boolean =>
  end?.kind === 'deleted' || end?.kind === 'closed-by-client' || end?.kind === 'process-exit'
