import { expect, onTestFinished, test } from 'vitest'
import { openRaw, sendRaw } from '../clients/raw.ts'
import { AWKWARD, bytesOf, END, RESET } from './awkward.ts'
import { hugeBody, startRaw } from './raw.ts'

async function start() {
  const server = await startRaw()
  onTestFinished(() => server.close())
  return server
}

const ended = Object.entries(AWKWARD).filter(([, steps]) => steps.includes(END))
const kept = Object.entries(AWKWARD).filter(([, steps]) => !steps.includes(END) && !steps.includes(RESET))

test.for(ended)('%s: writes its bytes and ends', async ([name, steps]) => {
  const server = await start()
  expect(await sendRaw(server.url, `POST /${name} HTTP/1.1\r\nHost: x\r\n\r\n`)).toEqual({
    bytes: bytesOf(steps),
    end: 'fin',
  })
})

test.for(kept)('%s: writes its bytes and takes the next request', async ([name, steps]) => {
  const server = await start()
  const connection = await openRaw(server.url)
  const request = `GET /${name} HTTP/1.1\r\nHost: x\r\n\r\n`
  await connection.write(request)
  await connection.write('POST /echo HTTP/1.1\r\nContent-Length: 4\r\n\r\nlast')
  const expected = bytesOf(steps).toString('latin1')
  expect((await connection.until('\r\n\r\nlast')).toString('latin1').startsWith(`${expected}HTTP/1.1 200 OK\r\n`)).toBe(
    true,
  )
  expect(server.received.map(String)).toEqual([request, 'POST /echo HTTP/1.1\r\nContent-Length: 4\r\n\r\nlast'])
  connection.close()
})

test('resets a connection where told to', async () => {
  const server = await start()
  expect((await sendRaw(server.url, 'GET /cut-reset HTTP/1.1\r\n\r\n')).end).toBe('reset')
})

test('takes a chunked request and gives it back as it came', async () => {
  const server = await start()
  const request = 'POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n'
  const connection = await openRaw(server.url)
  for (const letter of request) await connection.write(letter)
  expect((await connection.until('T: 1')).toString()).toContain(request)
  connection.close()
})

test('answers with as many bytes as it is asked for', async () => {
  const server = await start()
  const connection = await openRaw(server.url)
  await connection.write('GET /huge?bytes=1000000 HTTP/1.1\r\n\r\n')
  const body = hugeBody(1_000_000)
  const bytes = await connection.until(body.toString('latin1', 999_900))
  expect(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).equals(body)).toBe(true)
  connection.close()
})

test('says how its client ended the connection', async () => {
  const server = await start()
  const polite = await openRaw(server.url)
  polite.end()
  await polite.ended
  await expect.poll(() => server.ends).toEqual(['fin'])
  const rude = await openRaw(server.url)
  await rude.write('GET /202 HTTP/1.1\r\n\r\n')
  await rude.until('Accepted')
  rude.reset()
  await expect.poll(() => server.ends).toEqual(['fin', 'reset'])
})
