import { z } from 'zod'
import type { EventKind } from './wire.ts'

/**
 * The trace file: a capture, or one session of it, as text that another Tapscope opens and a person can read. The first line says what it
 * is; each further line is one wire event, in the order of the wire, with nothing left out but what can be derived from its bytes.
 * Increase the version when an older reader would misread a newer file; a field that an older reader may miss has a default.
 */
export const TRACE_VERSION = 1

const count = z.int().min(0)
/** A place in the log has 32 bits for it. */
const frame = z.int().min(1).max(0xffffffff)
/** ISO 8601 with microseconds; those of more centuries would not fit a number. */
const time = z
  .string()
  .regex(/^(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'no time such as 2026-11-21T08:51:51.123456Z')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'a time that never was')
/** What is UTF-8 stands as text. */
const bytes = z.union([z.string(), z.strictObject({ base64: z.base64() })])

export const TraceHead = z.object({
  trace: z.literal('tapscope'),
  version: z.int().min(1),
  capture: z.object({
    name: z.string(),
    /** URL of the server, or the command line. */
    target: z.string(),
    transport: z.enum(['stdio', 'streamable-http', 'http+sse']),
    tapUrl: z.string().nullable(),
    startedAt: time,
    stoppedAt: time.nullable(),
    /** Copies that capture had to drop. */
    dropped: count,
  }),
  /** Key of the session in the capture that it was exported from, if it is of one session only. */
  session: z.string().nullable(),
  /** Whether credentials were taken out on the way. */
  redacted: z.boolean(),
})
export type TraceHead = z.infer<typeof TraceHead>

const event = <K extends EventKind, S extends z.ZodRawShape>(kind: K, fields: S) =>
  z.object({ frame, at: time, kind: z.literal(kind), ...fields })
const ofExchange = { exchange: frame }
const ofNone = { exchange: z.null().default(null) }
/** Whether credentials were taken out of a body before it was stored. */
const redacted = z.literal(true).nullable().default(null)
const stream = z.enum(['stdin', 'stdout', 'stderr'])
const reached = z.object({
  remote: z.string(),
  connectMs: z.number(),
  proxy: z.string().nullable(),
  tlsMs: z.number().nullable(),
  tls: z.string().nullable(),
})

/** One line behind the first. */
export const TraceEvent = z.discriminatedUnion('kind', [
  event('request', { ...ofExchange, connection: frame, client: z.string(), replay: z.int().nullish(), bytes }),
  event('request body', { ...ofExchange, size: count, redacted, bytes }),
  event('response', { ...ofExchange, remote: z.string().nullable(), bytes }),
  event('response body', { ...ofExchange, size: count, redacted, bytes }),
  event('sse', { ...ofExchange, offset: count, bytes }),
  event('rewrite', {
    ...ofExchange,
    what: z.string(),
    original: z.string(),
    changed: z.string(),
  }),
  event('end', {
    ...ofExchange,
    end: z.enum(['server-clean', 'server-abort', 'client-abort', 'proxy']),
    reason: z.string().nullable(),
    requestBytes: count,
    responseBytes: count,
    dropped: count,
    unrecorded: count.default(0),
    idleMs: z.number().nullable().default(null),
    reached: reached.nullable().default(null),
  }),
  event('spawn', { ...ofNone, command: z.array(z.string()), pid: z.int().nullable(), failure: z.string().nullable() }),
  event('line', { ...ofNone, stream, size: count, bytes }),
  event('closed', { ...ofNone, stream }),
  event('exit', { ...ofNone, code: z.int().nullable(), signal: z.string().nullable(), sent: z.string().nullable() }),
  event('gap', {
    ...ofNone,
    copies: count,
    bytes: count,
    paused: z.object({ since: z.number(), exchanges: count }).nullable().default(null),
  }),
  event('stop', ofNone),
])
export type TraceEvent = z.infer<typeof TraceEvent>

/** The schema of a line, as JSON Schema: what `docs/trace.schema.json` publishes. */
export const traceSchema = (): object =>
  z.toJSONSchema(z.union([TraceHead, TraceEvent]).describe('One line of a .tapscope.jsonl file'), { io: 'input' })

/** A line of a trace, or what is wrong with it in half a sentence. */
export function readTraceLine<T>(schema: z.ZodType<T>, line: string): { ok: T } | { wrong: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { wrong: 'is no JSON' }
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: parsed.data }
  const [issue] = parsed.error.issues
  const at = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  return { wrong: `is not understood: ${at}${issue?.message ?? 'unknown'}` }
}

/** The first line of a trace; a file of something else, or of a newer Tapscope, is told so. */
export function readTraceHead(line: string): { ok: TraceHead } | { wrong: string } {
  const version = readTraceLine(z.object({ trace: z.literal('tapscope'), version: z.int() }), line)
  if ('wrong' in version) return { wrong: 'is not the first line of a trace of Tapscope' }
  if (version.ok.version > TRACE_VERSION)
    return { wrong: `is of version ${version.ok.version}, and this Tapscope reads versions up to ${TRACE_VERSION}` }
  return readTraceLine(TraceHead, line)
}
