import { createHash } from 'node:crypto'
import net from 'node:net'
import type { AuthMode } from '../../core/api.ts'
import type { Recorder } from '../log/recorder.ts'
import { Authorization } from './authorization.ts'
import type { TapContext } from './line.ts'
import { Recording } from './recording.ts'
import { type Relay, relay } from './relay.ts'
import type { Target } from './target.ts'

/** A tap that listens. */
export interface HttpTap {
  port: number
  /** `http://127.0.0.1:PORT` with the target's own path. */
  url: string
  recording: Recording
  /** Stops listening, ends every connection, and hands over what was copied. */
  close(): Promise<void>
}

/**
 * Opens a tap for a target on 127.0.0.1. `port` 0: any free one. Rejects with the system's error if it cannot listen.
 * Bodies are copied up to `keepBytes`. With `auth` as `map`, authorization is led through the tap as well.
 */
export async function openHttpTap(
  target: Target,
  port: number,
  recorder: Recorder,
  keepBytes: number,
  auth: AuthMode = 'map',
): Promise<HttpTap> {
  const recording = new Recording(recorder)
  const context: TapContext = {
    target,
    origin: '',
    recorder,
    recording,
    keepBytes,
    counters: { connection: 0, exchange: 0 },
    isFront: false,
    authorization: undefined,
  }
  const listeners = [await listen(context, port)]
  let isClosed = false
  if (auth === 'map') {
    context.authorization = new Authorization(context, async (server) => {
      const front = { ...context, target: server, origin: '', isFront: true }
      const usual = usualPort(context.origin, server.url.origin)
      const listener = await listen(front, usual).catch(() => listen(front, 0))
      listeners.push(listener)
      if (isClosed) await listener.close()
      return front
    })
  }
  return {
    port: Number(new URL(context.origin).port),
    url: context.origin + target.url.pathname + target.url.search,
    recording,
    async close() {
      isClosed = true
      await Promise.all(listeners.map((listener) => listener.close()))
      recording.resume()
      recorder.flush()
    },
  }
}

/** Below those that systems give to whoever asks for any. */
const FRONT_PORTS = { first: 20_000, count: 12_000 }

/** Where the front of a server is to listen: at the same port each time, as long as the tap does, since clients keep addresses. */
function usualPort(tap: string, server: string): number {
  const number = createHash('sha256').update(`${tap} ${server}`).digest().readUInt32BE()
  return FRONT_PORTS.first + (number % FRONT_PORTS.count)
}

/** Listens on 127.0.0.1 and relays what comes to the context's target; notes there where it listens. */
async function listen(context: TapContext, port: number): Promise<{ close(): Promise<unknown> }> {
  const relays = new Set<Relay>()
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const relayed = relay(context, client)
    relays.add(relayed)
    client.on('close', () => relays.delete(relayed))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
  const address = server.address()
  context.origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`
  return {
    close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const relayed of relays) relayed.stop()
      return closed
    },
  }
}
