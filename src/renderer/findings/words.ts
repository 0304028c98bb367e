import type { FindingRow, Severity, Side } from '../../core/diagnosis/finding.ts'
import type { MarkKind } from '../ui/Mark.tsx'
import { count } from '../ui/words.ts'

/** The sign of each severity. */
export const severityMark: Record<Severity, MarkKind> = { error: 'bad', warning: 'warning', note: 'note' }

/** Whose fault it is, in a sentence. */
export const sideWords: Record<Side, string> = {
  client: 'the client',
  server: 'the server',
  between: 'something between them',
  unknown: 'nobody in particular',
}

/** How many findings there are of each severity. */
export type Counts = Record<Severity, number>

const severities = ['error', 'warning', 'note'] as const

/** Counts findings by severity. */
export function countsOf(findings: readonly Pick<FindingRow, 'severity'>[]): Counts {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}

/** `2 errors, 1 note`; empty if there is nothing. */
export function countWords(counts: Counts): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => count(counts[severity], severity))
    .join(', ')
}

/** The worst of them counted, and how many others there are: `2 errors +1`; null if there is nothing. */
export function worstCount(counts: Counts): { severity: Severity; says: string } | null {
  const severity = severities.find((one) => counts[one] > 0)
  if (!severity) return null
  const others = counts.error + counts.warning + counts.note - counts[severity]
  return { severity, says: `${count(counts[severity], severity)}${others > 0 ? ` +${others}` : ''}` }
}

/** The parts of what a finding refers to, with an address where it is the specification. */
export function specParts(spec: string): { text: string; url: string | null }[] {
  return spec.split('; ').map((text) => {
    const [, version, page] = /^(\d{4}-\d\d-\d\d) ([a-z][\w/-]*(?:#[\w-]+)?)/.exec(text) ?? []
    const url = version && page ? `https://modelcontextprotocol.io/specification/${version}/${page}` : null
    return { text, url }
  })
}
