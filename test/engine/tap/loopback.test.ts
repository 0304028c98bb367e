import { expect, test } from 'vitest'
import { isLoopbackHost, isThisMachine, refusal, tapOrigin } from '../../../src/engine/tap/loopback.ts'

test.each([
  'localhost',
  'LocalHost:3000',
  'localhost.:3000',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.1.2.3:65535',
  '[::1]',
  '[::1]:80',
  'localhost:',
])('%s is this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
  expect(refusal(host, undefined)).toBeUndefined()
  expect(refusal('127.0.0.1:1', `http://${host}`)).toBeUndefined()
  expect(refusal('127.0.0.1:1', `HTTPS://${host}`)).toBeUndefined()
})

test.each([
  '',
  'evil.example',
  'localhost.evil.example:3000',
  'evil-localhost',
  '127.0.0.1.evil.example',
  '127.0.0.1:80:90',
  '128.0.0.1',
  '127.0.0.1@evil.example',
  'evil.example#localhost',
  'evil.example/localhost:1',
  '0.0.0.0',
  '192.168.0.1:3000',
  '[::2]',
  '::1',
  '[::ffff:7f00:1]',
])('%j is not', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
  expect(refusal(host, undefined)).toBe(
    `Host "${host}" is not this machine; use 127.0.0.1 or localhost in the client's address of the tap`,
  )
  expect(refusal('127.0.0.1:1', `https://${host}`)).toBe(`a web page of https://${host} may not use this tap`)
})

test('a request without Host could be anybody’s', () => {
  expect(refusal(undefined, undefined)).toMatch(/^Host "" is not this machine/)
})

test.each(['vscode-webview://0abc', 'app://obsidian.md', 'vscode-file://vscode-app', 'tauri://localhost'])(
  '%s is a program, no web page',
  (origin) => expect(refusal('localhost:1', origin)).toBeUndefined(),
)

test('a web page that hides its origin may not', () => {
  expect(refusal('localhost:1', 'null')).toBe('a web page without an origin may not use this tap')
})

test.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  'app.localhost',
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '127.8.9.10',
  '0.0.0.0',
  '0',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:0.0.0.0]',
])('a server at %s is on this machine, as URL spells it', (host) => {
  expect(isThisMachine(new URL(`http://${host}:3000`).host)).toBe(true)
  expect(isThisMachine(new URL(`http://${host}`).hostname)).toBe(true)
})

test.each([
  'example.com',
  'localhost.example.com',
  'mylocalhost',
  '10.0.0.1',
  '[::2]',
  '[::ffff:10.0.0.1]',
  '[fe80::1]',
])('a server at %s is not', (host) => expect(isThisMachine(new URL(`http://${host}:3000`).host)).toBe(false))

test.each([
  ['localhost:9000', 'http://localhost:9000'],
  ['127.0.0.1', 'http://127.0.0.1:7000'],
  ['[::1]', 'http://[::1]:7000'],
  ['[::1]:7000', 'http://[::1]:7000'],
])('a client that calls it %s knows the tap as %s', (host, origin) => {
  expect(tapOrigin(host, 'http://127.0.0.1:7000')).toBe(origin)
})
