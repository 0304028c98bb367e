import net from 'node:net'
import type { Duplex } from 'node:stream'
import type { Reached } from '../../core/wire.ts'
import { nameOf } from './proxy.ts'
import type { Target } from './target.ts'
import { describeTls, secured } from './tls.ts'
import { Tunnel } from './tunnel.ts'

/** A connection to a target. */
export interface Upstream {
  socket: Duplex
  /** The event of `socket` after which bytes go through. */
  ready: 'connect' | 'secureConnect'
  /** How it was reached; known from that event on. */
  reached(): Reached
  /** Ends it with a reset, which tells the server that this is no orderly end. */
  reset(): void
}

/** Opens a connection to a target. Half-open, so that each side's end reaches the other as it happened. */
export function connect(target: Target): Upstream {
  return target.proxy ? connectThrough(new Tunnel(target.proxy, target), target) : connectDirectly(target)
}

function connectDirectly(target: Target): Upstream {
  const began = performance.now()
  let connectMs = 0
  const raw = net.connect({ host: target.host, port: target.port, allowHalfOpen: true, noDelay: true })
  raw.once('connect', () => {
    connectMs = sinceMs(began)
  })
  const reset = (): void => void (raw.connecting ? raw.destroy() : raw.resetAndDestroy())
  const facts = () => ({ remote: `${raw.remoteAddress}:${raw.remotePort}`, connectMs, proxy: null })
  if (!target.secure) {
    return { socket: raw, ready: 'connect', reset, reached: () => ({ ...facts(), tlsMs: null, tls: null }) }
  }
  const socket = secured(raw, target)
  const reached = (): Reached => ({ ...facts(), tlsMs: sinceMs(began + connectMs), tls: describeTls(socket) })
  return { socket, ready: 'secureConnect', reset, reached }
}

function connectThrough(tunnel: Tunnel, target: Target): Upstream {
  const began = performance.now()
  const reached = (): Reached => ({
    remote: tunnel.remote,
    connectMs: round(tunnel.openedAt - began),
    tlsMs: target.secure ? sinceMs(tunnel.openedAt) : null,
    tls: tunnel.tls,
    proxy: target.proxy && nameOf(target.proxy),
  })
  return { socket: tunnel, ready: 'connect', reset: () => tunnel.reset(), reached }
}

const sinceMs = (from: number): number => round(performance.now() - from)
const round = (ms: number): number => Math.round(ms * 1000) / 1000
