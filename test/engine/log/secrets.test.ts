import { expect, test } from 'vitest'
import { keepCredentials, Secrets } from '../../../src/engine/log/secrets.ts'

const secrets = new Secrets('salt')
const redact = (head: string, by = secrets): string => by.redactHead(Buffer.from(head, 'latin1')).toString('latin1')
const MARK = /\[sha256 [0-9a-f]{12}\]/

test.each([
  ['GET /mcp?access_token=s3cret&x=1 HTTP/1.1', /^GET \/mcp\?access_token=\[sha256 \w+\]&x=1 HTTP\/1\.1$/],
  ['GET /mcp?x=1&api_key=s3cret HTTP/1.1', /x=1&api_key=\[sha256/],
  ['Authorization: Bearer s3cret', /^Authorization: Bearer \[sha256 \w+\]$/],
  ['authorization:s3cret', /^authorization:\[sha256 \w+\]$/],
  ['Proxy-Authorization: Basic  s3cret ', /^Proxy-Authorization: Basic \[sha256 \w+\] $/],
  ['X-API-Key: my s3cret', /^X-API-Key: \[sha256 \w+\]$/],
  ['x_api_key: s3cret', /^x_api_key: \[sha256/],
  ['Api-Key: s3cret', MARK],
  ['X-Auth-Token: s3cret', MARK],
  ['X-Token: s3cret', MARK],
  ['Private-Token: s3cret', MARK],
  ['X-Goog-Api-Key: s3cret', MARK],
  ['Ocp-Apim-Subscription-Key: s3cret', MARK],
  ['DPoP: s3cret', MARK],
  ['Cookie: a=s3cret; b="s3cret"', /^Cookie: a=\[sha256 \w+\]; b=\[sha256 \w+\]$/],
  ['Set-Cookie: sid=s3cret; Path=/; HttpOnly', /^Set-Cookie: sid=\[sha256 \w+\]; Path=\/; HttpOnly$/],
  ['Location: https://a.example/cb?code=s3cret&state=1', /cb\?code=\[sha256 \w+\]&state=1$/],
  ['Referer: http://a.example/?token=s3cret', MARK],
  ['Authorization: Bearer\r\n  s3cret', /\r\n {2}\[sha256 \w+\]$/],
])('of %j only a hash is kept', (line, kept) => {
  const isRequest = line.startsWith('GET')
  const head = isRequest ? `${line}\r\nHost: a\r\n\r\n` : `GET / HTTP/1.1\r\n${line}\r\nHost: a\r\n\r\n`
  const redacted = redact(head)
  expect(redacted).not.toContain('s3cret')
  expect(isRequest ? redacted.split('\r\n')[0] : redacted.slice(16, -'\r\nHost: a\r\n\r\n'.length)).toMatch(kept)
  expect(secrets.reveal(redacted)).toEqual({ text: head, missing: 0 })
})

test.each([
  'GET /mcp?session_id=1&monkey=2 HTTP/1.1',
  'Mcp-Session-Id: token-key-secret',
  'MCP-Protocol-Version: 2025-11-25',
  'X-Monkey: banana',
  'Idempotency-Key: 1',
])('%s stays as it is', (line) => {
  const head = Buffer.from(`GET /token HTTP/1.1\r\n${line}\r\n\r\n`)
  expect(secrets.redactHead(head)).toBe(head)
})

test('the same value has the same hash, another value or another salt another one', () => {
  const line = 'GET / HTTP/1.1\r\nAuthorization: Bearer one\r\n\r\n'
  expect(redact(line)).toBe(redact(line))
  expect(redact(line.replace('one', 'two'))).not.toBe(redact(line))
  expect(redact(line, new Secrets('pepper'))).not.toBe(redact(line))
})

test('what another process has seen is missing, and counted', () => {
  const redacted = redact('GET /?token=a HTTP/1.1\r\nAuthorization: Bearer b\r\n\r\n')
  expect(new Secrets('salt').reveal(redacted)).toEqual({ text: redacted, missing: 2 })
})

test('the newest thousand are remembered, and one that is used again is new', () => {
  const own = new Secrets('salt')
  const first = redact('GET /?token=first HTTP/1.1\r\n\r\n', own)
  const second = redact('GET /?token=second HTTP/1.1\r\n\r\n', own)
  for (let n = 0; n < 999; n++) {
    redact(`GET /?token=${n} HTTP/1.1\r\n\r\n`, own)
    redact('GET /?token=first HTTP/1.1\r\n\r\n', own)
  }
  expect(own.reveal(first).missing).toBe(0)
  expect(own.reveal(second).missing).toBe(1)
})

test('a credential has one hash, however it is written, and comes back as it was written', () => {
  const by = new Secrets('salt')
  const url = redact('GET /cb?code=a%2Fb%26 HTTP/1.1\r\n\r\n', by)
  const header = redact('GET / HTTP/1.1\r\nAuthorization: Bearer a/b&\r\n\r\n', by)
  const head = { startLine: '', headers: [['Content-Type', 'application/x-www-form-urlencoded']] } as const
  const form = by.redactBody(Buffer.from('code=a%2Fb%26&x=1'), head, true).toString()
  const json = by.redactBody(Buffer.from('{"access_token":"a/b&"}'), { ...head, headers: [] }, false).toString()
  const [mark = ''] = MARK.exec(url) ?? []
  for (const text of [header, form, json]) expect(text).toContain(mark)
  expect(by.reveal(url).text).toContain('code=a%2Fb%26 ')
  expect(by.reveal(header).text).toContain('Bearer a/b&')
  expect(by.reveal(form).text).toBe('code=a%2Fb%26&x=1')
})

test('a capture that keeps its credentials keeps all of them', () => {
  const head = Buffer.from('GET /?token=a HTTP/1.1\r\nAuthorization: Bearer b\r\n\r\n')
  expect(keepCredentials.redactHead(head)).toBe(head)
  expect(keepCredentials.redactUrls('http://a/?token=b')).toBe('http://a/?token=b')
  expect(keepCredentials.redactBody(head, { startLine: '', headers: [] }, true)).toBe(head)
})
