import { authRules } from './auth.ts'
import { authMetadataRules } from './authMetadata.ts'
import { gateRules } from './gate.ts'
import { reachRules } from './reach.ts'
import { redirectRules } from './redirect.ts'
import type { AnyRule, Moment } from './rule.ts'
import { sessionRules } from './session.ts'
import { stdioRules } from './stdio.ts'
import { agreedRules } from './agreed.ts'
import { deliveryRules } from './delivery.ts'
import { listeningRules } from './listening.ts'
import { postRules } from './posts.ts'
import { resumeRules } from './resume.ts'
import { routingRules } from './routing.ts'
import { unansweredRules } from './unanswered.ts'

/** Every diagnosis there is, by the part of the protocol that it is about. */
export const parts = {
  reach: reachRules,
  redirect: redirectRules,
  gate: gateRules,
  auth: [...authMetadataRules, ...authRules],
  session: sessionRules,
  routing: [...postRules, ...routingRules, ...agreedRules],
  unanswered: [...unansweredRules, ...resumeRules],
  stream: [...listeningRules, ...deliveryRules],
  stdio: stdioRules,
} as const satisfies Record<string, readonly AnyRule[]>

export const rules: readonly AnyRule[] = Object.values(parts).flat()

const on = (moment: Moment): AnyRule[] => rules.filter((rule) => rule.on === moment)

/** The rules of each moment. */
export const rulesOn: Record<Moment, readonly AnyRule[]> = {
  exchange: on('exchange'),
  refusal: on('refusal'),
  afterwards: on('afterwards'),
  waiting: on('waiting'),
  event: on('event'),
  message: on('message'),
  session: on('session'),
  call: on('call'),
  process: on('process'),
  second: on('second'),
}
