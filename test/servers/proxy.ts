import net from 'node:net'
import { listen, type Running } from './listen.ts'

export interface ProxyServer extends Running {
  /** Heads of the requests that came, oldest first. */
  asked: string[]
}

/** A proxy that leads every CONNECT to the server at `url`, whatever it asks for. */
export async function startProxy(url: string): Promise<ProxyServer> {
  const asked: string[] = []
  const { port } = new URL(url)
  const proxy = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    client.once('data', (head) => {
      asked.push(head.toString('latin1'))
      const server = net.connect({ host: '127.0.0.1', port: Number(port), noDelay: true, allowHalfOpen: true })
      server.once('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n')
        client.pipe(server).pipe(client)
      })
      client.on('error', () => server.resetAndDestroy())
      server.on('error', () => client.resetAndDestroy())
    })
  })
  return { ...(await listen(proxy, '')), asked }
}
