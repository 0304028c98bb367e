import type net from 'node:net'

/** A server of a test: where it listens, and its end. */
export interface Running {
  url: string
  close(): Promise<void>
}

/** Starts `server` on a free port of the loopback, `host` of it; closing it also ends the connections that are still open. */
export async function listen(server: net.Server, path: string, host = '127.0.0.1'): Promise<Running> {
  const open = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
