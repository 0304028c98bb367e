import type { Answer, Failure, FrameRef, ReplayInput } from '../../core/api.ts'
import type { ShownExchange } from '../../core/shown.ts'
import { header } from '../../core/http.ts'
import { isObject, readMessages } from '../../core/jsonrpc.ts'
import { calledTools, isWhole, type Original, type RawRequest } from '../../core/replay.ts'
import { contentCoding, textOf, unpacked } from '../log/bodies.ts'
import type { Log } from '../log/log.ts'

/** A captured exchange that is to be sent again, without what depends on where it goes. */
export interface Found {
  shown: ShownExchange
  original: Omit<Original, 'live'>
}

/** So many answers are looked through for what they say of a tool, or of a client. */
const MOST_LOOKED_AT = 50

/**
 * Reads the exchange of a frame with all that a replay needs of it. Fails if it was not kept in full, or holds
 * credentials that are no longer known.
 */
export async function readOriginal(log: Log, input: ReplayInput): Promise<Answer<Found>> {
  const answer = await readExchange(log, { captureId: input.captureId, frame: input.frame })
  if ('failed' in answer) return answer
  const shown = answer.ok
  const request = await requestOf(log, shown)
  if ('failed' in request) return request
  const head = await log.write('reveal', { text: request.ok.head })
  const body = await revealBody(log, shown, request.ok.body)
  const missing = head.missing + (input.body === undefined ? body.missing : 0)
  if (missing > 0) return { failed: unknownCredentials(missing) }
  const incomplete = input.body === undefined && !(isKept(shown) && isWhole({ ...request.ok, body: body.bytes }))
  if (incomplete) return { failed: notKept(shown) }
  const { transport, era } = shown.exchange
  const coding = contentCoding({ startLine: '', headers: shown.request.headers })
  const original = {
    request: { head: head.text, body: body.bytes },
    text: textOf(unpacked(Buffer.from(body.bytes), coding)) ?? '',
    transport,
    era,
    initialize: input.mode === 'fresh' ? await initializeOf(log, shown) : null,
  }
  return { ok: { shown, original } }
}

/** The exchange that a frame belongs to, in full; fails for a frame of a process, which no replay can send again. */
export async function readExchange(log: Log, ref: FrameRef): Promise<Answer<ShownExchange>> {
  const answer = await log.read('show', ref)
  if ('failed' in answer) return answer
  return answer.ok.kind === 'exchange' ? { ok: answer.ok } : { failed: ofProcess(answer.ok.asked.frame) }
}

/** Only of bodies that are no JSON-RPC are credentials replaced. */
async function revealBody(log: Log, { exchange }: ShownExchange, body: Uint8Array) {
  if (exchange.rpc !== null) return { bytes: body, missing: 0 }
  const { text, missing } = await log.write('reveal', { text: Buffer.from(body).toString('latin1') })
  return { bytes: Buffer.from(text, 'latin1'), missing }
}

const isKept = ({ exchange, requestBody }: ShownExchange): boolean =>
  (requestBody?.kept ?? 0) >= Math.max(requestBody?.size ?? 0, exchange.requestBytes)

async function requestOf(log: Log, { exchange }: ShownExchange): Promise<Answer<RawRequest>> {
  const request = await log.read('request', { captureId: exchange.captureId, frame: exchange.frame })
  if ('failed' in request) return request
  return { ok: { head: request.ok.head, body: Buffer.from(request.ok.body, 'base64') } }
}

/** The body of the `initialize` that this exchange's session began with, else of the last one that its client sent. */
async function initializeOf(log: Log, shown: ShownExchange): Promise<Uint8Array | null> {
  const { captureId, session } = shown.exchange
  const query = { kind: 'exchanges', captureId, filter: 'rpc:initialize', limit: MOST_LOOKED_AT } as const
  const own = session === null ? null : await log.read('rows', { ...query, session, limit: 1 })
  const all = await log.read('rows', { ...query, offset: -MOST_LOOKED_AT })
  const client = userAgentOf(shown)
  for (const [page, anybody] of [[own, true] as const, [all, false] as const]) {
    if (!page || 'failed' in page) continue
    for (const row of page.ok.rows.toReversed()) {
      if (!('frame' in row)) continue
      const other = await readExchange(log, { captureId, frame: row.frame })
      if ('failed' in other || !(anybody || userAgentOf(other.ok) === client)) continue
      const { requestBody } = other.ok
      const usable = requestBody && !requestBody.shortened && isKept(other.ok)
      if (usable && requestBody.text !== null) return new TextEncoder().encode(requestBody.text)
    }
  }
  return null
}

const userAgentOf = ({ request }: ShownExchange): string | undefined => header(request.headers, 'user-agent')

/** The first tool that a body calls and that no captured list marks as read-only; undefined if there is none. */
export async function unsafeTool(log: Log, captureId: number, text: string): Promise<string | undefined> {
  const called = calledTools(text)
  const readOnly = new Map<string, boolean>()
  const query = { kind: 'messages', captureId, filter: 'method:tools/list kind:result' } as const
  const page = called.length === 0 ? null : await log.read('rows', { ...query, offset: -MOST_LOOKED_AT })
  if (!page || 'failed' in page) return called[0]
  for (const row of page.ok.rows.toReversed()) {
    if (called.every((name) => readOnly.has(name)) || !('frame' in row)) break
    const shown = await readExchange(log, { captureId, frame: row.frame })
    if ('failed' in shown) continue
    for (const [name, is] of readOnlyIn(shown.ok)) if (!readOnly.has(name)) readOnly.set(name, is)
  }
  return called.find((name) => readOnly.get(name) !== true)
}

/** What the tool lists in an answer say of each tool. */
function* readOnlyIn({ responseBody, events }: ShownExchange): Generator<[string, boolean]> {
  for (const text of [responseBody?.text, ...events.map(({ data }) => data)]) {
    for (const { result } of readMessages(text ?? '') ?? []) {
      const tools = isObject(result) && Array.isArray(result.tools) ? result.tools : []
      for (const tool of tools as unknown[]) {
        if (!isObject(tool) || typeof tool.name !== 'string') continue
        yield [tool.name, isObject(tool.annotations) && tool.annotations.readOnlyHint === true]
      }
    }
  }
}

const ofProcess = (frame: number): Failure => ({
  kind: 'cannot-replay',
  message: `Frame ${frame} passed between a client and a command on stdio, and only HTTP requests can be replayed.`,
  advice: 'Start the command again behind `tapscope wrap`, and let its client do the same once more.',
})

const notKept = ({ exchange, requestBody }: ShownExchange): Failure => ({
  kind: 'cannot-replay',
  message: `The body of this request was not captured in full: ${requestBody?.kept ?? 0} bytes of it are there.`,
  advice: `Give a body to send in place of that of frame ${exchange.frame}.`,
})

const unknownCredentials = (missing: number): Failure => ({
  kind: 'cannot-replay',
  message: `This request carries ${missing === 1 ? 'a credential' : `${missing} credentials`} that nothing stores.`,
  advice:
    'Credentials are kept in memory only, while the Tapscope that captured them runs. ' +
    'Send the request again from its client, through a tap, and replay that one.',
})
