import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import type { Session } from '../ledger.ts'
import { eraOf } from '../mcp.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import type { Seen } from './seen.ts'
import { answerWords, quoted, requestWords } from './words.ts'

const SPEC = '2025-11-25 basic/transports#protocol-version-header'

/** The version of the protocol: what both sides agreed on, and what requests say. */
export const versionRules: readonly AnyRule[] = [
  {
    id: 'protocol-version-not-supported-by-client',
    severity: 'error',
    side: 'server',
    title: 'The client cannot use the version that the server chose',
    recognised:
      'The InitializeResult names another version than the client offered, one that is no released revision or none that the client goes on with, and ' +
      'nothing follows in the session. A client that goes on has accepted it.',
    fix: {
      server: 'Answer with the version that the client offers if you support it, else with a released one.',
      client: 'Upgrade the client, or let it offer a version that the server has.',
    },
    spec: '2025-11-25 basic/lifecycle#version-negotiation',
    on: 'session',
    check: breaksOff,
  },
  {
    id: 'protocol-version-header-invalid',
    severity: 'error',
    side: 'client',
    title: 'The server refused the MCP-Protocol-Version header',
    recognised:
      'A request of the legacy era is refused with 400 in words about the protocol version, or (Python 2) as if it were of the modern era. The ' +
      'version 2026-07-28 to an older server is a question of eras.',
    fix: {
      client: 'Send the version that was negotiated, not the one that was offered, and send it once.',
      server: 'Accept every released version that you can serve.',
      operator: 'Do not add the header twice: joined values are none.',
    },
    spec: SPEC,
    on: 'refusal',
    check: headerRefused,
  },
  {
    id: 'protocol-version-header-mismatch',
    severity: 'warning',
    side: 'client',
    title: 'The version header is not the negotiated version',
    recognised: 'A request in a session names another version than its InitializeResult, and the server takes it.',
    fix: { client: 'Keep the negotiated version with the session, and send that one.' },
    spec: SPEC,
    on: 'exchange',
    check: (exchange) => {
      const { version, row } = exchange
      if (version === undefined || row.status === null || row.status >= 400) return undefined
      const negotiated = negotiatedFor(exchange)
      if (negotiated === undefined || negotiated === version) return undefined
      return {
        text:
          `The InitializeResult on frame ${exchange.session?.row.issuedBy} chose version ${negotiated}, and ${requestWords(exchange)} on frame ${row.frame} says ` +
          `MCP-Protocol-Version: ${version}.`,
        frames: [...opening(exchange), asked(exchange, 'names another version')],
      }
    },
  },
  {
    id: 'protocol-version-header-missing',
    severity: 'warning',
    side: 'client',
    title: 'Requests lack the MCP-Protocol-Version header',
    recognised:
      'A session of version 2025-06-18 or later, and a request in it without the header. Earlier versions know no such header. An error if ' +
      'the server refuses the request.',
    fix: {
      client: 'Send MCP-Protocol-Version with the negotiated version on every request after initialize.',
      server: 'Go by the version of the session if the header is absent.',
      operator: 'Let the header pass, also in CORS.',
    },
    spec: SPEC,
    on: 'exchange',
    check: (exchange) => {
      if (exchange.version !== undefined) return undefined
      const negotiated = negotiatedFor(exchange)
      if (negotiated === undefined || negotiated < FIRST_WITH_HEADER) return undefined
      const isRefused = exchange.row.status === 400 && /protocol.?version/i.test(exchange.refusal ?? '')
      return {
        text:
          `Version ${negotiated} was negotiated on frame ${exchange.session?.row.issuedBy}, and ${requestWords(exchange)} on frame ${exchange.row.frame} comes without ` +
          `MCP-Protocol-Version${isRefused ? `; it was answered ${answerWords(exchange)}` : '. Servers then assume 2025-03-26'}.`,
        frames: [...opening(exchange), asked(exchange, 'comes without the header')],
        ...(isRefused && { severity: 'error' as const }),
      }
    },
  },
]

const FIRST_WITH_HEADER = '2025-06-18'

const RELEASED: ReadonlySet<string> = new Set([
  '2024-10-07',
  '2024-11-05',
  '2025-03-26',
  FIRST_WITH_HEADER,
  '2025-11-25',
  '2026-07-28',
])

/** The version that a request after the handshake must name; undefined where no header is due. */
function negotiatedFor({ row, session, initializes }: OpenExchange): string | undefined {
  if (session?.row.transport !== 'streamable-http' || session.row.era !== 'legacy' || initializes) return undefined
  if (session.row.issuedBy === null || session.row.issuedBy >= row.frame) return undefined
  return session.row.protocolVersion ?? undefined
}

const opening = ({ session }: OpenExchange) =>
  session?.row.issuedBy ? [{ frame: session.row.issuedBy, part: 'the version is negotiated' }] : []

function headerRefused(exchange: OpenExchange): Evidence | undefined {
  const { row, version, refusal } = exchange
  if (row.status !== 400 || version === undefined || eraOf(version) === 'modern' || isNegotiation(exchange))
    return undefined
  const isTold =
    /protocol.?version.{0,40}(unsupported|not supported|invalid)|(unsupported|invalid).{0,20}protocol.?version/i.test(
      refusal ?? '',
    )
  if (!isTold && !/params\._meta must be/.test(refusal ?? '')) return undefined
  const isJoined = version.includes(',')
  const negotiated = negotiatedFor(exchange)
  return {
    text:
      `${requestWords(exchange)} on frame ${row.frame} says MCP-Protocol-Version: ${version}, and was answered ${answerWords(exchange)}.` +
      (isJoined ? ' Two values are joined there: the header was set twice.' : '') +
      (negotiated !== undefined && negotiated !== version ? ` The negotiated version is ${negotiated}.` : ''),
    frames: [asked(exchange, `MCP-Protocol-Version: ${version}`), answered(exchange, 'refuses it')],
    ...(isJoined && { side: 'between' as const }),
  }
}

/** Offered one version, given another, and never heard of again. */
function breaksOff(session: Session, seen: Seen): Evidence | undefined {
  const { row } = session
  const chosen = row.protocolVersion
  if (!seen.isOver || chosen === null || row.era !== 'legacy' || row.issuedBy === null || row.carriedBy > 0)
    return undefined
  const initialize = seen.exchange(row.issuedBy)?.initialize
  const offered = initialize?.params?.protocolVersion
  if (typeof offered !== 'string' || offered === chosen) return undefined
  const another = seen.issued.some(
    (other) =>
      other !== session &&
      other.client === session.client &&
      other.row.protocolVersion === chosen &&
      other.row.carriedBy > 0,
  )
  if (another) return undefined
  const isUnknown = !RELEASED.has(chosen)
  return {
    text:
      `The client offered version ${quoted(offered)} on frame ${row.issuedBy}, the server chose ${quoted(chosen)}` +
      `${isUnknown ? ', which is no released version,' : ''} and nothing more came in this session: the client seems not to support it.`,
    frames: [{ frame: row.issuedBy, part: `offers ${offered}, is given ${chosen}` }],
    confidence: isUnknown ? 'likely' : 'possible',
    ...(!isUnknown && { severity: 'warning' as const, side: 'unknown' as const }),
  }
}
