import type { Answer, CaptureRow, Failure, ReplayAnswer, ReplayInput } from '../../core/api.ts'
import { compare } from '../../core/compare.ts'
import type { ExchangeRow } from '../../core/exchange.ts'
import { planReplay, type ReplayPlan, type StepRole } from '../../core/replay.ts'
import type { EngineParts } from '../engine.ts'
import type { Log } from '../log/log.ts'
import { readCapture, readRows } from '../rows.ts'
import { type Found, readExchange, readOriginal, unsafeTool } from './original.ts'
import { findPlace, type Place } from './place.ts'
import type { Announce } from './sending.ts'
import { run, type Run, type Sent, type Trouble } from './run.ts'

/** Exchanges are in the log a moment after they ended; one that is not after so many milliseconds never will be. */
const PATIENCE_MS = 10_000

/**
 * Sends a captured request again, through a tap: that of its capture if it still runs, else one that is opened for it.
 * The answer names the new exchange and says what differs; what stands in the way of it is `failed`.
 */
export async function replay(parts: EngineParts, input: ReplayInput): Promise<Answer<ReplayAnswer>> {
  const { log } = parts
  const found = await readOriginal(log, input)
  if ('failed' in found) return found
  const { shown, original } = found.ok
  const capture = await readCapture(log, shown.exchange.captureId)
  if (!capture) return { failed: removed }
  const to = input.to ?? elsewhere(shown.exchange, capture)
  const place = await findPlace(parts, capture, shown.exchange.transport, { ...input, to })
  if ('failed' in place) return place
  const plan = planReplay({ ...original, live: place.ok.live }, input.mode, place.ok.route, input.body)
  if ('failed' in plan) return plan
  const tool = input.confirmed ? undefined : await unsafeTool(log, capture.captureId, input.body ?? original.text)
  if (tool !== undefined) return { failed: notConfirmed(tool) }
  return sendFrom(parts, found.ok, place.ok, plan.ok, input)
}

/** Where a request went that did not go to the target: an authorization server has another origin. */
function elsewhere({ url }: ExchangeRow, { target }: CaptureRow): string | undefined {
  const isElsewhere = URL.canParse(url) && URL.canParse(target) && new URL(url).origin !== new URL(target).origin
  return isElsewhere ? url : undefined
}

/** Sends the requests of a plan through the tap of a place, opening one if there is none. */
async function sendFrom(
  parts: EngineParts,
  { shown }: Found,
  place: Place,
  plan: ReplayPlan,
  input: ReplayInput,
): Promise<Answer<ReplayAnswer>> {
  const original = { captureId: shown.exchange.captureId, frame: shown.exchange.frame }
  const name = `replay of ${original.captureId}:${original.frame}`
  const opened = place.tap ? null : await parts.startTap({ url: place.target, name, insecure: place.insecure })
  if (opened && 'failed' in opened) return opened
  const captureId = place.tap?.captureId ?? opened?.ok.captureId ?? 0
  const port = place.tap?.port ?? parts.taps.get(captureId)?.port ?? 0
  try {
    const last = await lastFrame(parts.log, captureId)
    const done = await run(plan, { port, announce: announcer(parts.log, captureId) })
    const rows = await rowsOf(parts.log, captureId, done.sent, last)
    return await report(parts.log, input, original, place.target, done, rows)
  } finally {
    if (opened) await parts.stopTap({ captureId })
  }
}

/** Tells the log which connections are of one replay, so that it is kept apart from the client whose request it repeats. */
function announcer(log: Log, captureId: number): Announce {
  let number: number | null = null
  return async (client) => {
    number = await log.write('announce', { captureId, client, replay: number })
  }
}

/** The exchange that each request made, in the same order; undefined for one that is not in the log. */
type Rows = (ExchangeRow | undefined)[]

async function report(
  log: Log,
  { mode }: ReplayInput,
  original: { captureId: number; frame: number },
  target: string,
  { sent, trouble }: Run,
  rows: Rows,
): Promise<Answer<ReplayAnswer>> {
  const asked = rows[sent.findIndex(({ role }) => role === 'asked')]
  if (asked) {
    const replayed: [number, number] = [asked.captureId, asked.frame]
    await log.write('replayed', { replay: replayed, of: [original.captureId, original.frame], mode })
  }
  const unreached = rows.find((row, n) => row && sent[n]?.role !== 'delete' && isUnreached(row))
  if (unreached) return { failed: unreachable(target, unreached) }
  if (trouble) {
    const at = 'role' in trouble ? sent.findIndex(({ role }) => role === trouble.role) : -1
    return { failed: explain(trouble, target, rows[at]) }
  }
  if (!asked) return { failed: notInLog }
  const exchange = { captureId: asked.captureId, frame: asked.frame }
  const before = await readExchange(log, original)
  if ('failed' in before) return before
  const after = await readExchange(log, exchange)
  if ('failed' in after) return after
  const others = rows.flatMap((row) => (row && row !== asked ? [{ captureId: row.captureId, frame: row.frame }] : []))
  const status = { original: before.ok.exchange.status, replay: after.ok.exchange.status }
  return { ok: { original, exchange, others, status, diff: compare(before.ok, after.ok) } }
}

/** The tap answers in the place of a server that it cannot reach. */
const isUnreached = ({ status, end, remote }: ExchangeRow): boolean =>
  status === 502 && end === 'proxy' && remote === null

async function lastFrame(log: Log, captureId: number): Promise<number> {
  const page = await readRows(log, { kind: 'exchanges', captureId, offset: -1, limit: 1 })
  return 'ok' in page ? (page.ok.rows[0]?.frame ?? 0) : 0
}

/** Waits until the exchanges are in the log and have ended: each is known by the client's end of its connection. */
async function rowsOf(log: Log, captureId: number, sent: readonly Sent[], after: number): Promise<Rows> {
  const deadline = performance.now() + PATIENCE_MS
  const rows: Rows = []
  for (const { sending } of sent) rows.push(await rowOf(log, captureId, sending.client, after, deadline))
  return rows
}

async function rowOf(log: Log, captureId: number, client: string, after: number, deadline: number) {
  // A port may have been another client's before, so that only what is new counts.
  const query = { kind: 'exchanges', captureId, filter: `client:"${client}" frame>${after}` } as const
  let since: string | undefined
  for (;;) {
    const left = Math.max(0, deadline - performance.now())
    const page = await readRows(log, { ...query, since, waitMs: Math.min(left, 2000) })
    const row = 'ok' in page ? page.ok.rows[0] : undefined
    if ('failed' in page || row?.endedAt || left === 0) return row
    since = page.ok.revision
  }
}

function explain(trouble: Trouble, target: string, row: ExchangeRow | undefined): Failure {
  const look = row ? ` Frame ${row.frame} of capture ${row.captureId} shows what came.` : ''
  switch (trouble.kind) {
    case 'no tap':
      return {
        kind: 'unreachable',
        message: 'The tap of this capture does not answer any more.',
        advice: `Start another one for ${target}, or replay again: one is opened for it then.`,
      }
    case 'late':
      return { kind: 'cannot-replay', message: late(trouble), advice: `See what the server is waiting for.${look}` }
    case 'refused':
      return {
        kind: 'cannot-replay',
        message: `The server opened no fresh session: it answered ${trouble.status ?? 'nothing'} ${steps[trouble.role]}.`,
        advice: `See what it says, or replay the same bytes.${look}`,
      }
  }
}

const steps: Record<StepRole, string> = {
  stream: 'to the request for a stream',
  initialize: 'to `initialize`',
  initialized: 'to `notifications/initialized`',
  asked: 'to the request',
  delete: 'to `DELETE`',
}

function late({ role, asked }: Extract<Trouble, { kind: 'late' }>): string {
  const [question] = asked
  const why = question === undefined ? '' : ` It asked for ${question} meanwhile, which a replay cannot answer.`
  return `The server did not answer within 30 seconds ${steps[role]}.${why}`
}

const unreachable = (target: string, { reason }: ExchangeRow): Failure => ({
  kind: 'unreachable',
  message: `The server at ${target} cannot be reached: ${reason ?? 'it does not answer'}.`,
  advice: 'Start the server, then replay again.',
})

const notConfirmed = (tool: string): Failure => ({
  kind: 'not-confirmed',
  message: `The tool "${tool}" is not marked as read-only: calling it again may change something.`,
  advice: 'Confirm to send it again all the same.',
})

const removed: Failure = {
  kind: 'not-found',
  message: 'The capture was removed.',
  advice: 'List the captures with `tapscope captures`.',
}

const notInLog: Failure = {
  kind: 'cannot-replay',
  message: 'The request was sent, but its exchange is not in the capture.',
  advice: 'Check with `tapscope doctor` whether the database can be written.',
}
