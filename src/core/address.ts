const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i

/** What shows, where no scheme does, that a host is meant: a port, a dot, brackets, or the one name without any. */
const HOST = /^(localhost|[^/?#]*(\.|:\d|\])[^/?#]*)([/?#]|$)/i

/**
 * Reads the address of a server as somebody writes it; `http://` may be left out where a host can be seen without it.
 * `wrong`: what is the matter with it, as the end of a sentence.
 */
export function readAddress(text: string): { url: URL } | { wrong: string } {
  const hasScheme = SCHEME.test(text)
  if (!hasScheme && !HOST.test(text)) {
    return { wrong: `"${text}" is not an address: it has neither http:// nor a port or a dot` }
  }
  const address = hasScheme ? text : `http://${text}`
  if (!URL.canParse(address)) return { wrong: `"${text}" is not an address` }
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { wrong: `"${text}" is no http: or https: address` }
  }
  if (url.username || url.password) return { wrong: 'an address with a password in it cannot be tapped' }
  return { url }
}
