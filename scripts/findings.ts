// `npm run findings`: writes docs/findings/*.md and the end of docs/findings.md from the rules, each with what it says of a case of
// the sheet. A test tells when they are out of date.
import fs from 'node:fs/promises'
import path from 'node:path'
import { findingDocs, INDEX } from './findingDocs.ts'

const docs = path.resolve(import.meta.dirname, '../docs')
const files = findingDocs(await fs.readFile(path.join(docs, INDEX), 'utf8'))
for (const [name, text] of files) {
  await fs.mkdir(path.dirname(path.join(docs, name)), { recursive: true })
  await fs.writeFile(path.join(docs, name), text)
}
console.log(`tapscope: wrote ${files.size} pages in docs.`)
