import type { Decoded } from '../../core/jsonrpc.ts'
import { requestOf } from '../../core/editHead.ts'
import {
  addressed,
  type Learnt,
  learnFromHandshake,
  learnFromStream,
  type ReplayPlan,
  type Step,
  type StepRole,
  wireBytes,
} from '../../core/replay.ts'
import { type Announce, send, type Sending } from './sending.ts'

/** How long the requests of a replay may take in all, in milliseconds; `DELETE` has a limit of its own. */
const LIMIT_MS = 30_000
const CLEAN_UP_MS = 5000
/** A stream that answers no request has no end to wait for: so long it is listened to. */
const LISTEN_MS = 1000
/** A stream that has brought its answer gets so long to end by itself. */
const GRACE_MS = 500

/** One request that was sent. */
export interface Sent {
  role: StepRole
  sending: Sending
}

/** Why a replay did not get its answer: a step was not answered in time, or one of the handshake was refused. */
export type Trouble =
  | { kind: 'no tap' }
  | { kind: 'late'; role: StepRole; asked: string[] }
  | { kind: 'refused'; role: StepRole; status: number | null }

export interface Run {
  sent: Sent[]
  trouble: Trouble | null
}

export interface RunOptions {
  port: number
  announce?: Announce | undefined
  /** See `LIMIT_MS`. */
  limitMs?: number | undefined
}

/** Sends the requests of a plan, one after the other, each on a connection of its own to the tap on `port`. */
export async function run(plan: ReplayPlan, { port, announce, limitMs = LIMIT_MS }: RunOptions): Promise<Run> {
  const sent: Sent[] = []
  const deadline = performance.now() + limitMs
  let learnt = plan.learnt
  let trouble: Trouble | null = null
  for (const step of plan.steps) {
    if (step.role === 'delete' ? learnt.sessionId === null : trouble !== null) continue
    const request = addressed(step, learnt, `127.0.0.1:${port}`)
    const stream = sent.find(({ role }) => role === 'stream')?.sending
    const before = stream?.messages.length ?? 0
    const sending = await send(port, wireBytes(request), requestOf(request.head).method, announce)
    if (!sending) {
      trouble ??= { kind: 'no tap' }
      continue
    }
    sent.push({ role: step.role, sending })
    const until = step.role === 'delete' ? performance.now() + CLEAN_UP_MS : deadline
    const intime = await isAnswered(step, sending, stream, before, until)
    const answers = stream ? stream.messages.slice(before) : sending.messages
    if (step.role !== 'stream') sending.close()
    if (step.role === 'delete') continue
    if (!intime) trouble = { kind: 'late', role: step.role, asked: questionsIn(answers) }
    else if (isRefused(step.role, sending, answers))
      trouble = { kind: 'refused', role: step.role, status: sending.status }
    else learnt = learn(learnt, step, request.head, sending, answers)
  }
  for (const { sending } of sent) sending.close()
  return { sent, trouble }
}

/** Waits for the answer of a step: in its own response, or on the stream of HTTP+SSE once the request was accepted. */
async function isAnswered(
  { role, waitsFor }: Step,
  sending: Sending,
  stream: Sending | undefined,
  before: number,
  deadline: number,
): Promise<boolean> {
  const all = (messages: readonly Decoded[]): boolean => waitsFor.every((id) => messages.some(isAnswerTo(id)))
  if (role === 'stream') return sending.until(({ endpoint }) => endpoint !== null, deadline)
  if (!(await sending.until(({ isStream, messages }) => isStream && all(messages), deadline))) return false
  if (!sending.ended) {
    const wait = waitsFor.length === 0 ? LISTEN_MS : GRACE_MS
    await sending.until(() => false, performance.now() + wait)
  }
  const accepted = sending.status !== null && sending.status < 300
  if (!stream || !accepted || waitsFor.length === 0) return true
  return stream.until(({ messages }) => all(messages.slice(before)), deadline)
}

const isAnswerTo =
  (id: string | number | null) =>
  ({ kind, id: answered }: Decoded): boolean =>
    (kind === 'result' || kind === 'error') && answered === id

/** Without a stream's endpoint or the result of `initialize` there is no session to send the request in. */
function isRefused(role: StepRole, sending: Sending, answers: readonly Decoded[]): boolean {
  if (role === 'stream') return sending.endpoint === null
  return role === 'initialize' && !answers.some(({ kind }) => kind === 'result')
}

function learn(learnt: Learnt, step: Step, head: string, sending: Sending, answers: readonly Decoded[]): Learnt {
  if (step.role === 'stream') return learnFromStream(learnt, sending.endpoint ?? '', requestOf(head).target)
  const tells = step.role === 'initialize' || (step.role === 'asked' && !step.carries)
  return tells ? learnFromHandshake(learnt, sending.head?.headers ?? [], answers) : learnt
}

/** What the server asked meanwhile, which nobody answered. */
const questionsIn = (messages: readonly Decoded[]): string[] =>
  messages.flatMap(({ kind, method }) => (kind === 'request' && method !== null ? [method] : []))
