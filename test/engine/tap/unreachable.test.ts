import { describe, expect, onTestFinished, test } from 'vitest'
import { readTarget, type Target } from '../../../src/engine/tap/target.ts'
import { explain } from '../../../src/engine/tap/unreachable.ts'
import { openRaw, sendRaw } from '../../clients/raw.ts'
import { startManual } from '../../servers/manual.ts'
import { startSecure } from '../../servers/secure.ts'
import { tapOn } from './watched.ts'

const target = readTarget('https://example.com:8443/mcp') as Target // a good address
const failed = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { code, ...more })

describe('what to do about', () => {
  test.each([
    ['ECONNREFUSED', /Nothing listens there: start the server, or check the port\./],
    ['ENOTFOUND', /The name is not known/],
    ['EAI_AGAIN', /The name is not known/],
    ['EHOSTUNREACH', /Nobody answers there/],
    ['ECONNRESET', /closed the connection at once/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /begin the address of the target with http:/],
    ['EPROTO', /begin the address of the target with http:/],
    ['CERT_HAS_EXPIRED', /Renew its certificate/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /the name that stands in its certificate/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /NODE_EXTRA_CA_CERTS/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /NODE_EXTRA_CA_CERTS/],
    ['EWHATEVER', /Is the server running\?/],
  ])('%s', (code, advice) => {
    const { reason, text } = explain(failed(code, `connect ${code} 192.0.2.1:8443`), target)
    expect(reason).toBe(`connect ${code} 192.0.2.1:8443`)
    expect(text).toMatch(/^Tapscope could not reach https:\/\/example\.com:8443: connect .*\. [A-Z].*[.?]\n$/)
    expect(text).toMatch(advice)
  })

  test('a name with several addresses, of which none answers: the first is named', () => {
    const errors = ['::1', '127.0.0.1'].map((host) => failed('ECONNREFUSED', `connect ECONNREFUSED ${host}:8443`))
    const { reason, text } = explain(Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' }), target)
    expect(reason).toBe('connect ECONNREFUSED ::1:8443')
    expect(text).toMatch(/Nothing listens there/)
  })

  test('an error of OpenSSL: its reason, without its source files', () => {
    const message =
      '80:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../ssl/record.c:80:\n'
    const { reason } = explain(failed('ERR_SSL_WRONG_VERSION_NUMBER', message), target)
    expect(reason).toBe('ERR_SSL_WRONG_VERSION_NUMBER: wrong version number')
  })

  test('an error without a message: its code', () => {
    expect(explain(failed('EPIPE', ''), target).reason).toBe('EPIPE')
  })
})

/** What comes of a request through a tap in front of `url`. */
async function ask(url: string) {
  const tap = await tapOn(url)
  const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
  const request = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const { bytes, end } = await sendRaw(tap.url, request)
  const [head = '', text] = bytes.toString().split('\r\n\r\n')
  const { end: verdict, reason } = await tap.end()
  expect(end).toBe('fin')
  expect(head.split('\r\n')).toEqual([
    'HTTP/1.1 502 Bad Gateway',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text ?? '')}`,
    'Connection: close',
  ])
  expect(tap.events('response').map(({ remote }) => remote)).toEqual([null])
  expect(tap.events('response body').map((answer) => answer.text)).toEqual([text])
  expect(tap.events('request body').map((sent) => sent.text)).toEqual([body])
  return { text, verdict, reason }
}

describe('through a tap the client is told, and the capture says, that', () => {
  test('nothing listens', async () => {
    const server = await startManual()
    const { host, origin } = new URL(server.url)
    await server.close()
    expect(await ask(server.url)).toEqual({
      text: `Tapscope could not reach ${origin}: connect ECONNREFUSED ${host}. Nothing listens there: start the server, or check the port.\n`,
      verdict: 'proxy',
      reason: `connect ECONNREFUSED ${host}`,
    })
  })

  test.each([
    ['Content-Length: 4', 'what', '502', 'connect ECONNREFUSED'],
    ['Transfer-Encoding: chunked', 'zz\r\n', 'nothing', 'a chunk of it is malformed'],
  ])('nothing listened before it asked, and what it asked: %s', async (framing, body, told, why) => {
    const server = await startManual()
    await server.close()
    const tap = await tapOn(server.url)
    const late = await openRaw(tap.url)
    onTestFinished(() => late.close())
    // Refused later than the connection that was opened before.
    await sendRaw(tap.url, 'GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await late.write(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${framing}\r\n\r\n${body}`)
    expect(await late.ended).toBe(told === '502' ? 'fin' : 'reset')
    expect(late.received().toString().slice(9, 12) || 'nothing').toBe(told)
    expect((await tap.end(1)).reason).toContain(why)
    if (told === '502') expect(tap.events('request body').map(({ text }) => text)).toEqual([body])
  })

  test('the name is not known', async () => {
    const { text, verdict, reason } = await ask('http://nothing.invalid/mcp')
    expect(text).toMatch(
      /^Tapscope could not reach http:\/\/nothing\.invalid: getaddrinfo E\w+ nothing\.invalid\. The name is not/,
    )
    expect([verdict, reason]).toEqual(['proxy', expect.stringMatching(/^getaddrinfo E/)])
  })

  test('the certificate is not trusted', async () => {
    const server = await startSecure()
    onTestFinished(() => server.close())
    const { text, verdict, reason } = await ask(server.url)
    expect(text).toMatch(
      /: self-signed certificate\. Its certificate is not trusted: start Tapscope with NODE_EXTRA_CA_CERTS set/,
    )
    expect([verdict, reason]).toEqual(['proxy', 'self-signed certificate'])
  })

  test('the certificate is for another name', async () => {
    const server = await startSecure()
    onTestFinished(() => server.close())
    // That it is self-signed is found first; either way it is refused.
    const { text } = await ask(server.url.replace('localhost', '127.0.0.1'))
    expect(text).toMatch(/certificate/)
  })

  test('there is no TLS', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const answered = ask(server.url.replace('http:', 'https:'))
    const far = await server.next()
    await far.until(1)
    await far.write('HTTP/1.1 400 Bad Request\r\n\r\n')
    const { text, reason } = await answered
    expect(text).toMatch(
      /It does not speak TLS there: begin the address of the target with http:, or check the port\.\n$/,
    )
    expect(reason).toMatch(/^(EPROTO|ERR_SSL_\w+): [a-z ]+$/)
  })

  test('it hangs up when TLS begins', async () => {
    const server = await startManual()
    onTestFinished(() => server.close())
    const answered = ask(server.url.replace('http:', 'https:'))
    const far = await server.next()
    await far.until(1)
    far.end()
    expect((await answered).text).toMatch(/closed the connection at once: check that it speaks https\.\n$/)
  })
})
