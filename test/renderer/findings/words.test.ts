import { expect, test } from 'vitest'
import { isAllowedOutside } from '../../../src/main/links.ts'
import { countsOf, countWords, specParts, worstCount } from '../../../src/renderer/findings/words.ts'

test('findings are counted by severity, the worst first', () => {
  const counts = countsOf((['note', 'error', 'error'] as const).map((severity) => ({ severity })))
  expect([countWords(counts), countWords(countsOf([]))]).toEqual(['2 errors, 1 note', ''])
  expect(worstCount(counts)).toEqual({ severity: 'error', says: '2 errors +1' })
  expect(worstCount({ error: 0, warning: 1, note: 0 })).toEqual({ severity: 'warning', says: '1 warning' })
  expect(worstCount(countsOf([]))).toBeNull()
})

test.each([
  [
    '2025-11-25 basic/transports#session-management (3)',
    ['https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management'],
  ],
  [
    'RFC 9110 §15.4; 2026-07-28 changelog',
    [null, 'https://modelcontextprotocol.io/specification/2026-07-28/changelog'],
  ],
  ['Python SDK, StreamableHTTPSessionManager.run', [null]],
])('what %s leads to may be opened', (spec, urls) => {
  const parts = specParts(spec)
  expect(parts.map(({ url }) => url)).toEqual(urls)
  expect(parts.map(({ text }) => text).join('; ')).toBe(spec)
  for (const { url } of parts) expect(url === null || isAllowedOutside(url)).toBe(true)
})
