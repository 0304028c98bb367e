import type { RewriteEvent } from '../../core/wire.ts'
import type { Target } from './target.ts'

const SET_COOKIE = /^(set-cookie[ \t]*:[ \t]*)([^\r\n]*)/gim

/**
 * A head whose cookies a client of the tap takes and sends back; undefined if they need no change. Clients drop a cookie whose
 * `Domain` is not the host they talk to, and send a `Secure` one back over TLS only (RFC 6265 §5.3, §5.4; Python's jar, which httpx
 * uses, does both): those two attributes are left out, where they would have held for the server itself.
 */
export function mapCookies(head: string, target: Target): { head: string; rewrites: Rewrite[] } | undefined {
  const rewrites: Rewrite[] = []
  const mapped = head.replace(SET_COOKIE, (line, name: string, cookie: string) => {
    const [pair = '', ...attributes] = cookie.split(';')
    const kept = attributes.filter((attribute) => !isInTheWay(attribute.trim(), target))
    if (kept.length === attributes.length) return line
    // The value may be a credential; the head in the capture has its hash.
    const told = (all: string[]): string => [pair.replace(/=.*/s, '=…'), ...all].join(';')
    rewrites.push({ what: 'set-cookie', original: told(attributes), changed: told(kept) })
    return name + [pair, ...kept].join(';')
  })
  return rewrites.length === 0 ? undefined : { head: mapped, rewrites }
}

function isInTheWay(attribute: string, { secure, url }: Target): boolean {
  if (/^secure$/i.test(attribute)) return secure
  const [, domain] = /^domain[ \t]*=[ \t]*\.?(.*)$/i.exec(attribute) ?? []
  if (!domain) return false
  const [host, named] = [url.hostname.toLowerCase(), domain.toLowerCase()]
  return host === named || host.endsWith(`.${named}`)
}

type Rewrite = Omit<RewriteEvent, 'kind' | 'exchange'>
