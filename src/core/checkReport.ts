import { byRootCause } from './diagnosis/causes.ts'
import type { FindingRow, Severity } from './diagnosis/finding.ts'

export const formats = ['text', 'json', 'junit', 'sarif'] as const
export type Format = (typeof formats)[number]

/** What was checked: a capture, or the file of a trace. */
export interface Checked {
  name: string
  findings: readonly FindingRow[]
}

const WEIGHT: Record<Severity, number> = { note: 0, warning: 1, error: 2 }

/** Whether a finding weighs at least as much as `from`. */
export const isAtLeast = (from: Severity, { severity }: Pick<FindingRow, 'severity'>): boolean =>
  WEIGHT[severity] >= WEIGHT[from]

/** Findings as a report, with a newline at its end. `failOn`: what counts as a failure in JUnit's. */
export function reportOf(format: Format, checked: Checked, failOn: Severity): string {
  switch (format) {
    case 'text':
      return asText(checked)
    case 'json':
      return `${JSON.stringify(checked.findings, null, 2)}\n`
    case 'junit':
      return asJunit(checked, failOn)
    case 'sarif':
      return `${JSON.stringify(asSarif(checked), null, 2)}\n`
  }
}

/** The worst root first, each with what it explains below it. */
function asText({ name, findings }: Checked): string {
  if (findings.length === 0) return `${name}: no findings.\n`
  const told = byRootCause(findings).map(({ finding, explains }) => {
    const below = explains.map(({ severity, id, title }) => `  which explains ${severity} ${id}: ${title}\n`)
    return [paragraph(finding), ...below].join('')
  })
  const counts = (['error', 'warning', 'note'] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return `${count} ${severity}${count === 1 ? '' : 's'}`
  })
  return `${told.join('\n')}\n${name}: ${counts.join(', ')}.\n`
}

function paragraph({
  severity,
  id,
  side,
  confidence,
  title,
  text,
  fix,
  spec,
  frames,
  session,
  count,
}: FindingRow): string {
  const who = side === 'unknown' ? '' : `, side: ${side}`
  const sure = confidence === 'certain' ? '' : `, ${confidence}`
  const often = count > 1 ? `, ${count} times` : ''
  return [
    `${severity} ${id}${who}${sure}${often}${session === null ? '' : `, session ${session}`}`,
    `  ${title}`,
    `  ${text}`,
    ...frames.map(({ frame, part }) => `    frame ${frame}: ${part}`),
    `  Fix: ${fix}`,
    `  See: ${spec}`,
    '',
  ].join('\n')
}

const XML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for XML 1.0, which has no room for control characters nor for halves of characters. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\P{Cc}]|\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => XML[character] ?? '')

function asJunit({ name, findings }: Checked, failOn: Severity): string {
  const failures = findings.filter((finding) => isAtLeast(failOn, finding))
  const cases = findings.map((finding) => {
    const head = `    <testcase classname="${xml(finding.id)}" name="${xml(`${finding.title} (${finding.key})`)}"`
    if (!isAtLeast(failOn, finding)) return `${head}><system-out>${xml(paragraph(finding))}</system-out></testcase>`
    return `${head}><failure type="${finding.severity}" message="${xml(finding.title)}">${xml(paragraph(finding))}</failure></testcase>`
  })
  const all = cases.length > 0 ? cases : ['    <testcase classname="tapscope" name="no findings"/>']
  const counts = `tests="${all.length}" failures="${failures.length}" errors="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(`tapscope ${name}`)}" ${counts}>`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

/** SARIF 2.1.0 (OASIS). Findings have frames and no lines: they are logical locations. */
function asSarif({ name, findings }: Checked): object {
  const ruleIds = [...new Set(findings.map(({ id }) => id))]
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Tapscope',
            rules: ruleIds.map((id) => {
              const rule = findings.find((finding) => finding.id === id)
              return {
                id,
                shortDescription: { text: rule?.title ?? id },
                help: { text: `${rule?.fix ?? ''} ${rule?.spec ?? ''}` },
              }
            }),
          },
        },
        results: findings.map((finding) => ({
          ruleId: finding.id,
          ruleIndex: ruleIds.indexOf(finding.id),
          level: finding.severity,
          message: { text: `${finding.text} Fix: ${finding.fix}` },
          locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(name) } } }],
          relatedLocations: finding.frames.map(({ frame, part }, n) => ({
            id: n + 1,
            message: { text: part },
            logicalLocations: [{ name: `frame ${frame}`, fullyQualifiedName: `${finding.captureId}:${frame}` }],
          })),
          partialFingerprints: { 'tapscope/v1': `${finding.id} ${finding.key}` },
          properties: {
            side: finding.side,
            confidence: finding.confidence,
            session: finding.session,
            cause: finding.cause,
          },
        })),
      },
    ],
  }
}
