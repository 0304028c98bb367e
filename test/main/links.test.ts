import { expect, test } from 'vitest'
import { isAllowedOutside } from '../../src/main/links.ts'

test('the specification may be opened in a browser', () => {
  expect(isAllowedOutside('https://modelcontextprotocol.io/specification/2025-11-25#session-management')).toBe(true)
})

test.each([
  'http://modelcontextprotocol.io/',
  'https://modelcontextprotocol.io.evil.example/',
  'https://evil.example/modelcontextprotocol.io',
  'https://modelcontextprotocol.io@evil.example/',
  'https://me@modelcontextprotocol.io/',
  'https://modelcontextprotocol.io:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'vscode://file/etc/passwd',
  'not a link',
  '',
])('%j may not', (link) => {
  expect(isAllowedOutside(link)).toBe(false)
})
