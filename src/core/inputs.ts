import { z } from 'zod'
import type { Answer, Api, ApiMethod } from './api.ts'
import { isApiMethod } from './methods.ts'

const count = z.int().min(1)
const text = (longest: number) => z.string().max(longest)
const frameRef = { captureId: count.optional(), frame: count }
const none = z.strictObject({})
/** Which part of what there is, and whether to wait until it changes. */
const window = {
  offset: z.int().optional(),
  limit: z.int().min(0).max(10_000).optional(),
  since: text(1_000).optional(),
  waitMs: z.int().min(0).max(60_000).optional(),
}

type Input<M extends ApiMethod> = Parameters<Api[M]>[0]

/** What each method of the contract takes. Every face but the CLI, whose arguments are checked already, parses with it. */
export const inputs = {
  about: none,
  startTap: z.strictObject({
    url: text(8_192).min(1),
    port: z.int().min(0).max(65_535).optional(),
    name: text(200).optional(),
    auth: z.enum(['map', 'pass']).optional(),
    keepCredentials: z.boolean().optional(),
    insecure: z.boolean().optional(),
    keepBytes: z.int().min(0).max(1_073_741_824).optional(),
  }),
  stopTap: z.strictObject({ captureId: count }),
  setRecording: z.strictObject({ captureId: count, recording: z.enum(['on', 'paused']) }),
  startDemo: none,
  rows: z.strictObject({
    kind: z.enum(['captures', 'sessions', 'exchanges', 'messages', 'streams', 'findings']),
    captureId: count.optional(),
    session: text(200).optional(),
    filter: text(4_000).optional(),
    ...window,
  }),
  timeline: z.strictObject({ session: text(200), ...window }),
  show: z.strictObject(frameRef),
  bytes: z.strictObject({ ...frameRef, whole: z.boolean().optional() }),
  replay: z.strictObject({
    ...frameRef,
    mode: z.enum(['exact', 'live', 'fresh']),
    to: text(8_192).optional(),
    body: text(16_000_000).optional(),
    confirmed: z.boolean().optional(),
  }),
  removeCaptures: z.strictObject({ captureIds: z.array(count).min(1).max(10_000) }),
  exportTrace: z.strictObject({
    captureId: count.optional(),
    session: text(200).optional(),
    redact: z.boolean().optional(),
    after: z.int().min(0).optional(),
  }),
  importTrace: z.strictObject({ base64: text(400_000_000) }),
  doctor: none,
} satisfies { [M in ApiMethod]: z.ZodObject & z.ZodType<Input<M>> }

/** The input of a method as the contract has it, or a `bad-input` whose one line says where and what to write instead. */
export function parseInput<M extends ApiMethod>(method: M, value: unknown): Answer<Input<M>> {
  const schemas: { [N in ApiMethod]: z.ZodType<Input<N>> } = inputs
  const parsed = schemas[method].safeParse(value)
  if (parsed.success) return { ok: parsed.data }
  const issue = parsed.error.issues[0]
  const at = issue && issue.path.length > 0 ? issue.path.join('.') : 'the input'
  return {
    failed: {
      kind: 'bad-input',
      message: `${method} does not take this: ${at}: ${issue?.message ?? 'not understood'}.`,
      advice: `Call ${method} with ${describe(inputs[method])}.`,
    },
  }
}

/**
 * Calls a method by name with a value from outside: unknown methods and wrong inputs become `failed`, and so does an
 * exception, which is a bug of ours and must still reach whoever waits for the answer.
 */
export async function answer(api: Api, method: unknown, value: unknown): Promise<Answer<unknown>> {
  if (isApiMethod(method)) return call(api, method, parseInput(method, value))
  const advice = `Call one of ${Object.keys(inputs).join(', ')}.`
  return { failed: { kind: 'not-found', message: 'There is no such method.', advice } }
}

async function call<M extends ApiMethod>(api: Api, method: M, parsed: Answer<Input<M>>): Promise<Answer<unknown>> {
  if ('failed' in parsed) return parsed
  // Spelled as a mapped type, so that the compiler sees that method and input belong together.
  const methods: { [N in ApiMethod]: (input: Input<N>) => Promise<Answer<unknown>> } = api
  try {
    return await methods[method](parsed.ok)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const advice = 'This is a bug in Tapscope; what it has stored so far is safe. Try again, or restart it.'
    return { failed: { kind: 'unexpected', message: `${method} broke: ${said}`, advice } }
  }
}

function describe(schema: z.ZodObject): string {
  const fields = Object.entries(schema.shape)
  if (fields.length === 0) return 'an empty object'
  const names = fields.map(([name, field]) => (z.safeParse(field, undefined).success ? `${name}?` : name))
  return `{ ${names.join(', ')} }`
}
