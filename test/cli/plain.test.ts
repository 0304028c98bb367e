import { expect, test } from 'vitest'
import { plain } from '../../src/cli/plain.ts'

test('what a terminal would obey is shown instead', () => {
  expect(plain('\x1b[2Jgone\x07\x9b1m')).toBe('␛[2Jgone␇\\u009b1m')
  expect(plain('abc\u202edcba')).toBe('abc\\u202edcba')
  expect(plain('a\rb')).toBe('a␍b')
})

test('lines and tabs stay, unless it has to be one line', () => {
  expect(plain('a\r\nb\tc')).toBe('a\nb\tc')
  expect(plain('a\r\nb\tc', '\t')).toBe('a␊b\tc')
  expect(plain('a\nb\tc', '')).toBe('a␊b␉c')
})

test('every other letter of every language stays as it is', () => {
  expect(plain('žluťoučký 日本語 👩‍💻 عربى')).toBe('žluťoučký 日本語 👩‍💻 عربى')
})
