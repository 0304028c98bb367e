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

/** `2 errors, 1 note`; empty if there is nothing. */
export function severityCounts(findings: readonly Pick<FindingRow, 'severity'>[]): string {
  return (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, n: findings.filter((finding) => finding.severity === severity).length }))
    .flatMap(({ severity, n }) => (n === 0 ? [] : [count(n, severity)]))
    .join(', ')
}

/** The worst of them counted, and how many others there are: `2 errors +1`. */
export function worstCount(findings: readonly Pick<FindingRow, 'severity'>[], worst: Severity): string {
  const n = findings.filter(({ severity }) => severity === worst).length
  const others = findings.length - n
  return `${count(n, worst)}${others > 0 ? ` +${others}` : ''}`
}

/** The parts of what a finding refers to, with an address where it is the specification. */
export function specParts(spec: string): { text: string; url: string | null }[] {
  return spec.split('; ').map((text) => {
    const [, version, page] = /^(\d{4}-\d\d-\d\d) ([a-z][\w/-]*(?:#[\w-]+)?)/.exec(text) ?? []
    const url = version && page ? `https://modelcontextprotocol.io/specification/${version}/${page}` : null
    return { text, url }
  })
}
