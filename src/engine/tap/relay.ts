import type { Socket } from 'node:net'
import { RECORD } from '../log/records.ts'
import { Line, type TapContext } from './line.ts'
import { RequestSide } from './requests.ts'
import { ResponseSide } from './responses.ts'
import { explain } from './unreachable.ts'
import { connect } from './upstream.ts'

/** One client connection that is passed to one connection of the server. */
export interface Relay {
  /** Ends both connections at once: the tap is stopped. */
  stop(): void
}

/**
 * Passes a client's connection on: bytes go as they came, and as soon as they came. Only these things are looked at on the
 * way: `Host`, which becomes the server's; `Location`, which stays on the tap; what an authorization says of addresses; and where
 * heads and bodies end, so that a copy of each can be reported. Each side's end, orderly or not, becomes the other's.
 */
export function relay(context: TapContext, client: Socket): Relay {
  const { target, recorder } = context
  const upstream = connect(target)
  const server = upstream.socket
  const line = new Line(context, client, upstream)
  const requests = new RequestSide(line)
  const responses = new ResponseSide(line)
  const report = (kind: typeof RECORD.connection | typeof RECORD.upstream | typeof RECORD.disconnect, text = '') =>
    recorder.record(kind, line.number, 0, Buffer.from(text))
  report(RECORD.connection, `${client.remoteAddress}:${client.remotePort}`)

  client.on('data', (bytes) => requests.take(bytes))
  client.on('drain', () => server.resume())
  client.on('end', () => {
    line.leave()
    requests.close()
    server.end()
    if (server.destroyed) client.end()
  })
  client.on('error', () => {
    line.clientEnded = true
    line.endAll('client-abort', null)
    upstream.reset()
  })
  client.on('close', () => {
    line.endAll('client-abort', null)
    report(RECORD.disconnect)
    server.destroy()
  })

  server.on(upstream.ready, () => {
    line.connected = true
    report(RECORD.upstream, JSON.stringify(upstream.reached()))
  })
  server.on('data', (bytes) => responses.take(bytes))
  server.on('drain', () => client.resume())
  server.on('end', () => {
    if (!line.connected) return // in the middle of the TLS handshake: an error follows
    responses.close(() => {
      if (line.clientEnded) line.endAll('client-abort', null)
      else line.endAll('server-abort', 'the server closed the connection')
      client.end()
    })
  })
  server.on('error', (error) => {
    if (!line.connected) return line.giveUp(explain(error, target))
    if (line.clientEnded) line.endAll('client-abort', null)
    else line.endAll('server-abort', explain(error, target).reason)
    line.resetClient()
  })
  server.on('close', () => {
    if (line.connected) client.end()
  })

  return {
    stop() {
      if (line.pending.length > 0) return line.cut('the tap was stopped')
      client.destroy()
      server.destroy()
    },
  }
}
