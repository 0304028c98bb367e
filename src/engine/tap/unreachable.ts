import type { Target } from './target.ts'
import { ProxyFailure } from './tunnel.ts'

/** Why a server could not be reached. */
export interface Unreachable {
  /** In the system's words: `connect ECONNREFUSED 127.0.0.1:9`. */
  reason: string
  /** For the client that asked: what happened and what to do. */
  text: string
}

/** What to do about a failed connection, by the error's code. */
const ADVICE: readonly [codes: RegExp, advice: string][] = [
  [/^ECONNREFUSED$/, 'Nothing listens there: start the server, or check the port.'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'The name is not known: check the address, and the network.'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'Nobody answers there: check the address, and the network.'],
  [/^ECONNRESET$/, 'It closed the connection at once: check that it speaks https.'],
  [/^(EPROTO|ERR_SSL_)/, 'It does not speak TLS there: begin the address of the target with http:, or check the port.'],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    'Renew its certificate, or check the clock of this machine; `tap --insecure` accepts it as it is.',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'Use the name that stands in its certificate as the address of the target; `tap --insecure` accepts any.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_/,
    'Its certificate is not trusted: start Tapscope with NODE_EXTRA_CA_CERTS set to the file of the authority that signed it, or begin the capture with `tap --insecure` (in the window: "Accept any certificate").',
  ],
]

/** Says why a target could not be reached, for the capture and for the client. */
export function explain(error: Error, target: Target): Unreachable {
  if (error instanceof ProxyFailure) return explainProxy(error, target)
  const [first] = error instanceof AggregateError ? error.errors : [error]
  const code = codeOf(error) || codeOf(first)
  const reason = reasonOf(first instanceof Error ? first : error, code)
  const [, advice = 'Is the server running?'] = ADVICE.find(([codes]) => codes.test(code)) ?? []
  return { reason, text: `Tapscope could not reach ${target.url.origin}: ${reason}. ${advice}\n` }
}

function explainProxy({ message, status, from }: ProxyFailure, { url }: Target): Unreachable {
  const [, advice = `Check the address in VARIABLE, or list ${url.host} in NO_PROXY to go without a proxy.`] =
    PROXY_ADVICE.find(([answered]) => answered === status) ?? []
  const what = advice.replace('VARIABLE', () => from)
  return { reason: message, text: `Tapscope could not reach ${url.origin} through the ${message}. ${what}\n` }
}

/** What to do about a proxy's answer. */
const PROXY_ADVICE: readonly [status: number, advice: string][] = [
  [407, 'It wants to know who asks: write user and password into VARIABLE, as in http://user:password@proxy:3128.'],
  [403, 'It does not let this server be reached: ask whoever runs it.'],
  [502, 'It cannot reach the server: check the address of the target.'],
  [503, 'It cannot reach the server: check the address of the target.'],
  [504, 'It cannot reach the server: check the address of the target.'],
]

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** OpenSSL's messages name its source files, and Node's give advice behind a semicolon that does not fit here. */
function reasonOf(error: Error, code: string): string {
  const [, ofOpenSsl] = /SSL routines:[^:]*:([^:]+)/.exec(error.message) ?? []
  if (ofOpenSsl !== undefined) return `${code}: ${ofOpenSsl}`
  return (error.message || code || String(error)).split(';', 1)[0] ?? ''
}
