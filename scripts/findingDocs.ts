import { elsewhere } from '../src/core/diagnosis/elsewhere.ts'
import type { AnyRule } from '../src/core/diagnosis/rule.ts'
import { parts } from '../src/core/diagnosis/tables.ts'
import { sheet } from '../test/core/diagnosis/sheet.ts'
import { readStory } from '../test/core/story.ts'
import { rowsOf } from '../test/core/storyRows.ts'
import { indexText, type Page, pageText } from './findingPages.ts'

/** The page on findings, whose beginning is written by hand. */
export const INDEX = 'findings.md'
const MARK = '<!-- What follows is made from the rules by `npm run findings`. -->\n'

type Part = keyof typeof parts

const page = (name: string, title: string, ...of: Part[]): Page => ({
  name,
  title,
  rules: of.flatMap((part): readonly AnyRule[] => parts[part]),
})

const pages: readonly Page[] = [
  page('reaching', 'Reaching the server', 'reach', 'redirect', 'gate'),
  page('authorization', 'Authorization', 'auth'),
  page('http-sse', 'HTTP+SSE (2024-11-05)', 'sse'),
  page('handshake', 'Handshake and session ids', 'handshake', 'session', 'version', 'stateless'),
  page('losing', 'Losing and leaving a session', 'lost', 'farewell'),
  page('messages', 'Messages and streams', 'routing', 'unanswered', 'stream'),
  page('modern', 'The newer protocol (2026-07-28)', 'era', 'modern', 'rounds', 'listen'),
  page('stdio', 'Processes on stdio', 'stdio'),
]

/** The pages on findings by their path in docs. `index`: docs/findings.md as it stands, whose beginning is kept. */
export function findingDocs(index: string): Map<string, string> {
  const examples = examplesOf()
  const [intro = ''] = index.split(MARK, 1)
  return new Map([
    [INDEX, `${intro}${MARK}\n${indexText(pages, elsewhere)}`],
    ...pages.map((one): [string, string] => [`findings/${one.name}.md`, pageText(one, examples)]),
  ])
}

/** What each rule says of the first case of the sheet in which it is found. */
function examplesOf(): Map<string, string> {
  const examples = new Map<string, string>()
  for (const { events, capture, until } of Object.values(sheet).flat().map(readStory)) {
    for (const { id, text } of rowsOf(events, capture, [], until).findings.values())
      if (!examples.has(id)) examples.set(id, text)
  }
  return examples
}
