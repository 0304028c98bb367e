import type { OpenExchange } from '../exchange.ts'
import type { Seen } from './seen.ts'

/** In the path of protected-resource metadata (RFC 9728 §3). */
export const PROTECTED_RESOURCE = '/.well-known/oauth-protected-resource'

/** Whether an exchange asks for metadata of authorization. */
export const isWellKnown = ({ path }: OpenExchange): boolean =>
  /\/\.well-known\/(oauth-protected-resource|oauth-authorization-server|openid-configuration)/.test(path)

/** What the client of a refusal asked of well-known URLs after it. */
export const discovered = (exchange: OpenExchange, seen: Seen): OpenExchange[] =>
  seen.after(exchange).filter((other) => isWellKnown(other) && other.row.status !== null)

/**
 * The text fields of metadata that an answer brings; undefined if it is none. Only the beginning of a body is remembered, so that
 * it is read field by field.
 */
export function metadataOf({ row, refusal }: OpenExchange): Map<string, string> | undefined {
  if (row.status !== 200 || refusal === null || !/^\s*\{/.test(refusal)) return undefined
  if (!/"(resource|authorization_servers|issuer|authorization_endpoint)"\s*:/.test(refusal)) return undefined
  const fields = refusal.matchAll(/"(\w+)"\s*:\s*"((?:[^"\\]|\\.)*)"/g)
  return new Map([...fields].map(([, name = '', value = '']) => [name, value.replaceAll('\\/', '/')]))
}

/** Answers of token endpoints that issued a token: `POST …/token` with 200. */
export const tokenAnswers = (exchanges: readonly OpenExchange[]): OpenExchange[] =>
  exchanges.filter(({ row, path }) => row.method === 'POST' && row.status === 200 && /\/token(\?|$)/.test(path))
