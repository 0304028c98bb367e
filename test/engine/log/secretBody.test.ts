import zlib from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { hideInBody, hideInUrls } from '../../../src/engine/log/secretBody.ts'

const FORM = 'application/x-www-form-urlencoded; charset=utf-8'

function hide(type: string, body: string | Buffer, { isRequest = true, coding = '' } = {}) {
  const seen: [value: string, raw: string][] = []
  const headers: [string, string][] = [
    ['Content-Type', type],
    ...(coding ? [['Content-Encoding', coding] as [string, string]] : []),
  ]
  const bytes = Buffer.from(body as string) // or a copy of a buffer
  const hidden = hideInBody(bytes, { startLine: '', headers }, isRequest, (value, raw) => {
    seen.push([value, raw])
    return '*'
  })
  return { hidden, text: hidden.toString(), seen, isUntouched: hidden === bytes }
}

test('a form loses its credentials, and nothing else', () => {
  const { text, seen } = hide(
    FORM,
    'grant_type=authorization_code&code=a%2Fb+c&code_verifier=v&client_id=1&client_secret=s&redirect_uri=http%3A%2F%2Fa%3Fcode%3D1&resource=x&code=&scope=token',
  )
  expect(text).toBe(
    'grant_type=authorization_code&code=*&code_verifier=*&client_id=1&client_secret=*&redirect_uri=http%3A%2F%2Fa%3Fcode%3D1&resource=x&code=&scope=token',
  )
  expect(seen).toEqual([
    ['a/b c', 'a%2Fb+c'],
    ['v', 'v'],
    ['s', 's'],
  ])
})

test.each([
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'client_assertion',
  'password',
  'device_code',
  'registration_access_token',
  'code_verifier',
  'assertion',
  'subject_token',
  'token',
])('%s is one, in forms and in JSON of requests and answers', (name) => {
  expect(hide(FORM, `${name}=s`).text).toBe(`${name}=*`)
  expect(hide('application/json', `{"${name}":"s"}`).text).toBe(`{"${name}":"*"}`)
  expect(hide('application/json', `{"${name}":"s"}`, { isRequest: false }).text).toBe(`{"${name}":"*"}`)
})

describe('JSON', () => {
  test('loses its credentials, and nothing else', () => {
    const { text, seen } = hide(
      'application/json',
      ' {"access_token" : "a\\/\\"b", "token_type":"bearer","expires_in":3600,"refresh_token":"","x":{"id_token":"i"}}',
    )
    expect(text).toBe(
      ' {"access_token" : "*", "token_type":"bearer","expires_in":3600,"refresh_token":"","x":{"id_token":"*"}}',
    )
    expect(seen).toEqual([
      ['a/"b', 'a\\/\\"b'],
      ['i', 'i'],
    ])
  })

  test('names an error by its code, and in a request what it was let in with', () => {
    const body = '{"code":"not_found"}'
    expect(hide('application/json', body, { isRequest: false }).isUntouched).toBe(true)
    expect(hide('application/json', body).text).toBe('{"code":"*"}')
  })

  test('is packed again as it was', () => {
    for (const [coding, pack, unpack] of [
      ['gzip', zlib.gzipSync, zlib.gunzipSync],
      ['br', zlib.brotliCompressSync, zlib.brotliDecompressSync],
      ['deflate', zlib.deflateSync, zlib.inflateSync],
      ['zstd', zlib.zstdCompressSync, zlib.zstdDecompressSync],
    ] as const) {
      const { hidden } = hide('application/json', pack(Buffer.from('{"access_token":"s","é":1}')), { coding })
      expect(unpack(hidden).toString()).toBe('{"access_token":"*","é":1}')
    }
  })

  test('that is broken loses them too', () => {
    expect(hide('text/plain', '{"access_token":"s","x":').text).toBe('{"access_token":"*","x":')
  })
})

test.each([
  ['text/html', '<a href="?code=1">"access_token":"s"</a>'],
  ['application/json', '["access_token"]'],
  ['application/json', '{"token":1}'],
  [FORM, 'grant_type=x&encode=1'],
  ['application/json', ''],
])('%s %j stays as it is', (type, body) => {
  expect(hide(type, body).isUntouched).toBe(true)
})

test('a redirect that is shown loses them too', () => {
  const startLine = 'HTTP/1.1 302 Found'
  const body = Buffer.from('<a href="http://a/cb?state=1&amp;code=s">http://a/cb?code=s</a>')
  const hidden = hideInBody(body, { startLine, headers: [] }, false, () => '*')
  expect(hidden.toString()).toBe('<a href="http://a/cb?state=1&amp;code=*">http://a/cb?code=*</a>')
})

test('what is not encoded is itself', () => {
  expect(hideInUrls('/?code=%zz', (value, raw) => `${value} ${raw}`)).toBe('/?code=%zz %zz')
})
