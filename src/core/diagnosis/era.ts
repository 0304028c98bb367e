import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { eraOf, isLegacyDiscovery, modernVersion, negotiatedVersion } from '../mcp.ts'
import { isModernRefusal, refusalOf } from '../refusal.ts'
import { eraTurned, isLackingHeader, isServed, OF_LEGACY } from './eraTurn.ts'
import { dataOf, errorOf, sent, textsIn } from './modernRequest.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import { requestHeader, type Seen } from './seen.ts'
import { answerWords, requestWords } from './words.ts'

/** Two eras meet: what clients try, what servers speak, and how they miss each other (2026-07-28 basic/versioning). */
export const eraRules: readonly AnyRule[] = [
  {
    id: 'era-probe-benign',
    severity: 'note',
    side: 'unknown',
    title: 'The client tried the newer protocol first',
    recognised:
      'A request of the modern era is refused, or a discovery names older versions only, and the client then succeeds with initialize or an ' +
      'endpoint event. Nothing is wrong.',
    fix: {
      client: 'Remember the verdict for this server, and spare the probe.',
      server: 'Answer -32601 or -32022 to what you do not speak.',
    },
    spec: '2026-07-28 basic/versioning#backward-compatibility',
    scope: 'client',
    on: 'exchange',
    check: (exchange) => {
      const { row, attempt } = exchange
      const reached = attempt?.established
      if (row.era !== 'modern' || !reached || !isNegotiation(exchange) || reached.row.era === 'modern') return undefined
      return {
        text:
          `The client sent ${requestWords(exchange)} on frame ${row.frame} to find out which protocol the server speaks, was answered ` +
          `${answerWords(exchange)}, and went on in the older one on frame ${reached.row.frame}, which works.`,
        frames: [
          asked(exchange, 'tries the newer protocol'),
          answered(exchange, 'does not speak it'),
          asked(reached, 'goes on in the older one'),
        ],
      }
    },
  },
  {
    id: 'modern-client-legacy-server',
    severity: 'error',
    side: 'client',
    title: 'The client speaks only the newer protocol, and the server only the older',
    recognised:
      'Requests of the modern era are refused in a way that only servers of the older one use, and the client sends no initialize. A client that ' +
      'falls back is not meant, nor a request that lacks its own version header.',
    fix: {
      client:
        'Allow negotiation (auto or legacy mode): send initialize when a probe is refused without a modern error.',
      server: 'Serve 2026-07-28 as well (TypeScript SDK 2, Python SDK 2, Go 1.7, C# 2, rmcp 3).',
    },
    spec: '2026-07-28 basic/versioning',
    scope: 'client',
    explains: [
      'initialize-missing',
      'endpoint-not-found-html',
      'protocol-version-header-invalid',
      'sse-request-before-initialize',
    ],
    on: 'afterwards',
    check: modernClient,
  },
  {
    id: 'legacy-client-modern-server',
    severity: 'error',
    side: 'client',
    title: 'The client speaks only the older protocol, and the server only the newer',
    recognised:
      'An initialize is refused with an error that only servers of the modern era send, and the client tries nothing else.',
    fix: {
      client: 'Use an SDK that speaks 2026-07-28, or put a bridge between.',
      server: "Serve both (createMcpHandler with legacy: 'stateless'), and name the supported versions in the error.",
      operator: 'Keep an older deployment for older clients.',
    },
    spec: '2026-07-28 basic/versioning',
    scope: 'client',
    explains: [
      'initialize-error-response',
      'modern-meta-missing',
      'modern-version-unsupported',
      'endpoint-not-found-html',
    ],
    on: 'afterwards',
    check: legacyClient,
  },
  {
    id: 'initialize-offers-modern-version',
    severity: 'note',
    side: 'client',
    title: 'initialize offers a version that has no initialize',
    recognised:
      'The params of initialize name 2026-07-28 or later. If the server answers with an older version and the client goes on, nothing is lost; a ' +
      'refusal, or the same version as an answer, is a warning.',
    fix: {
      client: 'Offer 2025-11-25 in initialize; the newer protocol begins with server/discover.',
      server: 'Answer with the newest version that has a handshake.',
    },
    spec: '2026-07-28 basic/versioning',
    on: 'exchange',
    check: offersModern,
  },
  {
    id: 'modern-era-misdetected-by-client',
    severity: 'error',
    side: 'client',
    title: 'The client drew the wrong conclusion from the answer to its probe',
    recognised:
      'A probe is answered with an error that a modern server sends, or with 401, 403 or 5xx, which say nothing of the protocol, and the client ' +
      'falls back to initialize in vain; or with a list of older versions only, and it gives up.',
    fix: {
      client:
        'Read the body: correct and repeat after a modern error, report 401, 403 and 5xx, and fall back after anything else.',
      server: 'A server that keeps sessions should answer server/discover with the versions it speaks.',
    },
    spec: '2026-07-28 basic/transports/streamable-http#backward-compatibility',
    scope: 'client',
    on: 'afterwards',
    check: misdetected,
  },
  {
    id: 'stale-cached-era',
    severity: 'error',
    side: 'client',
    title: 'The client remembers a protocol that the server no longer speaks',
    recognised:
      'The client was served in one era earlier in the capture, and is now refused in it without probing again; nothing in that era works since.',
    fix: { client: 'Probe again when what was remembered fails.' },
    spec: '2026-07-28 basic/versioning',
    scope: 'client',
    explains: ['modern-client-legacy-server', 'legacy-client-modern-server'],
    on: 'afterwards',
    check: (exchange, seen) => {
      const turn = eraTurned(exchange, seen)
      if (!turn || turn.after) return undefined
      return {
        text:
          `The server served this client in the ${exchange.row.era ?? ''} era up to frame ${turn.before.row.frame}, and answered ` +
          `${answerWords(exchange)} to ${requestWords(exchange)} on frame ${exchange.row.frame}: it has changed, and the client did not ask anew.`,
        frames: [
          answered(turn.before, 'was served before'),
          asked(exchange, 'relies on it'),
          answered(exchange, 'is refused'),
        ],
        confidence: 'likely',
      }
    },
  },
  {
    id: 'era-split-deployment',
    severity: 'warning',
    side: 'server',
    title: 'Two servers behind one address speak different protocols',
    recognised:
      'The same kind of request is served and refused in turn, in the words of the other era. Different addresses or names of the server confirm it.',
    fix: {
      operator: 'Finish the roll-out, or give each version an address of its own.',
      server: 'Serve both protocols while two versions run side by side.',
    },
    spec: '2026-07-28 basic/versioning',
    scope: 'capture',
    explains: ['modern-client-legacy-server', 'legacy-client-modern-server'],
    on: 'afterwards',
    check: (exchange, seen) => {
      const turn = eraTurned(exchange, seen)
      if (!turn?.after) return undefined
      const isTold = exchange.row.remote !== turn.before.row.remote || serverOf(exchange) !== serverOf(turn.before)
      return {
        text:
          `Requests of the ${exchange.row.era ?? ''} era were served on frames ${turn.before.row.frame} and ${turn.after.row.frame}, and refused in between: ` +
          `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${answerWords(exchange)}. Not every server behind this address speaks the same.`,
        frames: [
          answered(turn.before, 'is served'),
          answered(exchange, 'is refused'),
          answered(turn.after, 'is served again'),
        ],
        ...(isTold ? { severity: 'error' as const } : { confidence: 'likely' as const }),
      }
    },
  },
]

function modernClient(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.era !== 'modern' || row.rpc === null || isNegotiation(exchange) || row.status === null) return undefined
  const message = sent(exchange)
  if (!message || isLackingHeader(exchange)) return undefined
  const discovery = exchange.told.find(isLegacyDiscovery)
  if (!discovery && (!OF_LEGACY.has(row.status) || isModernRefusal(refusalOf(exchange)))) return undefined
  const client = seen.client(exchange)
  if (client?.recent.some((other) => other.initializes || isServed(other, 'modern'))) return undefined
  const version = modernVersion(message) ?? requestHeader(exchange, 'mcp-protocol-version') ?? 'of the newer protocol'
  return {
    text:
      `The client sent ${requestWords(exchange)} in protocol version ${version} ` +
      `on frame ${row.frame}, and was answered ${discovery ? 'with older versions only' : answerWords(exchange)}. That is how a server answers that knows only the older protocol, ` +
      'and the client did not go on with initialize.',
    frames: [asked(exchange, 'speaks the newer protocol'), answered(exchange, 'does not understand it')],
  }
}

function legacyClient(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row, initializes } = exchange
  if (!initializes || row.status === null || isNegotiation(exchange)) return undefined
  const refusal = refusalOf(exchange)
  if (!isModernRefusal(refusal)) return undefined
  const client = seen.client(exchange)
  if (client?.recent.some((other) => other.row.era === 'modern' || isServed(other, 'legacy'))) return undefined
  const versions = textsIn(dataOf(errorOf(exchange)).supported)
  return {
    text:
      `The client began with initialize on frame ${row.frame}, and was answered ${answerWords(exchange)}: the server has no handshake` +
      `${versions.length > 0 ? ` and speaks ${versions.join(', ')}` : ''}. The client tried nothing newer.`,
    frames: [asked(exchange, 'speaks the older protocol'), answered(exchange, 'is refused as the newer one does')],
    confidence: refusal.code === -32_601 ? 'likely' : 'certain',
  }
}

function offersModern(exchange: OpenExchange): Evidence | undefined {
  if (!exchange.initializes) return undefined
  const offered = exchange.asked.find(({ method }) => method === 'initialize')?.params?.protocolVersion
  if (typeof offered !== 'string' || eraOf(offered) !== 'modern' || exchange.row.status === null) return undefined
  const result = exchange.told.map(negotiatedVersion).find((version) => version !== undefined)
  const isSound = result !== undefined && eraOf(result) === 'legacy'
  // Over HTTP+SSE the answer comes on another exchange.
  if (result === undefined && exchange.row.status === 202) return undefined
  return {
    text:
      `initialize on frame ${exchange.row.frame} offers version ${offered}, which has no initialize, and was answered ` +
      `${result === undefined ? answerWords(exchange) : `with version ${result}`}.${isSound ? ' Nothing is lost by it.' : ''}`,
    frames: [
      asked(exchange, `offers ${offered}`),
      answered(exchange, result === undefined ? 'refuses' : `answers ${result}`),
    ],
    severity: isSound ? 'note' : 'warning',
  }
}

const UNSUPPORTED = -32_022

function misdetected(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.era !== 'modern' || row.status === null || isNegotiation(exchange) || !sent(exchange)) return undefined
  const fallback = seen.after(exchange).find((other) => other.initializes)
  const error = errorOf(exchange)
  const versions = textsIn(dataOf(error).supported)
  const isLegacyOnly =
    error?.code === UNSUPPORTED && versions.length > 0 && versions.every((one) => eraOf(one) === 'legacy')
  const frames = [asked(exchange, 'probes'), answered(exchange, 'answers')]
  if (isLegacyOnly) {
    if (fallback) return undefined
    return {
      text: `The server answered the probe on frame ${row.frame} with ${answerWords(exchange)} and a list of older versions only (${versions.join(', ')}). The client gave up; initialize would have worked.`,
      frames,
      confidence: 'possible',
      severity: 'warning',
    }
  }
  if (!fallback || seen.client(exchange)?.recent.some((other) => isServed(other, 'legacy'))) return undefined
  const isOther = row.status === 401 || row.status === 403 || row.status >= 500
  if (!isOther && !isModernRefusal(refusalOf(exchange))) return undefined
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} was answered ${answerWords(exchange)}. ` +
      `${isOther ? 'That says nothing of the protocol' : 'Only a server of the newer protocol answers so'}, and yet the client fell back to initialize on frame ${fallback.row.frame}, in vain.`,
    frames: [...frames, asked(fallback, 'falls back'), answered(fallback, 'in vain')],
    confidence: isOther ? 'likely' : 'certain',
  }
}

const serverOf = ({ session }: OpenExchange): string | null => session?.row.server ?? null
