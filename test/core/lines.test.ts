import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { createLineSplitter } from '../../src/core/lines.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** Cuts bytes at the given places and feeds the pieces. */
function cutAndFeed(bytes: Uint8Array, cuts: readonly number[], keepBytes = 1e6) {
  const splitter = createLineSplitter(keepBytes)
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  const lines = places.slice(1).flatMap((to, n) => splitter.push(bytes.subarray(places[n], to)))
  const rest = splitter.rest()
  return { lines, rest }
}

describe('lines', () => {
  test.prop([fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '{"x":1}', '')), fc.array(fc.nat())])(
    'are the same whatever the pieces they come in, and lose no byte',
    (parts, cuts) => {
      const text = parts.join('')
      const { lines, rest } = cutAndFeed(utf8(text), cuts)
      const expected = text.split('\n').slice(0, -1)
      expect(lines.map(({ bytes }) => textOf(bytes))).toEqual(expected.map((line) => `${line}\n`))
      expect([...lines, ...(rest ? [rest] : [])].map(({ bytes }) => textOf(bytes)).join('')).toBe(text)
    },
  )

  test.prop([fc.integer({ min: 0, max: 20 }), fc.array(fc.nat())])(
    'that are too long are kept in part, and their length is told',
    (length, cuts) => {
      const { lines } = cutAndFeed(utf8(`${'x'.repeat(length)}\nnext\n`), cuts, 7)
      expect(lines.map(({ size }) => size)).toEqual([length + 1, 5])
      expect(lines[0]?.bytes.length).toBe(Math.min(7, length + 1))
      expect(lines[1] && textOf(lines[1].bytes)).toBe('next\n')
    },
  )

  test('that bytes are missing from are held up to there, and the next line is whole', () => {
    const splitter = createLineSplitter(1000)
    expect(splitter.push(utf8('abc'))).toEqual([])
    splitter.skip(50)
    const lines = splitter.push(utf8('def\nnext\n'))
    expect(lines.map(({ bytes, size }) => [textOf(bytes), size])).toEqual([
      ['abc', 57],
      ['next\n', 5],
    ])
  })
})
