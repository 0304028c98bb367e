import { pathname } from '../belong.ts'
import type { OpenExchange } from '../exchange.ts'
import { answered, type AnyRule, asked } from './rule.ts'
import { answerHeader, requestHeader, type Seen } from './seen.ts'
import { requestWords } from './words.ts'

/** Redirects of the MCP endpoint: most clients lose something on the way. */
export const redirectRules: readonly AnyRule[] = [
  {
    id: 'endpoint-trailing-slash-redirect',
    severity: 'warning',
    side: 'server',
    title: 'The MCP endpoint redirects for a slash',
    recognised:
      'A POST to the endpoint is redirected to the same path with one slash more or less. A warning if the client follows with the same ' +
      'method and its credentials, an error if it does not.',
    fix: {
      server:
        'Serve both spellings without a redirect, and mount the app at exactly the documented path; send relative Locations.',
      client: 'Configure the final URL; follow 307 and 308 with method and body on the same origin.',
      operator: 'Hand the outer scheme on (uvicorn: --proxy-headers, --forwarded-allow-ips).',
    },
    spec: 'RFC 9110 §15.4.8',
    on: 'refusal',
    check: (exchange, seen) => {
      if (exchange.session?.row.transport === 'http+sse') return undefined
      const to = redirect(exchange, seen)
      if (!to || to.isElsewhere || to.isDowngrade || !isSlash(pathname(exchange), to.url.pathname)) return undefined
      const next = seen.after(exchange).find((other) => pathname(other) === to.url.pathname)
      const wrong = next ? lostOnTheWay(exchange, next) : seen.hasHadTime(exchange) ? 'the client did not follow' : null
      return {
        text:
          `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${exchange.row.status ?? ''} with Location ${to.value}: the same path ` +
          `${to.url.pathname.endsWith('/') ? 'with' : 'without'} a slash at its end. ` +
          (wrong === null ? 'The client follows, at the price of a second request each time.' : `After that ${wrong}.`),
        frames: [
          asked(exchange, 'asks at one spelling'),
          answered(exchange, 'sends it to the other'),
          ...(next ? [asked(next, wrong === null ? 'follows' : wrong)] : []),
        ],
        severity: wrong === null ? 'warning' : 'error',
      }
    },
  },
  {
    id: 'redirect-scheme-downgrade',
    severity: 'error',
    side: 'server',
    title: 'The server redirects from https to http',
    recognised: 'The target is https, and a Location names the same host with http. An http target is no downgrade.',
    fix: {
      server: 'Send a relative Location, or honour X-Forwarded-Proto.',
      operator: 'Hand the scheme on to the server, or stop redirecting.',
      client: 'Use the https form of the redirect target as the configured URL.',
    },
    spec: 'RFC 9110 §15.4',
    on: 'refusal',
    check: (exchange, seen) => {
      const to = redirect(exchange, seen)
      if (!to?.isDowngrade) return undefined
      return {
        text:
          `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${exchange.row.status ?? ''} with Location ${to.value}, which leaves ` +
          'https for http. Clients refuse to follow, or would send credentials in the clear.',
        frames: [asked(exchange, 'asks over https'), answered(exchange, 'sends it to http')],
      }
    },
  },
  {
    id: 'redirect-cross-origin-refused',
    severity: 'error',
    side: 'server',
    title: 'The MCP endpoint redirects to another origin',
    recognised:
      'A request to the endpoint is redirected to another host or port, and the client does not follow through the tap. Redirects of an ' +
      'authorization server are another matter.',
    fix: {
      server: 'Serve MCP on the advertised host, and answer 401 in place of a redirect to a login page.',
      client: 'Configure the new URL: clients follow redirects on the same origin only.',
      operator: 'Take the MCP path out of single sign-on and host canonicalisation.',
    },
    spec: 'RFC 9110 §15.4; 2025-11-25 basic/authorization',
    on: 'refusal',
    check: (exchange, seen) => {
      const to = redirect(exchange, seen)
      if (!to?.isElsewhere || to.isDowngrade) return undefined
      return {
        text:
          `${requestWords(exchange)} on frame ${exchange.row.frame} was answered ${exchange.row.status ?? ''} with Location ${to.value}, on another ` +
          `origin than ${seen.capture.origin}. Clients refuse to follow, or follow without Authorization.`,
        frames: [asked(exchange, 'asks here'), answered(exchange, 'sends it elsewhere')],
      }
    },
  },
]

interface Redirect {
  value: string
  url: URL
  isElsewhere: boolean
  isDowngrade: boolean
}

/** Where an answer on the MCP endpoint sends its client; undefined if it is no redirect. */
function redirect(exchange: OpenExchange, seen: Seen): Redirect | undefined {
  const { row } = exchange
  if (row.status === null || row.status < 300 || row.status >= 400) return undefined
  if (row.rpc === null && !exchange.wantsStream && pathname(exchange) !== seen.capture.path) return undefined
  const value = answerHeader(exchange, 'location')
  if (value === undefined || !URL.canParse(value, row.url)) return undefined
  const url = new URL(value, row.url)
  const from = new URL(row.url)
  return {
    value,
    url,
    isElsewhere: url.host !== from.host,
    isDowngrade: from.protocol === 'https:' && url.protocol === 'http:' && url.hostname === from.hostname,
  }
}

const isSlash = (from: string, to: string): boolean => from !== to && from.replace(/\/$/, '') === to.replace(/\/$/, '')

/** What the request that follows a redirect lacks of the one that was redirected; null if nothing. */
function lostOnTheWay(exchange: OpenExchange, next: OpenExchange): string | null {
  if (next.row.method !== exchange.row.method) return `the client came with ${next.row.method}`
  if (next.row.requestBytes < exchange.row.requestBytes) return 'the client came without the body'
  const isBare =
    requestHeader(exchange, 'authorization') !== undefined && requestHeader(next, 'authorization') === undefined
  return isBare ? 'the client came without Authorization' : null
}
