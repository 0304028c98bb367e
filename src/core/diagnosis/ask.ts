import type { OpenExchange } from '../exchange.ts'
import type { Fold } from '../fold.ts'
import { sessionOf } from './calls.ts'
import type { Place } from './findings.ts'
import type { AnyRule, Moment, Rule, Said, Subjects } from './rule.ts'
import { rulesAbout, rulesOn } from './tables.ts'

/** Asks the rules of a moment about a subject. */
export const ask = <M extends Exclude<Moment, 'message'>>(fold: Fold, moment: M, subject: Subjects[M]): void =>
  askAll(fold, rulesOn[moment], moment, subject, subject)

/** Asks the rules on messages about one. */
export const askOfMessage = (fold: Fold, said: Said): void =>
  askAll(fold, rulesAbout[said.row.kind], 'message', said, said.row)

/** `who`: what the subject is known by when it is asked about again. Most rules have nothing to say, and then nothing is made. */
function askAll<M extends Moment>(
  fold: Fold,
  rules: readonly AnyRule[],
  moment: M,
  subject: Subjects[M],
  who: object,
): void {
  const { findings, seen } = fold
  const hasSpoken = findings.hasSpokenOf(who)
  let place: Place | undefined
  for (const rule of rules) {
    // Rules are sorted by their moment, so that each is asked about subjects of its own.
    const evidence = (rule.check as Check<M>)(subject, seen)
    if (evidence === undefined && !hasSpoken) continue
    place ??= { ...places[moment](subject, fold), at: seen.now }
    findings.say(rule, evidence, place, who)
  }
}

type Check<M extends Moment> = Rule<M>['check']

type Whose = Omit<Place, 'at'>

/** What subjects are known by, and whose they are. */
const places: { [M in Moment]: (subject: Subjects[M], fold: Fold) => Whose } = {
  exchange: (exchange) => ofExchange(exchange, `exchange ${exchange.row.frame}`),
  refusal: (exchange) => ofExchange(exchange, `exchange ${exchange.row.frame}`),
  waiting: (exchange) => ofExchange(exchange, `exchange ${exchange.row.frame}`),
  afterwards: (exchange) => ofExchange(exchange, `after ${exchange.row.frame}`),
  event: ({ exchange, frame }) => ofExchange(exchange, `event ${frame}`),
  message: ({ row, exchange }) => ({
    subject: `message ${row.frame}`,
    session: row.session ?? exchange?.row.session ?? null,
    client: exchange?.peer.client ?? '',
  }),
  session: ({ row, client }) => ({ subject: `session ${row.key}`, session: row.key, client }),
  call: (call) => ({
    subject: `call ${call.row.frame}`,
    session: sessionOf(call),
    client: call.exchange?.peer.client ?? '',
  }),
  process: (_, { ledger }) => ({
    subject: 'process',
    session: [...ledger.sessions].find(({ row }) => row.transport === 'stdio')?.row.key ?? null,
    client: '',
  }),
  second: () => ({ subject: 'capture', session: null, client: '' }),
}

const ofExchange = ({ row, peer }: OpenExchange, subject: string): Whose => ({
  subject,
  session: row.session,
  client: peer.client,
})
