import { expect, test } from 'vitest'
import { byRootCause, worstOf } from '../../../src/core/diagnosis/causes.ts'
import type { FindingRow } from '../../../src/core/diagnosis/finding.ts'
import { aFinding } from '../../rows.ts'

const tree = (findings: FindingRow[]) =>
  byRootCause(findings).map(({ finding, explains }) => [finding.key, ...explains.map(({ key }) => key)].join(' '))

test('what a finding explains stands below it, at whatever remove', () => {
  const findings = [
    aFinding('1-1', { cause: '1-2' }),
    aFinding('1-2', { cause: '1-4' }),
    aFinding('1-3'),
    aFinding('1-4'),
    aFinding('1-5', { cause: '1-4', severity: 'note' }),
  ]
  expect(tree(findings)).toEqual(['1-4 1-1 1-2 1-5', '1-3'])
})

test('the worst root comes first, of equals the one that was found first', () => {
  const findings = [
    aFinding('1-1', { severity: 'note' }),
    aFinding('1-2', { severity: 'warning' }),
    aFinding('1-3', { severity: 'error' }),
    aFinding('1-4', { severity: 'warning' }),
  ]
  expect(tree(findings)).toEqual(['1-3', '1-2', '1-4', '1-1'])
  expect(worstOf(findings)?.key).toBe('1-3')
  expect(worstOf([])).toBeNull()
})

test('one whose cause is not shown is a root, and two that explain each other do not hang', () => {
  expect(tree([aFinding('1-1', { cause: '1-9' })])).toEqual(['1-1'])
  expect(tree([aFinding('1-1', { cause: '1-2' }), aFinding('1-2', { cause: '1-1' })]).join()).toMatch(
    /1-1.*1-2|1-2.*1-1/,
  )
})
