import { expect, test } from 'vitest'
import { passStyles } from '../../src/renderer/trustedTypes.ts'

test('styles pass, and markup does not', () => {
  expect(passStyles(':root { --gap: 4px } a > b {}')).toBe(':root { --gap: 4px } a > b {}')
  expect(() => passStyles('<img src=x onerror=alert(1)>')).toThrow('as text')
  expect(() => passStyles('a{}</style><script>')).toThrow('as text')
})
