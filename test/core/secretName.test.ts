import { expect, test } from 'vitest'
import { isSecretName } from '../../src/core/secretName.ts'

test.each([
  'password',
  'userPassword',
  'GITHUB_TOKEN',
  'x-auth-token',
  'accessToken',
  'refresh_tokens',
  'apiKey',
  'api-keys',
  'X-API-Key',
  'private_key',
  'clientSecret',
  'code_verifier',
  'device_code',
  'client_assertion',
  'Set-Cookie',
  'credentials',
])('%s names a secret', (name) => {
  expect(isSecretName(name)).toBe(true)
})

test.each([
  'progressToken',
  'nextPageToken',
  'pageToken',
  'max_tokens',
  'input_tokens',
  'tokens',
  'token_type',
  'session_id',
  'sessionId',
  'nextCursor',
  'key',
  'keyboard',
  'primary_key',
  'Idempotency-Key',
  'secretary',
  'author',
  '',
])('%s names none', (name) => {
  expect(isSecretName(name)).toBe(false)
})
