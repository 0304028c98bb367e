import type { OpenExchange } from '../exchange.ts'
import type { Verdict } from './fate.ts'
import { refusal, refusalWords, stripped } from './fateStreamable.ts'
import { sayingOf } from './lexicon.ts'
import { type Loss, refusedOf } from './loss.ts'
import { answered, asked, type Evidence } from './rule.ts'
import { answerWords, requestWords } from './words.ts'

/** What an id can be that no captured answer issued, and that never worked. */
export const foreignFates: readonly Verdict[] = [
  { id: 'session-id-header-stripped', holds: (loss) => (isHeader(loss) ? stripped(loss) : undefined) },
  { id: 'stateless-rejects-session-header', holds: statelessHere },
  { id: 'session-id-adopted-from-error', holds: adopted },
  { id: 'session-id-mutated', holds: mutated },
  { id: 'sse-session-id-missing-or-malformed', holds: malformed },
  { id: 'session-id-on-initialize', holds: onInitialize },
  { id: 'session-id-never-issued', holds: neverIssued },
]

const isHeader = ({ session }: Loss): boolean => session.row.transport !== 'http+sse'

function statelessHere(loss: Loss): Evidence | undefined {
  const { refused, id, seen } = loss
  const nameless = seen.issued.find(({ row }) => row.transport === 'streamable-http' && row.sessionId === null)
  const says = sayingOf(refused) === 'stateless'
  if (!isHeader(loss) || !(says || (nameless && refused.row.status === 400))) return undefined
  return {
    text:
      `${refusalWords(loss)}: it carries the session id ${id}, and this server keeps no sessions` +
      `${nameless ? ` (its InitializeResult on frame ${nameless.row.issuedBy} came without an id)` : ''}.`,
    frames: [asked(refused, 'carries a session id'), refusal(loss)],
    confidence: says ? 'certain' : 'likely',
  }
}

function adopted(loss: Loss): Evidence | undefined {
  const { session, refused, id, seen } = loss
  if (!isHeader(loss) || !seen.wasMinted(id)) return undefined
  const { mintedBy } = session.row
  const minting = seen.exchange(mintedBy)
  return {
    text:
      `The session id ${id} stood on ${mintedBy === null ? 'an answer' : `the answer to frame ${mintedBy}`} that established nothing` +
      `${minting ? ` (${answerWords(minting)})` : ''}. The client took it for its session: ${refusalWords(loss)}.`,
    frames: [
      ...(minting ? [answered(minting, 'a refusal bears the id')] : []),
      asked(refused, 'the client uses it'),
      refusal(loss),
    ],
  }
}

/** An id without what peers change on the way: case, dashes, quotes, encoding, what was joined to it. */
function plain(id: string): string {
  const [first = ''] = decoded(id).split(/[,;]/, 1)
  return first.replace(/[\s"'{}<>-]/g, '').toLowerCase()
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

const SHORTEST = 8

function mutated(loss: Loss): Evidence | undefined {
  const { id, seen, session, refused } = loss
  const sent = plain(id)
  const origin = seen.issued.find(({ row }) => {
    if (row.sessionId === null || row.sessionId === id || row.transport !== session.row.transport) return false
    const real = plain(row.sessionId)
    return real === sent || (sent.length >= SHORTEST && real.startsWith(sent))
  })
  if (!origin || origin.row.issuedBy === null) return undefined
  return {
    text:
      `Frame ${origin.row.issuedBy} issued the session id ${origin.row.sessionId}. ${requestWords(refused)} on frame ${refused.row.frame} carries it as ` +
      `${id}, and was answered ${answerWords(refused)}. An id is opaque: it must come back letter by letter.`,
    frames: [
      { frame: origin.row.issuedBy, part: 'the id as it was issued' },
      asked(refused, 'the id as it came back'),
      refusal(loss),
    ],
    session: origin.row.key,
  }
}

function malformed(loss: Loss): Evidence | undefined {
  const { refused } = loss
  if (isHeader(loss) || (sayingOf(refused) !== 'malformed' && loss.id !== '')) return undefined
  return {
    text: `${refusalWords(loss)}: the session id in its query, "${loss.id}", cannot be read as one. It is none that a stream of this capture announced.`,
    frames: [asked(refused, 'its id is damaged'), refusal(loss)],
  }
}

function onInitialize(loss: Loss): Evidence | undefined {
  const { refused, id } = loss
  if (!isHeader(loss) || !refusedOf(loss).every(({ initializes, row }) => initializes || row.method === 'DELETE'))
    return undefined
  if (!refused.initializes) return undefined
  return {
    text: `${refusalWords(loss)}: an initialize opens a session, and this one already carries the session id ${id}, which no answer in this capture issued.`,
    frames: [asked(refused, 'initialize carries an id'), refusal(loss)],
  }
}

function neverIssued(loss: Loss): ReturnType<Verdict['holds']> {
  const { refused, id, seen, session } = loss
  const source = handedOut(loss)
  const alien = seen.alienTo(loss.session.row)
  const isLate = startedBefore(loss) || (!source && !alien && hasRecovered(loss))
  const own = seen.issued.find(
    (other) => (other.row.issuedBy ?? Infinity) < refused.row.frame && other.row.sessionId !== null,
  )
  const carrier = isHeader(loss) ? 'the session id' : 'a message to the session'
  return {
    text:
      `The client sent ${carrier} ${id} on frame ${refused.row.frame}. No answer in this capture issued it: ${refusalWords(loss)}. ` +
      (source
        ? `The id comes from the server's own application, which handed it out on frame ${source.row.frame} (${requestWords(source)}): it made a session ` +
          'of its own, and the protocol knows nothing of it. '
        : '') +
      (alien ? `Ids that this server issues look different (${alien}). ` : '') +
      (isLate
        ? 'The client had a session before this capture began, or starts over as it should, so the server may also have issued the id earlier and lost it since, in a restart for instance.'
        : isHeader(loss)
          ? 'Only initialize makes a session, and only its answer names it.'
          : 'Only the endpoint event of a stream makes a session.'),
    frames: [
      ...(source ? [answered(source, 'the application hands the id out')] : []),
      asked(refused, 'carries an id that was never issued'),
      answered(refused, 'refuses it'),
    ],
    ...(source && { side: 'server' as const }),
    confidence: source || alien || wasCovered(loss) ? 'certain' : isLate ? 'possible' : 'likely',
    ...(isLate && { severity: 'warning' as const }),
    beside: source && own && own !== session ? ['two-session-managers'] : [],
  }
}

/** Where an answer that is no MCP, or a header of it, told the client the id. */
function handedOut({ id, seen, refused }: Loss): OpenExchange | undefined {
  if (id.length < SHORTEST) return undefined
  const tells = ({ row, refusal: text, answerHead }: OpenExchange) =>
    row.status !== null &&
    row.status < 400 &&
    (text?.includes(id) || answerHead?.headers.some(([, value]) => value.includes(id)))
  return seen.recent.find((one) => one.row.frame < refused.row.frame && tells(one))
}

/** Whether the client had a session here that was older than the capture. */
const startedBefore = ({ seen, refused }: Loss): boolean => {
  const first = seen.client(refused)?.first
  const session = first?.session
  return (
    first !== undefined && first.row.carried !== null && session?.row.issuedBy === null && session.state !== 'unknown'
  )
}

/** Whether the client of the refused request began anew: then it knows what a lost session is. */
const hasRecovered = ({ seen, refused }: Loss): boolean =>
  seen.after(refused).some(({ initializes, row }) => initializes && row.carried === null && row.status === 200)

/** Whether this capture saw how the client began: with something that needs no session. */
const wasCovered = ({ seen, refused }: Loss): boolean => {
  const first = seen.client(refused)?.first
  return first !== undefined && first.row.carried === null && (first.initializes || first.wantsStream)
}
