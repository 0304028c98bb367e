import { expect, test } from 'vitest'
import { redactJson } from '../../src/core/redactJson.ts'

const redacted = (text: string) =>
  redactJson(
    text,
    (secret) => `<${secret}>`,
    (inner) => inner.replaceAll('inner', '…'),
  )

test.each([
  ['{"password":"hunter22"}', '{"password":"<hunter22>"}'],
  ['{ "a" : 1.0e5,\n  "apiKey" : "k" }', '{ "a" : 1.0e5,\n  "apiKey" : "<k>" }'],
  ['{"token":"a\\"b\\u0041"}', '{"token":"<a\\"bA>"}'],
  ['{"credentials":{"user":"ada","more":["x"]}}', '{"credentials":{"user":"<ada>","more":["<x>"]}}'],
  ['{"password":1234,"max_tokens":100,"token":null}', '{"password":"<1234>","max_tokens":100,"token":null}'],
  [
    '[{"name":"API_KEY","value":"k"},{"name":"MODE","value":"m"}]',
    '[{"name":"API_KEY","value":"<k>"},{"name":"MODE","value":"m"}]',
  ],
  ['{"a":"inner","b":["inner"]}', '{"a":"…","b":["…"]}'],
  ['"inner"', '"…"'],
])('%s', (text, shown) => {
  expect(redacted(text)).toBe(shown)
})

test('one of two fields of the same name is not lost', () => {
  expect(redacted('{"token":"a","token":"b"}')).toBe('{"token":"<a>","token":"<b>"}')
})

test('what a schema says of a secret stays', () => {
  const schema = '{"properties":{"password":{"type":"string","description":"of the user"}},"required":["password"]}'
  expect(redacted(schema)).toBe(schema)
})

test('a string of many megabytes is looked into', () => {
  const long = `${'x'.repeat(12_000_000)}inner`
  expect(redacted(JSON.stringify({ a: long })).endsWith('x…"}')).toBe(true)
})
