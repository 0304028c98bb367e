import net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { send, type Sending } from '../../../src/engine/replay/sending.ts'
import { AWKWARD } from '../../servers/awkward.ts'
import { listen } from '../../servers/listen.ts'
import { startRaw } from '../../servers/raw.ts'

const soon = () => performance.now() + 5000

/** Sends a request to the awkward server. */
async function ask(path: string, method = 'POST'): Promise<Sending> {
  const server = await startRaw()
  onTestFinished(() => server.close())
  const request = Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  const sending = await send(Number(new URL(server.url).port), request, method)
  if (!sending) throw new Error('nobody listens')
  onTestFinished(() => sending.close())
  return sending
}

/** A server that answers with these bytes and keeps the connection. */
async function answering(...pieces: (string | Buffer)[]): Promise<Sending> {
  const server = await listen(
    net.createServer((socket) => {
      socket.on('error', () => {})
      for (const piece of pieces) socket.write(piece)
    }),
    '/',
  )
  onTestFinished(() => server.close())
  const sending = await send(Number(new URL(server.url).port), Buffer.from('POST / HTTP/1.1\r\n\r\n'), 'POST')
  if (!sending) throw new Error('nobody listens')
  onTestFinished(() => sending.close())
  return sending
}

test('a connection is announced before anything is sent on it', async () => {
  const server = await startRaw()
  onTestFinished(() => server.close())
  const told: string[] = []
  const announce = (client: string) => {
    told.push(`${client} ${server.received.length}`)
    return Promise.resolve()
  }
  const port = Number(new URL(server.url).port)
  const sending = await send(port, Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'GET', announce)
  onTestFinished(() => sending?.close())
  expect(told).toEqual([`${sending?.client} 0`])
})

// The ones left out have no end that framing tells, or one for HEAD only.
const ending = Object.keys(AWKWARD).filter((name) => !['bare-lf', 'upgrade', 'head'].includes(name))

test.each(ending)('an answer is over when its framing says so, or with its connection: %s', async (name) => {
  const sending = await ask(`/${name}`)
  expect(await sending.until(() => false, soon())).toBe(true)
  expect(sending.ended).toBe(true)
})

test('an answer to HEAD has no body', async () => {
  const sending = await ask('/head', 'HEAD')
  expect(await sending.until(() => false, soon())).toBe(true)
})

test('the final head is read, whatever came before it', async () => {
  const sending = await ask('/interim')
  await sending.until(() => false, soon())
  expect(sending.status).toBe(200)
  const silent = await ask('/no-answer')
  await silent.until(() => false, soon())
  expect(silent.status).toBeNull()
})

test.each(['chunks', 'gzip', 'br', 'until-close'])('messages are read from %s', async (name) => {
  const sending = await ask(`/${name}`)
  await sending.until(() => false, soon())
  expect(sending.messages).toMatchObject([{ kind: 'result', id: 1, result: { text: 'naïve 🦊' } }])
})

test('messages and the endpoint are read from a stream while it is open', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n'
  const sending = await answering(
    head.slice(0, 20),
    `${head.slice(20)}: hi\r\n\r\nevent: endpoint\r\nda`,
    'ta: /m?id=1\r\n\r\nid: 1\ndata: \n\n',
    'data: {"jsonrpc":"2.0","id":"a","result":{}}\n\ndata: {"half":',
  )
  expect(await sending.until(({ messages }) => messages.length === 1, soon())).toBe(true)
  expect(sending).toMatchObject({ endpoint: '/m?id=1', isStream: true, ended: false, messages: [{ id: 'a' }] })
})

test('waiting has an end', async () => {
  const sending = await answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')
  expect(await sending.until(({ status }) => status === 200, soon())).toBe(true)
  expect(await sending.until(() => false, performance.now() + 20)).toBe(false)
  sending.close()
  expect(await sending.until(() => false, soon())).toBe(true)
})

test('its client is the address that the other side sees', async () => {
  const seen: string[] = []
  const server = await listen(
    net.createServer((socket) => {
      seen.push(`${socket.remoteAddress}:${socket.remotePort}`)
      socket.end()
    }),
    '/',
  )
  onTestFinished(() => server.close())
  const sending = await send(Number(new URL(server.url).port), Buffer.from('x'), 'GET')
  await sending?.until(() => false, soon())
  expect(seen).toEqual([sending?.client])
})

test('nobody listening is a value', async () => {
  const server = await listen(net.createServer(), '/')
  await server.close()
  expect(await send(Number(new URL(server.url).port), Buffer.from('x'), 'GET')).toBeNull()
})
