import { expect, test } from 'vitest'
import { foldingWith } from '../../../src/engine/log/folding.ts'
import { NO_WORDS } from '../../../src/engine/log/ownWords.ts'

test('other wordings make another version, and none makes it a newer one', () => {
  const versions = [NO_WORDS, { ...NO_WORDS, stamp: 1 }, { ...NO_WORDS, stamp: 2 ** 32 - 1 }].map(foldingWith)
  expect(new Set(versions.map(({ version }) => version)).size).toBe(3)
  for (const { version, newer } of versions) expect(version).toBeLessThan(newer)
})

test.each([
  ['http://127.0.0.1:3000/mcp?x=1', 'http://127.0.0.1:3000', '/mcp'],
  ['node server.js', '', ''],
])('a capture of %s', (target, origin, path) => {
  expect(foldingWith().begin(7, target).capture).toMatchObject({ captureId: 7, origin, path })
})
