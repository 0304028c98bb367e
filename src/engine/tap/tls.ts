import net from 'node:net'
import tls from 'node:tls'

/** With whom TLS is spoken. */
interface TlsPeer {
  host: string
  /** Whether any certificate will do. */
  insecure: boolean
}

/** TLS over a connection, which may still be under way; `secureConnect` tells when it stands. Half-open like the connection. */
export function secured(raw: net.Socket, { host, insecure }: TlsPeer): tls.TLSSocket {
  raw.on('error', () => {}) // the socket around it reports the same
  // A name for the certificate; addresses have none (RFC 6066 §3).
  const servername = net.isIP(host) === 0 ? host : ''
  const options = { socket: raw, host, servername, allowHalfOpen: true, ALPNProtocols: ['http/1.1'] }
  return tls.connect({ ...options, rejectUnauthorized: !insecure })
}

/** `TLSv1.3`, with what is wrong with a certificate that was accepted all the same. */
export function describeTls(socket: tls.TLSSocket): string {
  const version = socket.getProtocol() ?? 'TLS'
  // Node's types have an error here, and it is that error's code.
  return socket.authorized ? version : `${version}, certificate not trusted: ${String(socket.authorizationError)}`
}
