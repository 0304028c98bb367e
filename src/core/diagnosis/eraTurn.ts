import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { eraOf } from '../mcp.ts'
import { isModernRefusal, refusalOf } from '../refusal.ts'
import { requestHeader, type Seen } from './seen.ts'

/** Statuses with which servers of the older era meet what they do not know. */
export const OF_LEGACY: ReadonlySet<number> = new Set([400, 404, 405, 406, 422])

/** A body of the modern era whose head says nothing of it: that is a finding of its own. */
export const isLackingHeader = (exchange: OpenExchange): boolean => {
  const version = requestHeader(exchange, 'mcp-protocol-version')
  return version === undefined || eraOf(version) !== 'modern'
}

/** Whether an exchange was served in an era. */
export const isServed = ({ row, session, errorCode }: OpenExchange, era: 'legacy' | 'modern'): boolean =>
  row.era === era &&
  row.status !== null &&
  row.status < 300 &&
  session !== null &&
  errorCode === null &&
  row.rpc !== null

const INVALID_PARAMS = -32_602

/** Go's server answers 400 to bad parameters, in either era. */
const isAboutParams = ({ errorCode, refusal }: OpenExchange): boolean =>
  errorCode === INVALID_PARAMS && !/session|initializ/i.test(refusal ?? '')

/** A refusal in the words of the other era, of what the client got before; and, if so, again after it. */
export function eraTurned(
  exchange: OpenExchange,
  seen: Seen,
): { before: OpenExchange; after: OpenExchange | undefined } | undefined {
  const { row } = exchange
  if ((row.era !== 'modern' && !exchange.initializes) || row.status === null || row.era === null || row.rpc === null)
    return undefined
  const isModernWords = isModernRefusal(refusalOf(exchange))
  const isOfLegacy = OF_LEGACY.has(row.status) && !isModernWords && !isAboutParams(exchange)
  const isOfOther = row.era === 'modern' ? isOfLegacy : isModernWords
  if (!isOfOther || isNegotiation(exchange) || (row.era === 'modern' && isLackingHeader(exchange))) return undefined
  const era = row.era
  const mine = seen.recent.filter((other) => isServed(other, era) && (era === 'modern' || other.initializes))
  const before = mine.findLast((other) => other.row.frame < row.frame)
  return before && { before, after: mine.find((other) => other.row.frame > row.frame) }
}
