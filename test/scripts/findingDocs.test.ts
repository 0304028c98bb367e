import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findingDocs, INDEX } from '../../scripts/findingDocs.ts'
import { elsewhere } from '../../src/core/diagnosis/elsewhere.ts'
import { rules } from '../../src/core/diagnosis/tables.ts'

const docs = path.resolve(import.meta.dirname, '../../docs')
const read = (name: string) => readFileSync(path.join(docs, name), 'utf8')
const pages = findingDocs(read(INDEX))

const times = (text: string, part: string) => text.split(part).length - 1

test.each([...pages])('docs/%s is what the rules say (`npm run findings` makes it so)', (name, text) => {
  expect(read(name)).toBe(text)
})

test('no page is left over', () => {
  const names = readdirSync(path.join(docs, 'findings')).map((name) => `findings/${name}`)
  expect(names.sort()).toEqual([...pages.keys()].filter((name) => name !== INDEX).sort())
})

test('every rule has an entry, and the index names it once', () => {
  const all = [...pages.values()].join('\n')
  const index = pages.get(INDEX) ?? ''
  const told = rules.map(({ id }) => [id, times(all, `\n## ${id}\n`), times(index, `[\`${id}\`]`)])
  expect(told).toEqual(rules.map(({ id }) => [id, 1, 1]))
  for (const { id } of elsewhere) expect(index).toContain(`\`${id}\``)
})
