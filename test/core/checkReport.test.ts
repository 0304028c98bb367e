import { describe, expect, test } from 'vitest'
import { isAtLeast, reportOf } from '../../src/core/checkReport.ts'
import type { FindingRow } from '../../src/core/diagnosis/finding.ts'

const root: FindingRow = {
  captureId: 1,
  key: '1-1',
  id: 'session-id-never-issued',
  severity: 'error',
  side: 'client',
  confidence: 'likely',
  title: 'This id was <never> issued',
  text: 'It said "a & b"\u0000.',
  fix: 'Send initialize first.',
  spec: '2025-11-25 basic/transports',
  session: '1-2',
  frames: [
    { frame: 3, part: 'sent' },
    { frame: 12, part: 'refused' },
  ],
  count: 2,
  at: '2026-11-21T08:51:51.123456Z',
  cause: null,
}
const below: FindingRow = { ...root, key: '1-2', id: 'session-400-instead-of-404', severity: 'warning', cause: '1-1' }
const checked = { name: 'a trace.jsonl', findings: [root, below] }

test('weights', () => {
  expect(isAtLeast('error', root)).toBe(true)
  expect(isAtLeast('error', below)).toBe(false)
  expect(isAtLeast('note', below)).toBe(true)
})

describe('text', () => {
  test('a root is told in full, and what it explains in one line below it', () => {
    const text = reportOf('text', checked, 'error')
    expect(text).toContain('error session-id-never-issued, side: client, likely, 2 times, session 1-2')
    expect(text).toContain('frame 12: refused')
    expect(text).toContain('  which explains warning session-400-instead-of-404')
    expect(text).toContain('a trace.jsonl: 1 error, 1 warning, 0 notes.')
  })
  test('the worst comes first, and what is explained by what is explained stands below the root', () => {
    const note: FindingRow = { ...root, key: '1-3', id: 'a-note', severity: 'note' }
    const furtherBelow: FindingRow = { ...below, key: '1-4', id: 'further-below', cause: below.key }
    const text = reportOf('text', { name: 'x', findings: [note, root, below, furtherBelow] }, 'error')
    const ids = [...text.matchAll(/(?:^|explains )(?:error|warning|note) ([\w-]+)/gm)].map(([, id]) => id)
    expect(ids).toEqual([root.id, below.id, furtherBelow.id, note.id])
  })
  test('nothing found', () => {
    expect(reportOf('text', { name: 'x', findings: [] }, 'error')).toBe('x: no findings.\n')
  })
})

test('json is an array of findings', () => {
  expect(JSON.parse(reportOf('json', checked, 'error'))).toEqual([root, below])
})

describe('junit', () => {
  test('what is told is text, and only what fails is a failure', () => {
    const xml = reportOf('junit', checked, 'error')
    expect(xml).toContain('tests="2" failures="1"')
    expect(xml).toContain('message="This id was &lt;never&gt; issued"')
    expect(xml).not.toContain('\u0000')
    expect(xml).toContain('a &amp; b')
  })
  test('nothing found is one test that passed', () => {
    expect(reportOf('junit', { name: 'x', findings: [] }, 'error')).toContain('tests="1" failures="0"')
  })
})

test('sarif names each rule once, and the frames of each result', () => {
  const { runs } = JSON.parse(reportOf('sarif', checked, 'error')) as {
    runs: {
      tool: { driver: { rules: { id: string }[] } }
      results: { ruleId: string; level: string; relatedLocations: object[] }[]
    }[]
  }
  expect(runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual([root.id, below.id])
  expect(runs[0]?.results).toMatchObject([
    {
      ruleId: root.id,
      level: 'error',
      relatedLocations: [{ message: { text: 'sent' } }, { message: { text: 'refused' } }],
    },
    { ruleId: below.id, level: 'warning' },
  ])
})
