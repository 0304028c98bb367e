import { expect, test } from 'vitest'
import { isApiMethod } from '../../src/core/methods.ts'

test.each(['about', 'startTap', 'rows', 'replay', 'doctor'])('%s is a method', (name) => {
  expect(isApiMethod(name)).toBe(true)
})

test.each(['', 'About', 'close', 'toString', '__proto__', 'constructor', 3, null, undefined, ['rows']])(
  '%j is none',
  (name) => {
    expect(isApiMethod(name)).toBe(false)
  },
)
