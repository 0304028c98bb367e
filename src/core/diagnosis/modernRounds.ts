import { credentialOf, instanceOf } from './loss.ts'
import type { Retry, Round } from './rounds.ts'
import type { AnyRule, Evidence, Said } from './rule.ts'
import { duration, type Seen } from './seen.ts'
import { quoted } from './words.ts'

const SPEC = '2026-07-28 basic/patterns/mrtr'

/** Calls that need input from the client, in rounds. */
export const modernRoundRules: readonly AnyRule[] = [
  {
    id: 'mrtr-state-not-echoed',
    severity: 'error',
    side: 'client',
    title: 'The repeated request does not bring back the state it was given',
    recognised:
      'A call was answered with resultType input_required, and the request that meets it has another requestState than that answer, byte for byte, none ' +
      'although there was one, or one although there was none. A new call with neither inputResponses nor requestState is no repetition.',
    fix: {
      client: 'Send requestState back exactly as it came, without reading or trimming it, and none if none came.',
      server: 'Refuse a changed state with -32602, and say so.',
      operator: 'Raise the limits of bodies, so that nothing cuts the state.',
    },
    spec: `${SPEC}#client-requirements`,
    explains: ['mrtr-endless-rounds'],
    on: 'message',
    kinds: ['request'],
    check: (said, seen) => {
      const retry = retryOf(said, seen)
      const wrong = retry && wrongState(retry)
      if (!retry || wrong === undefined) return undefined
      return {
        text: `${wrong} ${said.row.method} on frame ${said.row.frame} meets the call for input on frame ${retry.round.frame}, and the server can no longer tell which call it belongs to.`,
        frames: frames(retry, said, 'does not bring it back'),
      }
    },
  },
  {
    id: 'mrtr-state-rejected',
    severity: 'error',
    side: 'server',
    title: 'The server refuses the state that it gave out itself',
    recognised:
      'A repeated request brings requestState back exactly, and is answered with an error that names the state, or with -32602 or -32603; or with the same ' +
      'questions from another instance. An error about the answers, and asking again, may be a matter of what was answered.',
    fix: {
      server:
        'Share the key that signs or encrypts the state among all instances; let it live as long as people need to answer; name the reason in the error.',
      client: 'Begin the call anew.',
      operator: 'Give every instance the same secret.',
    },
    spec: `${SPEC}#server-requirements`,
    explains: ['mrtr-endless-rounds'],
    on: 'message',
    kinds: ['result', 'error'],
    check: refusesOwn,
  },
  {
    id: 'mrtr-id-reused',
    severity: 'warning',
    side: 'client',
    title: 'The repeated request is not the same call under a new id',
    recognised:
      'The request that meets a call for input has the JSON-RPC id of the one before, or differs from it in its method or in parameters other than ' +
      'inputResponses, requestState and _meta.',
    fix: { client: 'Take a new id for each round, and the same method and params.' },
    spec: `${SPEC}#client-requirements`,
    on: 'message',
    kinds: ['request'],
    check: (said, seen) => {
      const retry = retryOf(said, seen)
      if (!retry) return undefined
      const { round } = retry
      const isReused = retry.id === round.id
      const isOther = retry.agreement !== null && round.agreement !== null && retry.agreement !== round.agreement
      if (!isReused && !isOther) return undefined
      const how = isReused ? `has the id ${JSON.stringify(round.id ?? null)} again` : 'has other parameters'
      return {
        text: `${said.row.method} on frame ${said.row.frame} meets the call for input on frame ${round.frame}, and ${how}, where the request on frame ${round.asked} is to be repeated under a new id.`,
        frames: frames(retry, said, how),
      }
    },
  },
  {
    id: 'mrtr-undeclared-input',
    severity: 'error',
    side: 'server',
    title: 'The server asks for something that the client did not declare',
    recognised:
      'inputRequests holds a method whose capability is not in clientCapabilities of that request. Elicitation by URL, and sampling with tools, have a ' +
      'capability of their own.',
    fix: {
      server: 'Read clientCapabilities in _meta of each request, and answer -32021 if it lacks what is needed.',
      client: 'Declare what has a handler, in every request.',
    },
    spec: `${SPEC}#server-requirements`,
    on: 'message',
    kinds: ['result'],
    check: (said, seen) => {
      const round = roundOf(said, seen)
      const [first] = round?.undeclared ?? []
      if (!round || !first) return undefined
      const names = round.undeclared.map(({ capability }) => capability)
      return {
        text: `The answer on frame ${round.frame} asks the client for ${first.method}, and the request on frame ${round.asked} does not declare ${[...new Set(names)].join(', ')}: the client cannot meet it.`,
        frames: [
          { frame: round.asked, part: 'declares too little' },
          { frame: round.frame, part: `asks for ${first.method}` },
        ],
      }
    },
  },
  {
    id: 'mrtr-endless-rounds',
    severity: 'error',
    side: 'server',
    title: 'The server keeps asking',
    recognised:
      'One call is answered eight times in a row with the same questions, or twenty times with input_required at all. A form of several pages asks ' +
      'something else each time.',
    fix: {
      server: 'Read inputResponses before asking again; see whether the state is lost between the rounds.',
      client: 'Limit the number of rounds.',
    },
    spec: SPEC,
    on: 'message',
    kinds: ['result'],
    check: (said, seen) => {
      const round = roundOf(said, seen)
      if (!round || (round.same < MOST_SAME && round.count < MOST_OF_ALL)) return undefined
      const isSame = round.same >= MOST_SAME
      return {
        text: `The answer on frame ${round.frame} is call for input number ${round.count} of one call${isSame ? `, and the last ${round.same} asked the same` : ''}.`,
        frames: [
          { frame: round.asked, part: 'asks once more' },
          { frame: round.frame, part: `round ${round.count}` },
        ],
        about: `${said.row.session ?? ''} ${said.row.name ?? ''}`,
        ...(!isSame && { confidence: 'possible' as const, severity: 'warning' as const }),
      }
    },
  },
]

const MOST_SAME = 8
const MOST_OF_ALL = 20

const retryOf = ({ row }: Said, { rounds }: Seen): Retry | undefined =>
  row.kind === 'request' ? rounds.retry(row.frame) : undefined

/** The call for input that a message is. */
function roundOf({ row }: Said, { rounds }: Seen): Round | undefined {
  const round = row.kind === 'result' ? rounds.after(row.answers) : undefined
  return round?.frame === row.frame ? round : undefined
}

const frames = ({ round }: Retry, { row }: Said, part: string): Evidence['frames'] => [
  { frame: round.asked, part: 'the first request' },
  { frame: round.frame, part: 'calls for input' },
  { frame: row.frame, part },
]

function wrongState({ round, state }: Retry): string | undefined {
  if (round.state === null || state === round.state) return undefined
  if (state === undefined) return `The answer gave the state ${quoted(round.state ?? '')}, and the request brings none.`
  const brought = quoted(typeof state === 'string' ? state : JSON.stringify(state))
  if (round.state === undefined) return `The answer gave no state, and the request brings ${brought}.`
  return `The answer gave the state ${quoted(round.state)}, and the request brings ${brought}.`
}

const INVALID_PARAMS = -32_602
const INTERNAL_ERROR = -32_603
const NAMES_STATE = /state|signature|tamper|hmac|decrypt|integrity|expired/i
const NAMES_ANSWERS = /input.?response|answer|elicit/i

function refusesOwn(said: Said, seen: Seen): Evidence | undefined {
  const { row, message } = said
  if (row.kind !== 'error' && row.kind !== 'result') return undefined
  const retry = seen.rounds.retry(row.answers)
  const { state } = retry?.round ?? {}
  if (!retry || typeof state !== 'string' || retry.state !== state) return undefined
  const why = otherSince(retry)
  const { error } = message
  const round = roundOf(said, seen)
  const isSame = round !== undefined && round.same > 1 && why !== undefined
  const namesState = error !== null && NAMES_STATE.test(error.message)
  if (error ? !namesState && !isUnclear(error) : !isSame) return undefined
  const how = error ? `error ${error.code} ${quoted(error.message)}` : 'the same questions again'
  const isSure = namesState || why !== undefined
  return {
    text:
      `The request on frame ${row.answers} brings back the state of frame ${retry.round.frame} exactly, ${duration(retry.round.at, retry.at)} after it was given, and was answered with ${how}` +
      `${why === undefined ? '' : `; ${why}`}.`,
    frames: [
      { frame: retry.round.frame, part: 'gives a state' },
      { frame: row.answers ?? row.frame, part: 'brings it back' },
      { frame: row.frame, part: 'does not take it' },
    ],
    confidence: namesState ? 'certain' : isSure ? 'likely' : 'possible',
    ...(!isSure && { severity: 'warning' as const }),
  }
}

const isUnclear = ({ code, message }: { code: number | null; message: string }): boolean =>
  (code === INVALID_PARAMS || code === INTERNAL_ERROR) && !NAMES_ANSWERS.test(message)

/** What is otherwise than when the state was given. */
function otherSince({ round, exchange }: Retry): string | undefined {
  if (!round.exchange || !exchange) return undefined
  const [before, after] = [instanceOf(round.exchange), instanceOf(exchange)]
  if (before !== after) return `it was given by ${before}, and this answer is from ${after}`
  return credentialOf(round.exchange) === credentialOf(exchange) ? undefined : 'the credentials are others'
}
