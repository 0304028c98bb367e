import { isNegotiation } from '../attempt.ts'
import type { OpenExchange } from '../exchange.ts'
import { discovered, isWellKnown, metadataOf, PROTECTED_RESOURCE } from './oauth.ts'
import { answered, type AnyRule, asked, type Evidence } from './rule.ts'
import type { Seen } from './seen.ts'

/** What clients read before they ask anybody to log in (RFC 9728, RFC 8414). */
export const authMetadataRules: readonly AnyRule[] = [
  {
    id: 'auth-metadata-unreachable',
    severity: 'error',
    side: 'server',
    title: 'The metadata for authorization cannot be read',
    recognised:
      'After a 401 the client asks for metadata at well-known URLs, and none of them brings JSON with what it needs. A 404 with the path and ' +
      'a 200 without it is normal probing.',
    fix: {
      server:
        'Serve JSON at the exact URLs of RFC 9728 and RFC 8414, with authorization_servers or authorization_endpoint.',
      operator: 'Route /.well-known/* to the service that answers it.',
    },
    spec: 'RFC 9728 §3, RFC 8414 §3; 2025-11-25 basic/authorization',
    scope: 'client',
    explains: ['auth-required-no-challenge'],
    on: 'exchange',
    check: unreadableMetadata,
  },
  {
    id: 'auth-resource-mismatch',
    severity: 'error',
    side: 'server',
    title: 'The protected resource is another than the one the client uses',
    recognised:
      'Protected-resource metadata names a resource whose origin is not that of the server, or whose path does not contain the endpoint; ' +
      'clients stop there, without a word to the server.',
    fix: {
      server: 'Derive resource from the public URL, and make it configurable.',
      client: 'Configure the very URL that the metadata names; 127.0.0.1 and localhost are two.',
      operator: 'A proxy that changes the origin must map the metadata, as a tap does with --auth map.',
    },
    spec: 'RFC 9728 §3.3; 2025-11-25 basic/authorization',
    scope: 'capture',
    on: 'exchange',
    check: otherResource,
  },
  {
    id: 'auth-issuer-mismatch',
    severity: 'error',
    side: 'server',
    title: 'The authorization server names another issuer',
    recognised:
      'The issuer in metadata of an authorization server is not exactly the URL that it was asked for at; a slash counts.',
    fix: {
      server: 'Set issuer to the URL under which the metadata is served, to the letter.',
      operator: 'A façade before the authorization server must map issuer too.',
    },
    spec: 'RFC 8414 §3.3; 2026-07-28 basic/authorization',
    scope: 'capture',
    on: 'exchange',
    check: otherIssuer,
  },
]

function unreadableMetadata(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  const { row } = exchange
  if (row.method !== 'GET' || !isWellKnown(exchange) || row.status === null || metadataOf(exchange) !== undefined)
    return undefined
  // 404 is how a server says that it has none here: only what should have been metadata is a fault.
  if (row.status >= 400 && row.status < 500) return undefined
  const before = seen
    .client(exchange)
    ?.recent.findLast((other) => other.row.frame < row.frame && other.row.status === 401)
  if (!before || isNegotiation(exchange)) return undefined
  if (
    discovered(before, seen).some(
      (other) =>
        metadataOf(other) !== undefined &&
        other.path.includes(PROTECTED_RESOURCE) === exchange.path.includes(PROTECTED_RESOURCE),
    )
  )
    return undefined
  return {
    text:
      `After the 401 on frame ${before.row.frame} the client asked for ${exchange.path} on frame ${row.frame}, and got ${row.status}` +
      `${row.contentType === null ? '' : ` (${row.contentType})`}${row.status === 200 ? ', which is not the metadata that belongs there' : ''}. It cannot go on from here.`,
    frames: [
      answered(before, 'asks for authorization'),
      asked(exchange, 'looks for metadata'),
      answered(exchange, 'brings none'),
    ],
  }
}

function otherResource(exchange: OpenExchange, seen: Seen): Evidence | undefined {
  if (exchange.row.method !== 'GET' || exchange.row.status !== 200) return undefined
  if (!exchange.path.includes(PROTECTED_RESOURCE)) return undefined
  const resource = metadataOf(exchange)?.get('resource')
  if (resource === undefined || !URL.canParse(resource)) return undefined
  const { origin, pathname: path } = new URL(resource)
  const mine = new URL(seen.capture.origin + seen.capture.path)
  const contains = mine.pathname === path || mine.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
  if (origin === mine.origin && contains) return undefined
  return {
    text:
      `The protected-resource metadata on frame ${exchange.row.frame} names the resource ${resource}, and the server was reached as ${mine.href}` +
      `${origin === mine.origin ? ', which does not lie under it' : ', another origin'}. Clients compare the two and stop when they differ.`,
    frames: [answered(exchange, `resource: ${resource}`)],
  }
}

function otherIssuer(exchange: OpenExchange): Evidence | undefined {
  const { path, row } = exchange
  if (row.method !== 'GET') return undefined
  const [, kind, suffix = ''] =
    /\/\.well-known\/(oauth-authorization-server|openid-configuration)([^?]*)/.exec(path) ?? []
  if (kind === undefined || row.status !== 200) return undefined
  const issuer = metadataOf(exchange)?.get('issuer')
  if (issuer === undefined) return undefined
  const { origin } = new URL(row.url)
  const before = path.slice(0, path.indexOf('/.well-known/'))
  const expected = origin + before + suffix
  // Both spellings of the bare origin lead to the same metadata URL.
  if (issuer === expected || (before + suffix === '' && issuer === `${origin}/`)) return undefined
  return {
    text:
      `The metadata at ${path} on frame ${row.frame} says issuer ${issuer}; asked for there, it has to be ${expected}` +
      `${issuer.replace(/\/$/, '') === expected ? ' (the slash at its end counts)' : ''}. Newer clients stop here.`,
    frames: [asked(exchange, 'asks for the metadata'), answered(exchange, `issuer: ${issuer}`)],
  }
}
