import { expect, test } from 'vitest'
import { redactArguments } from '../../src/core/redact.ts'

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
