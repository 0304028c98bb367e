import { expect, test } from 'vitest'
import { mapMetadata, readMetadata } from '../../../src/engine/tap/metadata.ts'

const isOwn = (address: string) => address.startsWith('http://server')
const map = (address: string) => (isOwn(address) ? address.replace('http://server', 'http://tap') : undefined)

function mapped(text: string) {
  const metadata = readMetadata(text, isOwn)
  return metadata && mapMetadata(metadata, map)
}

test('the addresses of a resource are mapped, and every other byte stays', () => {
  const text =
    '{ "resource_name":"http://server",\r\n\t"resource" :\t"http://server/mcp" , "authorization_servers":["http://server/a","https://other"],"x":{"resource":"http://server"} }\n'
  expect(mapped(text)).toEqual({
    text: text
      .replace('"http://server/mcp"', '"http://tap/mcp"')
      .replace('["http://server/a","https://other"]', '["http://tap/a","https://other"]'),
    rewrites: [
      { what: 'metadata', original: 'resource "http://server/mcp"', changed: 'resource "http://tap/mcp"' },
      {
        what: 'metadata',
        original: 'authorization_servers ["http://server/a","https://other"]',
        changed: 'authorization_servers ["http://tap/a","https://other"]',
      },
    ],
  })
})

test('the addresses of an issuer are mapped, those that no client goes to are not', () => {
  const document = {
    issuer: 'http://server',
    authorization_endpoint: 'http://server/authorize?tenant=1',
    token_endpoint: 'http://server/token',
    registration_endpoint: 'http://server/register',
    jwks_uri: 'http://server/keys',
    mtls_endpoint_aliases: { token_endpoint: 'http://server/mtls' },
  }
  expect(JSON.parse(mapped(JSON.stringify(document))?.text ?? '')).toEqual({
    issuer: 'http://tap',
    authorization_endpoint: 'http://tap/authorize?tenant=1',
    token_endpoint: 'http://tap/token',
    registration_endpoint: 'http://tap/register',
    jwks_uri: 'http://server/keys',
    mtls_endpoint_aliases: { token_endpoint: 'http://server/mtls' },
  })
})

test.each([
  ['no JSON', '<!doctype html>"resource":"http://server"'],
  ['broken', '{"resource":"http://server/mcp"'],
  ['an array', '[{"resource":"http://server/mcp"}]'],
  ['a text', '"http://server/mcp"'],
  ['nothing', ''],
  ['a name given twice', '{"resource":"http://server/mcp","resource":"http://server/other"}'],
  ['a name given twice, once escaped', '{"resource":"http://server/mcp","\\u0072esource":"http://server/other"}'],
  ['another name given twice', '{"resource":"http://server/mcp","a":1,"a":{"b":[1,2]}}'],
  ['a resource of someone else', '{"resource":"https://other/mcp","authorization_servers":["http://server"]}'],
  ['an issuer that is someone else', '{"issuer":"https://other","token_endpoint":"http://server/token"}'],
  ['a list for a resource', '{"resource":["http://server/mcp"]}'],
  ['null', '{"resource":null,"issuer":null}'],
  ['an object for a name of Object', '{"__proto__":{"resource":"http://server/mcp"}}'],
])('%s is left as it is', (_what, text) => {
  expect(mapped(text)).toBeUndefined()
})

test('lists that hold something else than addresses stay', () => {
  const text = '{"resource":"http://server/mcp","authorization_servers":["http://server",{"a":1}]}'
  expect(mapped(text)?.text).toBe(text.replace('/server/mcp', '/tap/mcp'))
})

test('names and values may be written with escapes', () => {
  const text = '{"a":"\\"resource\\":\\\\","\\u0072esource":"http:\\/\\/server\\/mcp"}'
  expect(mapped(text)?.text).toBe('{"a":"\\"resource\\":\\\\","\\u0072esource":"http://tap/mcp"}')
})
