import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { redactArguments, redactText } from '../../src/core/redact.ts'

test.each([
  ['server --api-key=s3cret --port=80', 'server --api-key=[redacted] --port=80'],
  ['server --token s3cret --verbose', 'server --token [redacted] --verbose'],
  ['server --token --verbose', 'server --token --verbose'],
  ['env GITHUB_TOKEN=s3cret npx server', 'env GITHUB_TOKEN=[redacted] npx server'],
  ['docker run -e API_KEY=a=b image', 'docker run -e API_KEY=[redacted] image'],
  ['token-server run', 'token-server run'],
  ['npx -y @scope/keyboard .', 'npx -y @scope/keyboard .'],
])('%s', (command, shown) => {
  expect(redactArguments(command.split(' ')).join(' ')).toBe(shown)
})

test('what stands for an argument is not marked again', () => {
  const once = redactArguments(['server', '--token', 'x', '--key=y'], (secret) => `[sha256 ${secret}]`)
  expect(redactArguments(once, () => 'again')).toEqual(once)
})

const marked = (text: string) => redactText(text, (secret) => `<${secret.length}>`)

test.each([
  ['{"password":"hunter22"}', '{"password":"<8>"}'],
  ['{"api_key": "abc", "name":"x"}', '{"api_key": "<3>", "name":"x"}'],
  ['{"args":"{\\"client_secret\\":\\"s3cret\\"}"}', '{"args":"{\\"client_secret\\":\\"<6>\\"}"}'],
  ['data: {"password":"a\\"b"}', 'data: {"password":"<3>"}'],
  ['event: message\ndata: {"text":"Bearer abcdef123456"}\n\n', 'event: message\ndata: {"text":"Bearer <12>"}\n\n'],
  // What is cut is no JSON any more.
  ['{"a":"b","password":"hunter22","c":"d', '{"a":"b","password":"<8>","c":"d'],
  ['{"args":"{\\"password\\":\\"hunter22\\",\\"b', '{"args":"{\\"password\\":\\"<8>\\",\\"b'],
  [
    '{"a":"{\\"b\\":\\"{\\\\\\"token\\\\\\":\\\\\\"xyz\\\\\\"}\\"}',
    '{"a":"{\\"b\\":\\"{\\\\\\"token\\\\\\":\\\\\\"<3>\\\\\\"}\\"}',
  ],
  ['{"token":"cut off here', '{"token":"<12>'],
  ['grant_type=refresh_token&refresh_token=r-1&client_id=c', 'grant_type=refresh_token&refresh_token=<3>&client_id=c'],
  ['code=abc&state=1', 'code=<3>&state=1'],
  ['password=a%20b%2Bc', 'password=<5>'],
  ['GET /cb?code=abc&state=1', 'GET /cb?code=<3>&state=1'],
  ['https://ada:hunter22@example.test/x', 'https://ada:<8>@example.test/x'],
  ['curl -H "Authorization: Bearer abcdef123456"', 'curl -H "Authorization: Bearer <12>"'],
  ['Cookie: a=b; c=d', 'Cookie: <8>'],
  ['started with API_TOKEN=xyz --password=abc', 'started with API_TOKEN=<3> --password=<3>'],
  ['the password: hunter22 was wrong', 'the password: <8> was wrong'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here', 'token <49> here'],
  ['key sk-proj-abcdefghijklmnopqrstuvwx', 'key <32>'],
  ['a\n-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nb', 'a\n<57>\nb'],
])('secrets are taken out of %s', (text, redacted) => {
  expect(marked(text)).toBe(redacted)
})

test.each([
  '{"progressToken":"abc","nextPageToken":"def","max_tokens":100,"token_type":"Bearer"}',
  '{"authorization":"[sha256 0123456789ab]"}',
  '{"method":"tools/call","params":{"name":"list_keys"}}',
  '{"nextCursor":"eyJvIjoxMH0","sessionId":"8c6d"}',
  'Mcp-Session-Id: 8c6d',
  'POST /messages/?session_id=8c6d',
  'Bearer authentication is not configured; missing token: sign in',
  'password=[sha256 0123456789ab]&a=b',
])('%s holds none', (text) => {
  expect(marked(text)).toBe(text)
})

const secrets = fc.stringMatching(/^[A-Za-z0-9!$*+,./:;?@^_~ "'\\äß🦊{}[\]-]{0,20}Zq7[A-Za-z0-9"\\-]{5,20}$/u)
const names = fc.constantFrom('password', 'apiKey', 'access_token', 'clientSecret', 'X-Auth-Token')
const nested = (value: object, depth: number): string =>
  depth === 0 ? JSON.stringify(value) : nested({ arguments: JSON.stringify(value), of: [1, 'x'] }, depth - 1)

/** Every way in which a secret may still be written somewhere. */
function isIn(text: string, secret: string): boolean {
  let written = secret
  const spellings = [encodeURIComponent(secret), new URLSearchParams({ a: secret }).toString().slice(2)]
  for (let depth = 0; depth < 5; depth++) {
    spellings.push(written)
    written = JSON.stringify(written).slice(1, -1)
  }
  return spellings.some((spelling) => text.includes(spelling))
}

property.prop([secrets, names, fc.nat(3)])('no credential in JSON comes out, however deep', (secret, name, depth) => {
  const text = nested({ id: 7, params: { [name]: secret, next: secret.length } }, depth)
  const hidden = marked(text)
  expect(isIn(hidden, secret)).toBe(false)
  expect(isIn(marked(`event: message\nid: 4\ndata: ${text}\n\n`), secret)).toBe(false)
  expect(() => JSON.parse(hidden) as unknown).not.toThrow()
})

property.prop([secrets, names, fc.nat(2), fc.nat(100)])(
  'nor out of JSON that was cut behind it',
  (secret, name, depth, cut) => {
    const text = nested({ [name]: secret, more: 'x'.repeat(120) }, depth)
    expect(isIn(marked(text.slice(0, text.length - 1 - cut)), secret)).toBe(false)
  },
)

property.prop([secrets, names])('nor out of forms and addresses', (secret, name) => {
  const form = new URLSearchParams({ grant_type: 'x', [name]: secret, scope: 'y' }).toString()
  expect(isIn(marked(form), secret)).toBe(false)
  expect(isIn(marked(`GET /x?${form} HTTP/1.1`), secret)).toBe(false)
})
