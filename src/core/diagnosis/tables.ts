import { aftermathRules } from './aftermath.ts'
import { authRules } from './auth.ts'
import { authMetadataRules } from './authMetadata.ts'
import { eraRules } from './era.ts'
import { modernRules } from './modern.ts'
import { modernHabitRules } from './modernHabits.ts'
import { modernListenRules } from './modernListens.ts'
import { modernParamRules } from './modernParams.ts'
import { modernRoundRules } from './modernRounds.ts'
import { gateRules } from './gate.ts'
import { farewellRules } from './farewell.ts'
import { handshakeClientRules } from './handshakeClient.ts'
import { handshakeServerRules } from './handshakeServer.ts'
import { lostRules } from './lost.ts'
import { plainRules } from './plain.ts'
import { reachRules } from './reach.ts'
import { redirectRules } from './redirect.ts'
import type { MessageKind } from '../message.ts'
import type { AnyRule, Moment } from './rule.ts'
import { sessionRules } from './session.ts'
import { sessionIdRules } from './sessionId.ts'
import { sseRules } from './sse.ts'
import { sseMessageRules } from './sseMessages.ts'
import { sseOpeningRules } from './sseOpening.ts'
import { statelessRules } from './stateless.ts'
import { stdioRules } from './stdio.ts'
import { versionRules } from './version.ts'
import { agreedRules } from './agreed.ts'
import { deliveryRules } from './delivery.ts'
import { listeningRules } from './listening.ts'
import { postRules } from './posts.ts'
import { resumeRules } from './resume.ts'
import { routingRules } from './routing.ts'
import { unansweredRules } from './unanswered.ts'

/** Every diagnosis there is, by the part of the protocol that it is about. */
export const parts = {
  reach: [...reachRules, ...plainRules],
  redirect: redirectRules,
  gate: gateRules,
  auth: [...authMetadataRules, ...authRules],
  sse: [...sseOpeningRules, ...sseMessageRules, ...sseRules],
  handshake: [...handshakeClientRules, ...handshakeServerRules],
  session: [...sessionRules, ...sessionIdRules],
  version: versionRules,
  stateless: statelessRules,
  lost: [...lostRules, ...aftermathRules],
  farewell: farewellRules,
  routing: [...postRules, ...routingRules, ...agreedRules],
  unanswered: [...unansweredRules, ...resumeRules],
  stream: [...listeningRules, ...deliveryRules],
  stdio: stdioRules,
  era: eraRules,
  modern: [...modernRules, ...modernParamRules, ...modernHabitRules],
  rounds: modernRoundRules,
  listen: modernListenRules,
} as const satisfies Record<string, readonly AnyRule[]>

export const rules: readonly AnyRule[] = Object.values(parts).flat()

const on = (moment: Moment): AnyRule[] => rules.filter((rule) => rule.on === moment)

/** The rules of each other moment. */
export const rulesOn: Record<Exclude<Moment, 'message'>, readonly AnyRule[]> = {
  exchange: on('exchange'),
  refusal: on('refusal'),
  afterwards: on('afterwards'),
  waiting: on('waiting'),
  event: on('event'),
  session: on('session'),
  call: on('call'),
  process: on('process'),
  second: on('second'),
}

const about = (kind: MessageKind): AnyRule[] =>
  on('message').filter(({ kinds }) => kinds === undefined || kinds.includes(kind))

/** Those on messages, by the kind of message that they are about. */
export const rulesAbout: Record<MessageKind, readonly AnyRule[]> = {
  request: about('request'),
  result: about('result'),
  error: about('error'),
  notification: about('notification'),
  invalid: about('invalid'),
}
