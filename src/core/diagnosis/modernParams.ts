import type { OpenExchange } from '../exchange.ts'
import { isObject, type JsonObject } from '../jsonrpc.ts'
import { decodeMirrored, errorOf, headerValues, sent } from './modernRequest.ts'
import type { Mirrored } from './paramHeaders.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import type { Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

/** Arguments that a tool wants to see in headers. */
export const modernParamRules: readonly AnyRule[] = [
  {
    id: 'modern-param-header-mismatch',
    severity: 'error',
    side: 'client',
    title: 'An argument is not mirrored in its header',
    recognised:
      'The last tools/list names an x-mcp-header for an argument of the tool, and the call carries the argument without that header or with another value ' +
      '(42 and 42.0 are one number). A warning if the server does not mind, a note if the client comes again and succeeds; if the call is as listed ' +
      'and error -32020 names such a header, the list is out of date.',
    fix: {
      client:
        'On -32020 read tools/list again and repeat the call once; derive the headers from the arguments as they are sent.',
      server: 'Compare numbers as numbers; send notifications/tools/list_changed when a schema changes.',
      operator: 'Let each Mcp-Param-* header through, and name each in Access-Control-Allow-Headers.',
    },
    spec: '2026-07-28 basic/transports/streamable-http#custom-headers',
    explains: ['modern-header-body-mismatch'],
    on: 'exchange',
    check: mismatch,
  },
]

const HEADER_MISMATCH = -32_020

function mismatch(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, errorCode } = exchange
  if (seen.paramHeaders.isEmpty && errorCode !== HEADER_MISMATCH) return undefined
  if (row.era !== 'modern' || !row.rpc?.startsWith('tools/call')) return undefined
  const message = sent(exchange)
  const tool = message?.params?.name
  const declared = typeof tool === 'string' ? seen.paramHeaders.of(tool) : undefined
  const error = errorOf(exchange)
  const refusal = error?.code === HEADER_MISMATCH ? error.message : undefined
  if (!declared && refusal === undefined) return undefined
  const args = isObject(message?.params?.arguments) ? message.params.arguments : {}
  const wrong = declared?.mirrored.map((one) => difference(exchange, one, args)).find((one) => one !== undefined)
  const what =
    declared && wrong ? `${wrong}, as the list on frame ${declared.frame} wants` : unlisted(exchange, refusal)
  if (what === undefined) return undefined
  return {
    text: `${requestWords(exchange)} on frame ${row.frame}: ${what}. The server answered ${answerWords(exchange)}.`,
    frames: [
      ...(declared ? [{ frame: declared.frame, part: 'lists the tool' }] : []),
      asked(exchange, wrong ?? 'lacks what the server wants'),
      answered(exchange, 'answers'),
    ],
    ...verdict(exchange, seen, refusal !== undefined),
    ...(!wrong && { confidence: 'likely' as const }),
  }
}

/** A server that takes the call does no harm now; a client that reads the list again and comes back has done what it should. */
function verdict(exchange: OpenExchange, seen: Seen, isRefused: boolean): Pick<Evidence, 'severity'> {
  if (!isRefused) return { severity: 'warning' }
  const again = seen.after(exchange).some(({ row }) => row.rpc === exchange.row.rpc && row.status === 200)
  return again ? { severity: 'note' } : {}
}

/** How a header contradicts its argument; undefined if it does not. */
function difference(exchange: OpenExchange, { header, path }: Mirrored, args: JsonObject): string | undefined {
  const value = path.reduce<unknown>((of, key) => (isObject(of) ? of[key] : undefined), args)
  const [told] = headerValues(exchange, header)
  const name = path.join('.')
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return told === undefined ? undefined : `${header} says ${quoted(told)}, and there is no argument ${name}`
  if (told === undefined) return `the argument ${name} has no header ${header}`
  const decoded = decodeMirrored(told)
  const isSame = typeof value === 'number' ? Number(decoded) === value : decoded === String(value)
  return isSame ? undefined : `${header} says ${quoted(told)}, and the argument ${name} ${quoted(String(value))}`
}

/** A refusal of a header that no list named in this way; undefined if it is about another header, or one that was lost on the way. */
function unlisted(exchange: OpenExchange, refusal = ''): string | undefined {
  const [header] = /\bmcp-param-[\w-]+/i.exec(refusal) ?? []
  if (header === undefined) return undefined
  const isSent = headerValues(exchange, header.toLowerCase()).length > 0
  if (isSent && /missing|required|absent/i.test(refusal)) return undefined
  return `it is as the tool was listed, if it was, and the server wants ${header} otherwise: what the client knows of the tool is out of date`
}
