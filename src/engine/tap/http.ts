import net from 'node:net'
import type { Recorder } from '../log/recorder.ts'
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
 * Bodies are copied up to `keepBytes`.
 */
export async function openHttpTap(
  target: Target,
  port: number,
  recorder: Recorder,
  keepBytes: number,
): Promise<HttpTap> {
  const relays = new Set<Relay>()
  const recording = new Recording(recorder)
  const counters = { connection: 0, exchange: 0 }
  const context: TapContext = { target, origin: '', recorder, recording, keepBytes, counters }
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
  const bound = typeof address === 'object' && address ? address.port : port
  context.origin = `http://127.0.0.1:${bound}`
  return {
    port: bound,
    url: context.origin + target.url.pathname + target.url.search,
    recording,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const relayed of relays) relayed.stop()
      await closed
      recording.resume()
      recorder.flush()
    },
  }
}
