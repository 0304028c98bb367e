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

const marked = (text: string) => redactText(text, (secret) => `<${secret.length}>`)

test.each([
  ['{"password":"hunter22"}', '{"password":"<8>"}'],
  ['{"api_key": "abc", "name":"x"}', '{"api_key": "<3>", "name":"x"}'],
  ['{"args":"{\\"client_secret\\":\\"s3cret\\"}"}', '{"args":"{\\"client_secret\\":\\"<6>\\"}"}'],
  ['grant_type=refresh_token&refresh_token=r-1&client_id=c', 'grant_type=refresh_token&refresh_token=<3>&client_id=c'],
  ['GET /cb?code=abc&state=1', 'GET /cb?code=<3>&state=1'],
  ['curl -H "Authorization: Bearer abcdef123456"', 'curl -H "Authorization: Bearer <12>"'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl here', 'token <49> here'],
  ['key sk-proj-abcdefghijklmnopqrstuvwx', 'key <32>'],
])('secrets are taken out of %s', (text, redacted) => {
  expect(marked(text)).toBe(redacted)
})

test.each([
  '{"progressToken":"abc","nextPageToken":"def","max_tokens":100,"token_type":"Bearer"}',
  '{"authorization":"[sha256 0123456789ab]"}',
  '{"method":"tools/call","params":{"name":"list_keys"}}',
  'Mcp-Session-Id: 8c6d',
])('%s holds none', (text) => {
  expect(marked(text)).toBe(text)
})
