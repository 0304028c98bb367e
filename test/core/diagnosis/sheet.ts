import { auth } from './sheet/auth.ts'
import { gate } from './sheet/gate.ts'
import { reach } from './sheet/reach.ts'
import { redirect } from './sheet/redirect.ts'
import { session } from './sheet/session.ts'
import { routing } from './sheet/routing.ts'
import { stdio } from './sheet/stdio.ts'
import { stream } from './sheet/stream.ts'
import { unanswered } from './sheet/unanswered.ts'

/**
 * The sheet: traffic, and all findings it must give. Each rule has a case where it is found, and beside it one that looks alike and
 * in which it is silent.
 */
export const sheet: Record<string, readonly string[]> = {
  reach,
  redirect,
  gate,
  auth,
  session,
  routing,
  unanswered,
  stream,
  stdio,
}
