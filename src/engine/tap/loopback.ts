const LOOPBACK_NAME = /^(localhost\.?|127(\.\d{1,3}){3}|\[::1\])$/i

/** Besides: names that lead here (RFC 6761 §6.3), any address of this machine (RFC 1122 §3.2.1.3), IPv4 written as IPv6. */
const THIS_MACHINE = /^(([^.]+\.)*localhost\.?|0\.0\.0\.0|\[::\]|\[::ffff:(7f[\da-f]{2}:[\da-f]{1,4}|0:0)\])$/i

/** Whether a Host header, `name[:port]`, names this machine's loopback. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK_NAME.test(host.replace(/:\d*$/, ''))

/** Whether a server at this host, as `URL` spells it, is on this machine: more spellings than a client may call the tap by. */
export const isThisMachine = (host: string): boolean =>
  isLoopbackHost(host) || THIS_MACHINE.test(host.replace(/:\d*$/, ''))

/**
 * The origin of a tap as its client calls it, since clients compare origins letter by letter: another spelling of the loopback, or
 * another port that is forwarded to the tap's.
 */
export const tapOrigin = (host: string, origin: string): string =>
  `http://${host}${/:\d+$/.test(host) ? '' : origin.slice(origin.lastIndexOf(':'))}`

/**
 * Why a tap does not pass a request on, or undefined if it does. The tap rewrites Host, so the server's own check against
 * DNS rebinding cannot work behind it: the tap makes it (2025-11-25 basic/transports, security warning).
 * Origins of programs (`vscode-webview:`, `app:`) pass: no web page can have them.
 */
export function refusal(host: string | undefined, origin: string | undefined): string | undefined {
  if (host === undefined || !isLoopbackHost(host)) {
    return `Host "${host ?? ''}" is not this machine; use 127.0.0.1 or localhost in the client's address of the tap`
  }
  if (origin === undefined) return undefined
  const web = /^(https?):\/\/(.*)$/i.exec(origin)
  if (web && !isLoopbackHost(web[2] ?? '')) return `a web page of ${origin} may not use this tap`
  return origin === 'null' ? 'a web page without an origin may not use this tap' : undefined
}
