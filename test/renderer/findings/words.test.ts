import { expect, test } from 'vitest'
import { isAllowedOutside } from '../../../src/main/links.ts'
import { severityCounts, specParts, worstCount } from '../../../src/renderer/findings/words.ts'

test('findings are counted by severity, the worst first', () => {
  const some = (['note', 'error', 'error'] as const).map((severity) => ({ severity }))
  expect(severityCounts(some)).toBe('2 errors, 1 note')
  expect(severityCounts([])).toBe('')
  expect([worstCount(some, 'error'), worstCount(some.slice(0, 1), 'note')]).toEqual(['2 errors +1', '1 note'])
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
