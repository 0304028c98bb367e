import type { RelayedHead } from './heads.ts'
import { MOST_HELD } from './held.ts'
import type { Rewrite } from './metadata.ts'
import { mapResource } from './parameters.ts'

/** The first line of a request with `resource` in its query mapped; undefined if that needs no change. */
export function mapStartLine(
  startLine: string,
  map: (resource: string) => string | undefined,
): { startLine: string; rewrites: Rewrite[] } | undefined {
  const [, before, query, after] = /^(\S+ [^\s?]*\?)(\S*)( .*)$/.exec(startLine) ?? []
  const mapped = query === undefined ? undefined : mapResource(query, map)
  return mapped && { startLine: `${before}${mapped.parameters}${after}`, rewrites: mapped.rewrites }
}

/**
 * The path with which a browser comes to sign in, or undefined. Its pages, cookies and passkeys belong to the server's own
 * address, so it is sent there; a program that follows redirects itself is a client like any other.
 */
export function signInPath({ text, startLine }: RelayedHead): string | undefined {
  const [, path] = /^GET (\/\S*) /.exec(startLine) ?? []
  if (path === undefined || !/[?&]client_id=/.test(path) || !/[?&](response_type|request_uri)=/.test(path))
    return undefined
  const isBrowser = /\nsec-fetch-mode:[ \t]*navigate/i.test(text) || /\naccept:[^\n]*text\/html/i.test(text)
  return isBrowser ? path : undefined
}

/** Whether this is the head of a form, which may hold a `resource` and is short enough to wait for. */
export function isForm({ text, startLine, contentType, contentLength, chunked }: RelayedHead): boolean {
  const hasBody = chunked || (contentLength !== undefined && contentLength > 0 && contentLength <= MOST_HELD)
  const isUrlEncoded = /^application\/x-www-form-urlencoded\b/i.test(contentType?.value ?? '')
  // Who expects a 100 sends no body before the server has seen the head.
  return hasBody && isUrlEncoded && startLine.startsWith('POST ') && !/\nexpect[ \t]*:/i.test(text)
}
