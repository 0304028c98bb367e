import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { looksLikeJson, prettyJson } from '../../../src/renderer/ui/prettyJson.ts'

describe('pretty JSON', () => {
  test('puts each value on a line of its own', () => {
    expect(prettyJson('{"a":[1,{}],"b":{"c":"d"}}')).toBe(
      ['{', '  "a": [', '    1,', '    {}', '  ],', '  "b": {', '    "c": "d"', '  }', '}'].join('\n'),
    )
  })

  test.each([
    ['numbers no computer could hold', '[12345678901234567890.10,1e400]', '12345678901234567890.10'],
    ['keys that repeat', '{"a":1,"a":2}', '"a": 1,\n  "a": 2'],
    ['escapes', String.raw`["\u0041\/\"{,}\\"]`, String.raw`"\u0041\/\"{,}\\"`],
    ['what is not JSON', '{a: undefined, "b": NaN}', 'a: undefined'],
  ])('keeps %s as they came', (_what, text, kept) => {
    expect(prettyJson(text)).toContain(kept)
  })

  test.each(['{"a":{"b":[1,2', '{"a":"never closed', '["ends with \\', '{"a":', ']]]}', ''])(
    'copes with a text that was cut off: %s',
    (text) => expect(withoutBlanks(prettyJson(text))).toBe(withoutBlanks(text)),
  )

  property.prop([fc.jsonValue()])('means the same', (value) => {
    const text = JSON.stringify(value)
    expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text))
    expect(prettyJson(prettyJson(text))).toBe(prettyJson(text))
  })

  test('does not grow without bounds when the nesting is deep', () => {
    expect(prettyJson('['.repeat(50_000)).length).toBeLessThan(50_000 * 130)
  })

  test('takes megabytes in one go', () => {
    const text = JSON.stringify(
      Array.from({ length: 40_000 }, (_, n) => ({ n, text: 'x'.repeat(80), flags: [true, null] })),
    )
    const began = performance.now()
    prettyJson(text)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})

test.each([
  ['{"a":1}', true],
  ['\n  [1]', true],
  ['<html>', false],
  ['Bad Request', false],
  ['', false],
])('%j looks like JSON: %s', (text, expected) => expect(looksLikeJson(text)).toBe(expected))

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s/g, '')
}
