import type { Target } from './target.ts'

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
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'Renew its certificate, or check the clock of this machine.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'Use the name that stands in its certificate as the address of the target.'],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_/,
    'Its certificate is not trusted: start Tapscope with NODE_EXTRA_CA_CERTS set to the file of the authority that signed it.',
  ],
]

/** Says why a target could not be reached, for the capture and for the client. */
export function explain(error: Error, target: Target): Unreachable {
  const [first] = error instanceof AggregateError ? error.errors : [error]
  const code = codeOf(error) || codeOf(first)
  const reason = reasonOf(first instanceof Error ? first : error, code)
  const [, advice = 'Is the server running?'] = ADVICE.find(([codes]) => codes.test(code)) ?? []
  return { reason, text: `Tapscope could not reach ${target.url.origin}: ${reason}. ${advice}\n` }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** OpenSSL's messages name its source files, and Node's give advice behind a semicolon that does not fit here. */
function reasonOf(error: Error, code: string): string {
  const [, ofOpenSsl] = /SSL routines:[^:]*:([^:]+)/.exec(error.message) ?? []
  if (ofOpenSsl !== undefined) return `${code}: ${ofOpenSsl}`
  return (error.message || code || String(error)).split(';', 1)[0] ?? ''
}
