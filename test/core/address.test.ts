import { expect, test } from 'vitest'
import { readAddress } from '../../src/core/address.ts'

test.each([
  ['http://127.0.0.1:3000/mcp', 'http://127.0.0.1:3000/mcp'],
  ['https://example.com', 'https://example.com/'],
  ['http://gateway/mcp', 'http://gateway/mcp'],
  ['127.0.0.1:3000/mcp', 'http://127.0.0.1:3000/mcp'],
  ['localhost', 'http://localhost/'],
  ['LOCALHOST/mcp', 'http://localhost/mcp'],
  ['localhost:3000', 'http://localhost:3000/'],
  ['gateway:8080/mcp', 'http://gateway:8080/mcp'],
  ['example.com/mcp?a=b', 'http://example.com/mcp?a=b'],
  ['[::1]/mcp', 'http://[::1]/mcp'],
])('%s means %s', (text, href) => {
  const read = readAddress(text)
  expect('url' in read && read.url.href).toBe(href)
})

test.each([
  ['nonsense', 'neither http:// nor a port or a dot'],
  ['mcp/v1.0', 'neither http:// nor a port or a dot'],
  ['localhosts', 'neither http:// nor a port or a dot'],
  ['', 'neither http:// nor a port or a dot'],
  ['http://', 'is not an address'],
  ['http://a b/', 'is not an address'],
  ['mailto:me@example.com', 'password'],
  ['ftp://127.0.0.1/mcp', 'no http: or https: address'],
  ['http://me:s3cret@127.0.0.1/mcp', 'password'],
])('%s is wrong: %s', (text, wrong) => {
  expect(readAddress(text)).toEqual({ wrong: expect.stringContaining(wrong) })
})
