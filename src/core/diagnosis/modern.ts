import type { OpenExchange } from '../exchange.ts'
import { type Decoded, isObject } from '../jsonrpc.ts'
import { eraOf, modernVersion } from '../mcp.ts'
import {
  dataOf,
  decodeMirrored,
  errorOf,
  hasModernHead,
  headerValues,
  metaField,
  mirroredName,
  needsEncoding,
  sent,
  textsIn,
} from './modernRequest.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { requestHeader } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

const HEADER_MISMATCH = -32_020
const MISSING_CAPABILITY = -32_021
const UNSUPPORTED_VERSION = -32_022

const SPEC = '2026-07-28 basic/transports/streamable-http'

/** What each request of the modern era has to carry (2026-07-28 basic/index, basic/transports/streamable-http). */
export const modernRules: readonly AnyRule[] = [
  {
    id: 'modern-meta-missing',
    severity: 'error',
    side: 'client',
    title: 'The request lacks what every request has to carry in _meta',
    recognised:
      'The head says that the request is of the modern era, and its params have no _meta with protocolVersion and clientCapabilities. An error if ' +
      'the server refuses it, a warning if it does not mind. initialize with such a head is a client of the older protocol.',
    fix: {
      client:
        'Put io.modelcontextprotocol/protocolVersion and io.modelcontextprotocol/clientCapabilities into _meta of every request.',
      server: 'Name the missing keys in the error.',
      operator: 'Do not strip _meta.',
    },
    spec: '2026-07-28 basic/index#meta',
    on: 'exchange',
    check: lacksMeta,
  },
  {
    id: 'modern-version-header-missing',
    severity: 'error',
    side: 'client',
    title: 'The body is of the newer protocol, and its head does not say so',
    recognised:
      '_meta names the protocol version, and the MCP-Protocol-Version header is absent or names an older one. Python servers then answer as if a ' +
      'session id were missing: that is no fault of a session.',
    fix: {
      client: 'Send MCP-Protocol-Version with the version that _meta names, on every POST.',
      operator: 'Let MCP-* headers through.',
    },
    spec: `${SPEC}#protocol-version-header`,
    explains: ['initialize-missing', 'session-id-header-missing-after-issue', 'modern-header-body-mismatch'],
    on: 'exchange',
    check: (exchange) => {
      const message = sent(exchange)
      const version = message && modernVersion(message)
      if (version === undefined) return undefined
      const header = exchange.version
      if (header !== undefined && eraOf(header) === 'modern') return undefined
      return verdict(
        exchange,
        `_meta of ${requestWords(exchange)} on frame ${exchange.row.frame} names version ${version}, and the MCP-Protocol-Version header ` +
          `${header === undefined ? 'is absent' : `says ${header}`}. The server answered ${answerWords(exchange)}.`,
        [asked(exchange, `MCP-Protocol-Version: ${header ?? 'absent'}`), answered(exchange, 'answers')],
      )
    },
  },
  {
    id: 'modern-header-body-mismatch',
    severity: 'error',
    side: 'client',
    title: 'The head of a request contradicts its body',
    recognised:
      'MCP-Protocol-Version, Mcp-Method and Mcp-Name are compared with _meta, the method and the name in the body; each has to stand there once. An ' +
      'error even if the server accepts it: what decides by the head and what decides by the body then disagree.',
    fix: {
      client: 'Derive the headers from the final body, after every change to it.',
      server: 'Compare them, and answer -32020.',
      operator: 'Rewrite head and body together, or neither.',
    },
    spec: `${SPEC}#server-validation`,
    on: 'exchange',
    check: contradicts,
  },
  {
    id: 'modern-headers-stripped',
    severity: 'error',
    side: 'between',
    title: 'Something behind the tap takes the Mcp-* headers away',
    recognised: 'The server answers -32020 and says that a header is missing which left the tap.',
    fix: { operator: 'Let Mcp-Method, Mcp-Name, Mcp-Param-* and MCP-Protocol-Version through every gateway.' },
    spec: SPEC,
    scope: 'capture',
    on: 'refusal',
    check: (exchange) => {
      const error = errorOf(exchange)
      if (error?.code !== HEADER_MISMATCH || !/missing|required|absent/i.test(error.message)) return undefined
      const [, name = ''] = /\b(mcp-(?:method|name|protocol-version|param-[\w-]+))\b/i.exec(error.message) ?? []
      const values = name === '' ? [] : headerValues(exchange, name.toLowerCase())
      if (values.length === 0) return undefined
      return {
        text: `${requestWords(exchange)} on frame ${exchange.row.frame} left the tap with ${name}: ${values.join(', ')}, and the server answered ${answerWords(exchange)}.`,
        frames: [asked(exchange, `carries ${name}`), answered(exchange, 'says that it is missing')],
        confidence: 'likely',
      }
    },
  },
  {
    id: 'modern-name-encoding',
    severity: 'error',
    side: 'client',
    title: 'Mcp-Name is not encoded as it has to be',
    recognised:
      'The name in the body cannot stand in a header as it is, and Mcp-Name carries it raw or encoded in another way.',
    fix: {
      client: 'Send =?base64?…?= with the base64 of its UTF-8 bytes, in small letters as written here.',
      server: 'Decode the header before comparing it.',
    },
    spec: `${SPEC}#value-encoding`,
    on: 'exchange',
    check: (exchange) => {
      if (exchange.row.era !== 'modern') return undefined
      const message = sent(exchange)
      const name = message && hasModernHead(exchange) ? mirroredName(message) : null
      const [value] = headerValues(exchange, 'mcp-name')
      if (name === null || value === undefined || !isBadlyEncoded(value, name)) return undefined
      return verdict(
        exchange,
        `The name ${quoted(name)} of ${requestWords(exchange)} on frame ${exchange.row.frame} needs encoding, and Mcp-Name says ${quoted(value)}. The server answered ${answerWords(exchange)}.`,
        [asked(exchange, `Mcp-Name: ${value}`), answered(exchange, 'answers')],
      )
    },
  },
  {
    id: 'modern-version-unsupported',
    severity: 'error',
    side: 'client',
    title: 'The server does not support the version of the request',
    recognised:
      'Error -32022 with a list of versions, one of them modern, and the client does not come again with one of them. A list of older versions only is a question of eras.',
    fix: {
      client: 'Repeat the request with a version of the list.',
      server: 'Name the supported versions in data.supported.',
    },
    spec: '2026-07-28 basic/versioning#protocol-version-negotiation',
    scope: 'client',
    on: 'refusal',
    check: (exchange, seen) => {
      const error = errorOf(exchange)
      if (error?.code !== UNSUPPORTED_VERSION || exchange.initializes) return undefined
      const versions = textsIn(dataOf(error).supported)
      if (!versions.some((version) => eraOf(version) === 'modern')) return undefined
      const next = seen.after(exchange).find((other) => other.row.rpc !== null)
      const nextVersion = next && requestHeader(next, 'mcp-protocol-version')
      if (nextVersion !== undefined && versions.includes(nextVersion)) return undefined
      const requested = requestHeader(exchange, 'mcp-protocol-version') ?? 'none'
      return {
        text: `${requestWords(exchange)} on frame ${exchange.row.frame} asked for version ${requested}, and the server speaks ${versions.join(', ')}. The client has not come again with one of them.`,
        frames: [
          asked(exchange, `asks for ${requested}`),
          answered(exchange, 'names what it speaks'),
          ...(next ? [asked(next, 'goes on regardless')] : []),
        ],
      }
    },
  },
  {
    id: 'modern-missing-client-capability',
    severity: 'error',
    side: 'client',
    title: 'The server needs a capability that the client did not declare',
    recognised:
      'Error -32021, and clientCapabilities in _meta of that request lack what data.requiredCapabilities names.',
    fix: { client: 'Declare the capabilities that the client has in _meta of every request, repetitions included.' },
    spec: '2026-07-28 basic/index#meta',
    on: 'refusal',
    check: (exchange) => {
      const error = errorOf(exchange)
      if (error?.code !== MISSING_CAPABILITY) return undefined
      const message = sent(exchange)
      const declared = message ? metaField(message, 'clientCapabilities') : undefined
      const { requiredCapabilities: required } = dataOf(error)
      const names = Array.isArray(required) ? textsIn(required) : isObject(required) ? Object.keys(required) : []
      const has = isObject(declared) ? Object.keys(declared) : []
      return {
        text:
          `${requestWords(exchange)} on frame ${exchange.row.frame} declared ${has.length > 0 ? has.join(', ') : 'no capabilities'}, and the server needs ` +
          `${names.length > 0 ? names.join(', ') : 'another one'} for it: ${answerWords(exchange)}.`,
        frames: [asked(exchange, 'declares too little'), answered(exchange, 'names what it needs')],
      }
    },
  },
]

/** A fault of a request: an error, whether or not the server took it. */
function verdict(exchange: OpenExchange, text: string, frames: Evidence['frames']): Evidence {
  const isTaken = exchange.row.status !== null && exchange.row.status < 300 && exchange.errorCode === null
  return { text, frames, ...(isTaken && { severity: 'warning' as const }) }
}

function lacksMeta(exchange: OpenExchange): Evidence | undefined {
  if (exchange.row.era !== 'modern') return undefined
  const message = sent(exchange)
  if (message?.kind !== 'request' || message.method === 'initialize' || !hasModernHead(exchange)) return undefined
  const missing = [
    ...(typeof metaField(message, 'protocolVersion') === 'string' ? [] : ['protocolVersion']),
    ...(isObject(metaField(message, 'clientCapabilities')) ? [] : ['clientCapabilities']),
  ]
  if (missing.length === 0) return undefined
  return verdict(
    exchange,
    `_meta of ${requestWords(exchange)} on frame ${exchange.row.frame} lacks ${missing.join(' and ')}, and the server answered ${answerWords(exchange)}.`,
    [asked(exchange, `lacks ${missing.join(', ')}`), answered(exchange, 'answers')],
  )
}

const isBadlyEncoded = (value: string, name: string): boolean =>
  decodeMirrored(value) === null || (needsEncoding(name) && !value.startsWith('=?base64?'))

function contradicts(exchange: OpenExchange): Evidence | undefined {
  if (exchange.row.era !== 'modern') return undefined
  const message = sent(exchange)
  // What the headers of a notification have to say is left open by the specification.
  if (message?.kind !== 'request' || !hasModernHead(exchange)) return undefined
  const [first] = contradictions(exchange, message)
  if (first === undefined) return undefined
  return {
    text: `${first.text} in ${requestWords(exchange)} on frame ${exchange.row.frame}, and the server answered ${answerWords(exchange)}.`,
    frames: [asked(exchange, first.part), answered(exchange, 'answers')],
  }
}

/** Where the head of a request says something else than its body. */
function contradictions(exchange: OpenExchange, message: Decoded): { text: string; part: string }[] {
  const mirrored: [header: string, body: string | null | undefined, what: string][] = [
    ['mcp-protocol-version', modernVersion(message), '_meta'],
    ['mcp-method', message.method, 'the body'],
    ['mcp-name', mirroredName(message), 'the body'],
  ]
  return mirrored.flatMap(([header, body, where]) => {
    if (body === null || body === undefined) return []
    const values = headerValues(exchange, header)
    const [value] = values
    if (value === undefined) {
      // A missing version header is a finding of its own.
      if (header === 'mcp-protocol-version') return []
      return [{ text: `${header} is absent where ${where} says ${quoted(body)}`, part: `no ${header}` }]
    }
    if (values.length > 1)
      return [
        {
          text: `${header} stands there ${values.length} times (${values.join(', ')})`,
          part: `${header} more than once`,
        },
      ]
    const decoded = header === 'mcp-name' ? decodeMirrored(value) : value
    if (decoded === null || decoded === body || (header === 'mcp-name' && isBadlyEncoded(value, body))) return []
    return [{ text: `${header} says ${quoted(value)} and ${where} ${quoted(body)}`, part: `${header}: ${value}` }]
  })
}
