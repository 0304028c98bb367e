import { auth } from './sheet/auth.ts'
import { era } from './sheet/era.ts'
import { modern } from './sheet/modern.ts'
import { listenCases } from './sheet/listen.ts'
import { rounds } from './sheet/rounds.ts'
import { gate } from './sheet/gate.ts'
import { plain } from './sheet/plain.ts'
import { reach } from './sheet/reach.ts'
import { redirect } from './sheet/redirect.ts'
import { farewell } from './sheet/farewell.ts'
import { handshake } from './sheet/handshake.ts'
import { lost } from './sheet/lost.ts'
import { sse } from './sheet/sse.ts'
import { stateless } from './sheet/stateless.ts'
import { version } from './sheet/version.ts'
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
  plain,
  auth,
  farewell,
  handshake,
  lost,
  sse,
  stateless,
  version,
  session,
  routing,
  unanswered,
  stream,
  stdio,
  era,
  modern,
  rounds,
  listen: listenCases,
}
