import { expect, test } from 'vitest'
import { decoded, mapResource } from '../../../src/engine/tap/parameters.ts'

const map = (resource: string) => (resource === 'http://tap/mcp?a=1&b=é' ? 'http://server/mcp?a=1&b=é' : undefined)
const change = { what: 'resource', original: 'http://tap/mcp?a=1&b=é', changed: 'http://server/mcp?a=1&b=é' }
const RESOURCE = encodeURIComponent('http://tap/mcp?a=1&b=é')

test('each resource is mapped, and every other byte stays', () => {
  const parameters = `code=a+b%2f&resource=${RESOURCE}&&x&resource=https%3A%2F%2Fother&resource=${RESOURCE}&resource_name=1`
  expect(mapResource(parameters, map)).toEqual({
    parameters: parameters.replaceAll('http%3A%2F%2Ftap', 'http%3A%2F%2Fserver'),
    rewrites: [change, change],
  })
})

test.each([
  '',
  'a=b',
  'resource=',
  'resource=%zz',
  'myresource=http://tap/mcp',
  'resource=https%3A%2F%2Fother',
  'resource',
])('%j holds nothing to map', (parameters) => {
  expect(mapResource(parameters, map)).toBeUndefined()
})

test('a plus is a blank', () => {
  expect(decoded('a+b%2Bc')).toBe('a b+c')
})
