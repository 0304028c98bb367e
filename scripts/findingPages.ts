import type { Elsewhere } from '../src/core/diagnosis/elsewhere.ts'
import type { AnyRule } from '../src/core/diagnosis/rule.ts'

/** A page of findings that belong together. */
export interface Page {
  /** Of the file in docs/findings, without `.md`. */
  name: string
  title: string
  rules: readonly AnyRule[]
}

/** What a rule says of a case of the sheet, by its id. */
export type Examples = ReadonlyMap<string, string>

/** One page as Markdown: all that is known of each of its rules. */
export const pageText = ({ title, rules }: Page, examples: Examples): string =>
  [`# ${title}`, `[All findings](../findings.md#all-findings)`, ...rules.map((rule) => entry(rule, examples))].join(
    '\n\n',
  ) + '\n'

/** The list of all pages, as it stands at the end of docs/findings.md. */
export const indexText = (pages: readonly Page[], elsewhere: readonly Elsewhere[]): string =>
  [
    '## All findings',
    'Each entry quotes what it says of one case, and tells how it is recognised and what looks like it and is something else.',
    ...pages.map(
      (page) =>
        `**[${page.title}](findings/${page.name}.md)**\n\n${page.rules.map((rule) => line(page, rule)).join('\n')}`,
    ),
    '## Told elsewhere',
    'Failures that have a name of their own and no rule: another finding tells them, or a single tap cannot see them.',
    elsewhere.map(told).join('\n'),
  ].join('\n\n') + '\n'

const line = ({ name }: Page, { id, title, severity, side }: AnyRule): string =>
  `- [\`${id}\`](findings/${name}.md#${id}): ${plain(title)} (${severity}, ${side})`

const told = ({ id, title, where, why }: Elsewhere): string =>
  `- \`${id}\`: ${plain(title)}. ${where === null ? 'Not seen' : `See \`${where}\``}: ${plain(why)}`

const WHO = { client: 'On the client', server: 'On the server', operator: 'Between them' } as const

function entry(rule: AnyRule, examples: Examples): string {
  const { id, severity, side, title, recognised, fix, spec, explains = [] } = rule
  const example = examples.get(id)
  const fixes = (['client', 'server', 'operator'] as const).flatMap((who) =>
    fix[who] === undefined ? [] : [`- ${WHO[who]}: ${plain(fix[who])}`],
  )
  return [
    `## ${id}`,
    `**${plain(title)}.** ${capital(severity)}, at fault: ${side}. Specification: ${plain(spec)}.`,
    ...(example === undefined ? [] : [`> ${plain(example)}`]),
    `How it is recognised: ${plain(recognised)}`,
    fixes.join('\n'),
    ...(explains.length > 0 ? [`Explains ${explains.map((other) => `\`${other}\``).join(', ')}.`] : []),
  ].join('\n\n')
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** A text as Markdown: words with signs that mean something there stand as code. */
const plain = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[^\s"()]*[_*<>`[\]|~\\][^\s"()]*/g, (word) => {
    const [, body = '', end = ''] = /^(.*?)([.,:;]*)$/.exec(word) ?? []
    return `\`${body.replaceAll('`', "'")}\`${end}`
  })
