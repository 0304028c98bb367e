import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { writerUrl } from '../../src/engine/writerUrl.ts'

test('from the sources, the source of the thread', () => {
  expect(existsSync(fileURLToPath(writerUrl()))).toBe(true)
  expect(writerUrl().href).toMatch(/\/src\/engine\/log\/worker\.ts$/)
})

test('built, the file beside it', () => {
  expect(writerUrl('file:///app/out/main/index.js').href).toBe('file:///app/out/main/writer.js')
})
