import type { FindingRow, Severity } from './finding.ts'

/** A finding that nothing else explains, and all that it explains, at whatever remove. */
export interface RootCause {
  finding: FindingRow
  explains: FindingRow[]
}

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, note: 2 }

/** Which of two findings is told first: the worse one, else the one that was found first. */
const byWeight = (a: FindingRow, b: FindingRow): number => WEIGHT[a.severity] - WEIGHT[b.severity]

/** Findings by root cause, the worst root first; a finding whose cause is not among them is a root. */
export function byRootCause(findings: readonly FindingRow[]): RootCause[] {
  const byKey = new Map(findings.map((finding) => [finding.key, finding]))
  const explained = new Map<FindingRow, FindingRow[]>()
  for (const finding of findings) {
    const root = rootOf(finding, byKey)
    const group = explained.get(root) ?? []
    explained.set(root, group)
    if (finding !== root) group.push(finding)
  }
  return [...explained]
    .map(([finding, explains]) => ({ finding, explains: explains.sort(byWeight) }))
    .sort((a, b) => byWeight(a.finding, b.finding))
}

/** The worst of some findings, the first of equals; null if there are none. */
export const worstOf = (findings: readonly FindingRow[]): FindingRow | null => findings.toSorted(byWeight)[0] ?? null

function rootOf(finding: FindingRow, byKey: ReadonlyMap<string, FindingRow>): FindingRow {
  const seen = new Set<FindingRow>()
  let root = finding
  // Two that explain each other would never end.
  for (let next: FindingRow | undefined = finding; next && !seen.has(next); next = byKey.get(next.cause ?? '')) {
    seen.add(next)
    root = next
  }
  return root
}
