import { expect, test } from 'vitest'
import { decodeMirrored, mirroredName, needsEncoding, textsIn } from '../../../src/core/diagnosis/modernRequest.ts'
import { readMessages } from '../../../src/core/jsonrpc.ts'

test.each([
  ['echo', 'echo'],
  ['=?base64?IGVjaG8=?=', ' echo'],
  ['=?base64?w7w=?=', 'ü'],
  ['=?base64?w7w?=', 'ü'],
  ['=?base64?/w==?=', null],
  ['=?UTF-8?B?w7w=?=', null],
  ['=?base64?w7w_?=', null],
])('%s mirrors %j', (value, name) => {
  expect(decodeMirrored(value)).toBe(name)
})

test.each([
  ['echo', false],
  ['two words', false],
  [' edge', true],
  ['ü', true],
  ['=?base64?IGVjaG8=?=', true],
])('%j needs encoding: %s', (value, needs) => {
  expect(needsEncoding(value)).toBe(needs)
})

test.each([
  ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}', 'echo'],
  ['{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b"}}', 'a:b'],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"name":"echo"}}', null],
])('%s has the name %j', (text, name) => {
  expect(mirroredName(readMessages(text)![0]!)).toBe(name)
})

test('only texts of a list', () => {
  expect(textsIn(['a', 1, 'b'])).toEqual(['a', 'b'])
  expect(textsIn({ 0: 'a' })).toEqual([])
})
