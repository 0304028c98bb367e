import { type FieldKind, fieldsOf } from './fields.ts'
import type { RowKind } from './api.ts'

/**
 * The filter language. Terms are separated by blanks, and all of them must hold: `status:400`, `status>=400`,
 * `rpc:tools/*`, `-era:modern`, `name:"two words"`; a bare word is looked for in every text column. `text:"not found"` is looked for
 * in the traffic itself: in heads, bodies, events and lines, where a word begins, whatever the case.
 */
export type Condition = { not: boolean } & (
  | { on: 'text'; field: string; kind: FieldKind; pattern: string }
  | { on: 'order'; field: string; kind: FieldKind; compare: Compare; value: number | string }
  | { on: 'word'; fields: readonly string[]; pattern: string }
  | { on: 'traffic'; text: string }
)

export type Compare = '=' | '<' | '<=' | '>' | '>='

/** What is wrong with a filter, what to write instead, and where it begins, counted from 0. */
export interface FilterFault {
  message: string
  advice: string
  position: number
}

interface Term {
  position: number
  not: boolean
  field: string | null
  operator: string
  value: string
  quoted: boolean
}

// SQLite refuses an expression deeper than 1,000, and matches `*` by trying every place.
const mostTerms = 100
const mostStars = 5
const time = /^\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?)?)?)?Z?$/

/** Reads a filter for rows of a kind. An empty one has no conditions. */
export function parseFilter(kind: RowKind, text: string): { ok: Condition[] } | { failed: FilterFault } {
  const conditions: Condition[] = []
  for (let position = skipBlanks(text, 0); position < text.length;) {
    const read = readTerm(text, position)
    if ('failed' in read) return read
    const condition = toCondition(kind, read.ok)
    if ('failed' in condition) return condition
    conditions.push(condition.ok)
    if (conditions.length > mostTerms) {
      return fault(position, `A filter has at most ${mostTerms} terms.`, 'Leave some out.')
    }
    position = skipBlanks(text, read.end)
  }
  return { ok: conditions }
}

/** Rows of these kinds stand where the traffic has their text. */
const withTraffic: ReadonlySet<RowKind> = new Set(['exchanges', 'messages', 'streams'])

/**
 * The conditions as an SQL expression over columns named like the fields. Names come from the table of fields alone;
 * whatever a user wrote is among the parameters. `find`: the places of the rows whose traffic has a text.
 */
export function toSql(
  conditions: readonly Condition[],
  find: (text: string) => Iterable<number> = () => [],
): { where: string; parameters: (string | number)[] } {
  const parameters: (string | number)[] = []
  const terms = conditions.map((condition) => {
    const holds = oneToSql(condition, parameters, find)
    // Not `NOT`: a column that is null compares to null, and would vanish from both a filter and its opposite.
    return condition.not ? `(${holds}) IS NOT TRUE` : `(${holds})`
  })
  return { where: terms.join(' AND ') || 'TRUE', parameters }
}

function readTerm(text: string, start: number): { ok: Term; end: number } | { failed: FilterFault } {
  const not = text[start] === '-' && !/^-(\s|$)/.test(text.slice(start, start + 2))
  const begin = not ? start + 1 : start
  const head = /^([A-Za-z_][A-Za-z0-9_]*)(:(?!\/\/)|!=|>=|<=|=|>|<)/.exec(text.slice(begin))
  const from = begin + (head?.[0].length ?? 0)
  const value = readValue(text, from)
  if ('failed' in value) return value
  const field = head?.[1] ?? null
  return { ok: { position: start, not, field, operator: head?.[2] ?? '', ...value.ok }, end: value.end }
}

function readValue(
  text: string,
  from: number,
): { ok: { value: string; quoted: boolean }; end: number } | { failed: FilterFault } {
  if (text[from] !== '"') {
    const value = /^\S*/.exec(text.slice(from))?.[0] ?? ''
    return { ok: { value, quoted: false }, end: from + value.length }
  }
  const quoted = /^"((?:[^"\\]|\\.)*)"(?=\s|$)/s.exec(text.slice(from))
  if (!quoted)
    return fault(from, 'A quotation has no end, or something follows it.', 'Write name:"two words", \\" within.')
  return { ok: { value: (quoted[1] ?? '').replace(/\\(.)/gs, '$1'), quoted: true }, end: from + quoted[0].length }
}

function toCondition(kind: RowKind, term: Term): { ok: Condition } | { failed: FilterFault } {
  const stars = term.quoted ? 0 : term.value.split('*').length - 1
  if (stars > mostStars) return fault(term.position, `A value has at most ${mostStars} stars.`, 'Leave some out.')
  if (term.field === null) return wordCondition(kind, term)
  if (term.field === 'text' && withTraffic.has(kind)) return trafficCondition(term)
  const fields: Readonly<Record<string, FieldKind>> = fieldsOf[kind]
  const fieldKind = Object.hasOwn(fields, term.field) ? fields[term.field] : undefined
  if (!fieldKind) {
    const names = [...Object.keys(fields), ...(withTraffic.has(kind) ? ['text'] : [])].join(', ')
    const advice = `Filter by one of ${names}; or put the text in quotes to look for it anywhere.`
    return fault(term.position, `${kind} have no field "${term.field}".`, advice)
  }
  if (term.value === '' && !term.quoted) {
    return fault(term.position, `"${term.field}${term.operator}" has no value.`, examples[fieldKind](term.field))
  }
  return fieldCondition(term, term.field, fieldKind)
}

function wordCondition(kind: RowKind, term: Term): { ok: Condition } | { failed: FilterFault } {
  if (term.value === '') return fault(term.position, 'There is nothing to look for.', 'Write a word, or field:value.')
  const fields = Object.entries(fieldsOf[kind]).flatMap(([name, of]) => (of === 'text' ? [name] : []))
  const pattern = `%${like(term)}%`.replace(/%+/g, '%')
  return { ok: { on: 'word', not: term.not, fields, pattern } }
}

function trafficCondition(term: Term): { ok: Condition } | { failed: FilterFault } {
  // A star at the end says what holds anyway: words are looked for by how they begin.
  const text = term.quoted ? term.value : term.value.replace(/\*+$/, '')
  const advice = 'Write text:word, or text:"two words", for what stands in the traffic.'
  if (text === '' || (!term.quoted && text.includes('*'))) {
    return fault(term.position, `text cannot be looked for by "${term.value}".`, advice)
  }
  if (/[<>]/.test(term.operator)) return fault(term.position, 'text is neither more nor less than other text.', advice)
  return { ok: { on: 'traffic', not: term.not !== (term.operator === '!='), text } }
}

function fieldCondition(term: Term, field: string, kind: FieldKind): { ok: Condition } | { failed: FilterFault } {
  const not = term.not !== (term.operator === '!=')
  const equal = term.operator === ':' || term.operator === '=' || term.operator === '!='
  if (equal && (!isOrdered(kind) || hasStar(term))) return { ok: { on: 'text', not, field, kind, pattern: like(term) } }
  if (!isOrdered(kind)) {
    const advice = `Write ${field}:${term.value} or -${field}:${term.value}.`
    return fault(term.position, `${field} is text, which is neither more nor less than other text.`, advice)
  }
  if (kind === 'time') {
    if (!time.test(term.value)) return fault(term.position, `"${term.value}" is not a time.`, examples[kind](field))
    const value = term.value.replace(/Z$/, '')
    // A day is all its moments: equal to it is whatever begins with it.
    if (equal) return { ok: { on: 'text', not, field, kind, pattern: `${value}%` } }
    return { ok: { on: 'order', not, field, kind, compare: asCompare(term.operator), value } }
  }
  const value = Number(term.value)
  if (term.value.trim() === '' || !Number.isFinite(value)) {
    return fault(term.position, `${field} is a number, and "${term.value}" is not.`, examples[kind](field))
  }
  return { ok: { on: 'order', not, field, kind, compare: asCompare(term.operator), value } }
}

function oneToSql(
  condition: Condition,
  parameters: (string | number)[],
  find: (text: string) => Iterable<number>,
): string {
  switch (condition.on) {
    case 'traffic':
      parameters.push(JSON.stringify([...find(condition.text)]))
      return 'place IN (SELECT value FROM json_each(?))'
    case 'word':
      return condition.fields
        .map((field) => {
          parameters.push(condition.pattern)
          return `"${field}" LIKE ? ESCAPE '\\'`
        })
        .join(' OR ')
    case 'text': {
      parameters.push(condition.pattern)
      return within(condition, (column) => `${column} LIKE ? ESCAPE '\\'`)
    }
    case 'order': {
      const after = condition.compare === '>' || condition.compare === '<='
      // `>2026-11-21` is after that day's last moment; a tilde sorts behind everything that can follow in a time.
      parameters.push(condition.kind === 'time' && after ? `${condition.value}~` : condition.value)
      return within(condition, (column) => `${column} ${condition.compare} ?`)
    }
  }
}

/** A condition on a column; on a list, that one of its entries meets it; on an object, that its `kind` does. */
function within(condition: { field: string; kind: FieldKind }, holds: (column: string) => string): string {
  const column = `"${condition.field}"`
  if (condition.kind === 'list')
    return `EXISTS (SELECT 1 FROM json_each(${column}) AS entry WHERE ${holds('entry.value')})`
  if (condition.kind === 'end') return holds(`json_extract(${column}, '$.kind')`)
  if (condition.kind === 'id') return holds(`json_extract(${column}, '$')`)
  return holds(column)
}

/** The value as a LIKE pattern: its stars stand for anything, and everything else for itself. */
function like(term: Term): string {
  const escaped = term.value.replace(/[\\%_]/g, '\\$&')
  return term.quoted ? escaped : escaped.replace(/\*+/g, '%')
}

function hasStar(term: Term): boolean {
  return !term.quoted && term.value.includes('*')
}

function isOrdered(kind: FieldKind): boolean {
  return kind === 'number' || kind === 'time' || kind === 'list'
}

function asCompare(operator: string): Compare {
  if (operator === '<' || operator === '<=' || operator === '>' || operator === '>=') return operator
  return '='
}

const examples: Record<FieldKind, (field: string) => string> = {
  number: (field) => `Write ${field}:400, ${field}>=400 or ${field}:4*.`,
  list: (field) => `Write ${field}:12 for a list that holds 12, or ${field}:* for one that is not empty.`,
  time: (field) => `Write ${field}>=2026-11-21 or ${field}<2026-11-21T09:30, in UTC.`,
  text: (field) => `Write ${field}:value, ${field}:val* or ${field}:"two words".`,
  id: (field) => `Write ${field}:7, ${field}:call-* or ${field}:* for anything that has one.`,
  end: (field) => `Write ${field}:deleted, or ${field}:* for anything that has ended.`,
}

function skipBlanks(text: string, from: number): number {
  let position = from
  while (position < text.length && /\s/.test(text[position] ?? '')) position++
  return position
}

function fault(position: number, message: string, advice: string): { failed: FilterFault } {
  return { failed: { message, advice, position } }
}
