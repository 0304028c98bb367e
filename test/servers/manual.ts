import net from 'node:net'
import { type RawConnection, rawOver } from '../clients/raw.ts'
import { listen, type Running } from './listen.ts'

export interface ManualServer extends Running {
  /** The next connection that was opened to it, in the order they were opened. */
  next(): Promise<RawConnection>
  /** How many connections were opened to it in all. */
  opened(): number
}

/** A server whose every byte is the test's own. `host`: an address of the loopback. */
export async function startManual(host?: string): Promise<ManualServer> {
  const waiting: ((connection: RawConnection) => void)[] = []
  const arrived: RawConnection[] = []
  let opened = 0
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    opened++
    const connection = rawOver(socket)
    const taker = waiting.shift()
    if (taker) taker(connection)
    else arrived.push(connection)
  })
  return {
    ...(await listen(server, '/mcp', host)),
    opened: () => opened,
    next: () => {
      const connection = arrived.shift()
      return connection ? Promise.resolve(connection) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
