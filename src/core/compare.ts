import type { Difference } from './api.ts'
import type { ShownBody, ShownExchange, ShownHead } from './shown.ts'

/** More differences than this help nobody. */
const MOST_DIFFERENCES = 200

/** JSON nested deeper than this is compared as text: no real answer is, and walking it would exhaust the stack. */
const DEEPEST = 200

/** Headers that differ between any two attempts, and why that says nothing. Names in small letters. */
const NATURAL: Readonly<Record<string, string>> = {
  host: 'names the tap, and each tap has its own port',
  'content-length': 'follows from the body, which is compared',
  connection: 'about the connection, not the answer',
  'keep-alive': 'about the connection, not the answer',
  date: 'the clock',
  age: 'the clock',
  expires: 'the clock',
  'server-timing': 'measured anew each time',
  'x-response-time': 'measured anew each time',
  'x-runtime': 'measured anew each time',
  'x-request-id': 'made anew each time',
  'x-correlation-id': 'made anew each time',
  'x-amzn-trace-id': 'made anew each time',
  'cf-ray': 'made anew each time',
  traceparent: 'made anew each time',
}

/** An exchange as `show` tells it. */
export type Compared = Pick<
  ShownExchange,
  'exchange' | 'request' | 'requestBody' | 'response' | 'responseBody' | 'events'
>

/** What differs between an exchange and its replay: requests first, then answers. Nothing differs: empty. */
export function compare(original: Compared, replay: Compared): Difference[] {
  const [asked, again] = [original.exchange, replay.exchange]
  return [
    ...ifOther('request line', null, original.request.startLine, replay.request.startLine),
    ...headers('request header', original.request, replay.request),
    ...bodies('request body', textOf(original.requestBody), textOf(replay.requestBody)),
    ...ifOther('status', null, asText(asked.status), asText(again.status)),
    ...headers('response header', original.response, replay.response),
    ...bodies('response body', answerOf(original), answerOf(replay)),
    ...ifOther('end', null, asked.end, again.end),
  ].slice(0, MOST_DIFFERENCES)
}

type Part = Difference['part']

const ifOther = (part: Part, at: string | null, original: string | null, replay: string | null): Difference[] =>
  original === replay ? [] : [{ part, at, original, replay }]

const asText = (value: number | null): string | null => (value === null ? null : String(value))

/** By name, in the order of the original; the values of a name that occurs more than once belong together. */
function headers(part: Part, original: ShownHead | null, replay: ShownHead | null): Difference[] {
  const [before, after] = [byName(original), byName(replay)]
  const names = new Map([...after, ...before].map(([key, { name }]) => [key, name]))
  const ordered = [...before.keys(), ...[...after.keys()].filter((key) => !before.has(key))]
  return ordered.flatMap((key) =>
    Object.hasOwn(NATURAL, key)
      ? []
      : ifOther(part, names.get(key) ?? key, before.get(key)?.value ?? null, after.get(key)?.value ?? null),
  )
}

function byName(head: ShownHead | null): Map<string, { name: string; value: string }> {
  const values = new Map<string, { name: string; value: string }>()
  for (const [name, value] of head?.headers ?? []) {
    const key = name.toLowerCase()
    const known = values.get(key)
    values.set(key, known ? { ...known, value: `${known.value}, ${value}` } : { name, value })
  }
  return values
}

/** The texts of a body: of an event stream, the data of its events. Null: there is no body. */
type Texts = string[] | null

function textOf(body: ShownBody | null): Texts {
  if (body === null) return null
  return [body.text ?? `${body.size} bytes that are not text`]
}

function answerOf({ responseBody, events }: Compared): Texts {
  if (responseBody !== null || events.length === 0) return textOf(responseBody)
  return events.flatMap(({ data }) => (data === null || data === '' ? [] : [data]))
}

/** JSON is compared by path, and one JSON value in an event stream with one in a plain body; all else as a whole. */
function bodies(part: Part, original: Texts, replay: Texts): Difference[] {
  const [before, after] = [jsonOf(original), jsonOf(replay)]
  if (before && after) return jsonDifferences(part, before.value, after.value)
  return ifOther(part, null, original?.join('\n') ?? null, replay?.join('\n') ?? null)
}

function jsonOf(texts: Texts): { value: unknown } | undefined {
  if (texts === null || texts.length === 0 || texts.some((text) => depthOf(text) > DEEPEST)) return undefined
  try {
    const values: unknown[] = texts.map((text): unknown => JSON.parse(text))
    return { value: values.length === 1 ? values[0] : values }
  } catch {
    return undefined
  }
}

/** At least the depth of a JSON text; brackets within its strings may make it more. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function jsonDifferences(part: Part, original: unknown, replay: unknown): Difference[] {
  const found: Difference[] = []
  walk('$', original, replay)
  return found

  function walk(at: string, before: unknown, after: unknown): void {
    if (found.length >= MOST_DIFFERENCES) return
    if (!isComposite(before) || !isComposite(after) || Array.isArray(before) !== Array.isArray(after)) {
      found.push(...ifOther(part, at, asJson(before), asJson(after)))
      return
    }
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      walk(at + stepTo(key, Array.isArray(before)), own(before, key), own(after, key))
    }
  }
}

const isComposite = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const own = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined

const asJson = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

function stepTo(key: string, inArray: boolean): string {
  if (inArray) return `[${key}]`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
