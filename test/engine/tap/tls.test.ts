import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import tls from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { describeTls, secured } from '../../../src/engine/tap/tls.ts'
import { listen } from '../../servers/listen.ts'
import { startSecure, tlsFiles } from '../../servers/secure.ts'

test('a certificate that nobody trusts is refused, unless any will do, and then told', async () => {
  const server = await startSecure()
  onTestFinished(() => server.close())
  const port = Number(new URL(server.url).port)
  const open = (insecure: boolean) => secured(net.connect({ port, host: '127.0.0.1' }), { host: 'localhost', insecure })
  const [error] = await once(open(false), 'error')
  expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  const socket = open(true)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  expect(describeTls(socket)).toBe('TLSv1.3, certificate not trusted: DEPTH_ZERO_SELF_SIGNED_CERT')
})

test('a name is sent, an address is not; and HTTP/1.1 is the only protocol offered', async () => {
  const seen: [servername: string | false | null, protocol: string | false | null][] = []
  const options = {
    key: readFileSync(tlsFiles.key),
    cert: readFileSync(tlsFiles.certificate),
    ALPNProtocols: ['h2', 'http/1.1'],
  }
  const server = await listen(
    tls.createServer(options, (socket) => {
      seen.push([socket.servername, socket.alpnProtocol])
      socket.write('hello')
    }),
    '',
  )
  onTestFinished(() => server.close())
  for (const host of ['localhost', '127.0.0.1']) {
    const raw = net.connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
    const socket = secured(raw, { host, insecure: true })
    await once(socket, 'secureConnect')
    await once(socket, 'data') // the server's handshake ends after the client's
    socket.destroy()
  }
  expect(seen).toEqual([
    ['localhost', 'http/1.1'],
    [false, 'http/1.1'],
  ])
})
