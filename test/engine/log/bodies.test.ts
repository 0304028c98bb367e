import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { contentCoding, textOf, unpacked } from '../../../src/engine/log/bodies.ts'

const text = Array.from({ length: 20_000 }, (_none, n) => `naïve 🦊 ${(n * 2_654_435_761) >>> 0}`).join()

test.each([
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['deflate, gzip', gzipSync(deflateSync(text))],
])('%s is unpacked', (coding, bytes) => {
  expect(textOf(unpacked(bytes, coding))).toBe(text)
})

test.each([
  ['gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
])('%s that was cut short is unpacked as far as it goes', (coding, bytes) => {
  const plain = unpacked(bytes.subarray(0, bytes.length - 9), coding)?.toString() ?? ''
  expect(plain.length).toBeGreaterThan(0)
  expect(text.startsWith(plain)).toBe(true)
})

test.each(['gzip', 'br', 'zstd', 'deflate', 'unheard-of', 'constructor', '__proto__', 'toString', 'gzip, unheard-of'])(
  'what is no %s stays what it is: not readable',
  (coding) => expect(unpacked(Buffer.from('this is plain text'), coding)).toBeUndefined(),
)

test('a small body cannot become a huge one', () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024))
  expect(unpacked(bomb, 'gzip')).toBeUndefined()
})

test.each([
  ['Content-Encoding', ' GZIP ', 'gzip'],
  ['content-encoding', 'identity', undefined],
  ['content-encoding', '', undefined],
  ['content-type', 'gzip', undefined],
])('%s: %j means %s', (name, value, coding) => {
  expect(contentCoding({ startLine: '', headers: [[name, value]] })).toBe(coding)
})

test('what is no UTF-8 is no text', () => {
  expect(textOf(Buffer.from([0xff, 0xfe]))).toBeNull()
  expect(textOf(Buffer.from('caf\u00e9 au lait', 'latin1'))).toBeNull()
  expect(textOf(undefined)).toBeNull()
})

test('a text may end within a character, as when only its beginning was kept', () => {
  const bytes = Buffer.from('a fox: \u{FFFD} 🦊')
  for (const missing of [1, 2, 3]) {
    expect(textOf(bytes.subarray(0, bytes.length - missing))).toMatch(/^a fox: \u{FFFD} /u)
  }
  expect(textOf(Buffer.from('\u{FEFF}marked'))).toBe('\u{FEFF}marked')
})
