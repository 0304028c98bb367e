import net from 'node:net'

/** A connection on which every byte is the test's own. */
export interface RawConnection {
  /** Everything that came back so far. */
  received(): Buffer
  /** Resolves once the operating system has taken the bytes. Strings are Latin-1. */
  write(bytes: string | Uint8Array): Promise<void>
  /** Resolves with everything received once it contains `text`, or is `text` bytes long; rejects if the connection ends before. */
  until(text: string | number): Promise<Buffer>
  /** Stops and starts reading: what is not read fills the buffers of the systems between. */
  pause(): void
  resume(): void
  /** Sends FIN; what the server still sends is received. */
  end(): void
  /** Sends RST. */
  reset(): void
  close(): void
  /** How the other side ended the connection. */
  ended: Promise<'fin' | 'reset'>
}

/** Opens a connection to the host and port of `url`. */
export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket = net.connect({ host, port: Number(port), noDelay: true, allowHalfOpen: true })
  const connection = rawOver(socket)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return connection
}

/** The connection of a socket that may stay half open. */
export function rawOver(socket: net.Socket): RawConnection {
  const { received, ended, changed } = watch(socket)
  return {
    received,
    ended,
    write: (bytes) => new Promise((resolve) => void socket.write(latin1(bytes), () => resolve())),
    async until(text) {
      const has = (bytes: Buffer) =>
        typeof text === 'number' ? bytes.length >= text : bytes.includes(text, 0, 'latin1')
      while (!has(received())) {
        const over = socket.readableEnded || socket.destroyed
        if (over)
          throw new Error(`the connection ended before ${JSON.stringify(text)}: ${received().toString('latin1')}`)
        await changed()
      }
      return received()
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    close: () => void socket.destroy(),
  }
}

function watch(socket: net.Socket) {
  let received = Buffer.alloc(0)
  const waiting: (() => void)[] = []
  const tell = () => waiting.splice(0).forEach((resolve) => resolve())
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes])
    tell()
  })
  const ended = new Promise<'fin' | 'reset'>((resolve) => {
    socket.on('end', () => resolve('fin'))
    socket.on('error', () => resolve('reset'))
    socket.on('close', () => resolve('reset'))
  })
  socket.on('end', tell).on('close', tell)
  return { received: () => received, ended, changed: () => new Promise<void>((resolve) => waiting.push(resolve)) }
}

function latin1(bytes: string | Uint8Array): Uint8Array {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
}

/** Sends one request on a connection of its own and returns everything that came until the server ended it. */
export async function sendRaw(
  url: string,
  request: string | Uint8Array,
): Promise<{ bytes: Buffer; end: 'fin' | 'reset' }> {
  const connection = await openRaw(url)
  await connection.write(request)
  const end = await connection.ended
  connection.close()
  return { bytes: connection.received(), end }
}
