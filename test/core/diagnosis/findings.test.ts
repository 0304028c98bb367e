import { beforeEach, describe, expect, test } from 'vitest'
import type { FindingRow } from '../../../src/core/diagnosis/finding.ts'
import { Findings, type Place } from '../../../src/core/diagnosis/findings.ts'
import type { AnyRule, Evidence } from '../../../src/core/diagnosis/rule.ts'

const changed = new Set<FindingRow>()
const withdrawn = new Set<string>()
let findings: Findings

beforeEach(() => {
  changed.clear()
  withdrawn.clear()
  findings = new Findings(1, changed, withdrawn)
})

const rule = (id: string, more: Partial<AnyRule> = {}): AnyRule => ({
  id,
  severity: 'error',
  side: 'client',
  title: id,
  recognised: '',
  fix: { client: 'Do this.', server: 'Do that.' },
  spec: '',
  on: 'exchange',
  check: () => undefined,
  ...(more as object),
})

const at = (subject: string, session: string | null = '1-1', client = 'one'): Place => ({
  subject,
  session,
  client,
  at: 0,
})
const proof = (...frames: number[]): Evidence => ({
  text: `proof ${frames.join(' ')}`,
  frames: frames.map((frame) => ({ frame, part: 'seen' })),
})

test('a finding stands as long as its rule says so', () => {
  const one = rule('one')
  findings.say(one, proof(3, 4), at('exchange 3'))
  expect(findings.rows).toMatchObject([{ key: '1-1', id: 'one', count: 1, frames: [{ frame: 3 }, { frame: 4 }] }])
  findings.say(one, undefined, at('exchange 3'))
  expect(findings.rows).toEqual([])
  expect([...withdrawn]).toEqual(['1-1'])
  expect(changed.size).toBe(0)
})

test('the same in one session is one finding, which counts and names the frames', () => {
  const one = rule('one')
  findings.say(one, proof(3, 4), at('exchange 3'))
  findings.say(one, proof(5, 6), at('exchange 5'))
  expect(findings.rows).toMatchObject([
    { count: 2, text: 'proof 3 4', frames: [{ frame: 3 }, { frame: 4 }, { frame: 6, part: 'and again' }] },
  ])
  findings.say(one, undefined, at('exchange 3'))
  expect(findings.rows).toMatchObject([{ count: 1, text: 'proof 5 6', frames: [{ frame: 5 }, { frame: 6 }] }])
})

test.each([
  ['exchange', 2],
  ['session', 1],
  ['client', 1],
  ['capture', 1],
] as const)('within one %s', (scope, count) => {
  const one = rule('one', { scope })
  findings.say(one, proof(3), at('exchange 3'))
  findings.say(one, proof(5), at('exchange 5'))
  expect(findings.rows).toHaveLength(count)
})

describe('causes', () => {
  const cause = rule('cause', { explains: ['consequence'] })
  const consequence = rule('consequence')

  test.each([
    ['first', [cause, consequence]],
    ['last', [consequence, cause]],
  ] as const)('are found when they come %s', (_when, order) => {
    for (const [n, one] of order.entries()) findings.say(one, proof(n + 1), at(`exchange ${n}`))
    const rows = new Map(findings.rows.map((row) => [row.id, row]))
    expect(rows.get('consequence')?.cause).toBe(rows.get('cause')?.key)
    expect(rows.get('cause')?.cause).toBeNull()
  })

  test('are none in another session of another client', () => {
    findings.say(cause, proof(1), at('exchange 1'))
    findings.say(consequence, proof(2), at('exchange 2', '1-2', 'two'))
    expect(findings.rows.map((row) => row.cause)).toEqual([null, null])
  })

  test('that stand no longer explain nothing', () => {
    findings.say(cause, proof(1), at('exchange 1'))
    findings.say(consequence, proof(2), at('exchange 2'))
    findings.say(cause, undefined, at('exchange 1'))
    expect(findings.rows).toMatchObject([{ id: 'consequence', cause: null }])
  })
})

test('the fix for the side at fault comes first', () => {
  findings.say(rule('one'), proof(1), at('exchange 1'))
  findings.say(rule('two'), { ...proof(2), side: 'server' }, at('exchange 2'))
  expect(findings.rows.map(({ fix }) => fix)).toEqual([
    'Do this. On the server: Do that.',
    'Do that. On the client: Do this.',
  ])
})

test('what was said once a second is not taken back', () => {
  const one = rule('one', { on: 'second' })
  findings.say(one, proof(1), at('capture'))
  findings.say(one, undefined, at('capture'))
  expect(findings.rows).toHaveLength(1)
})

test('there are bounds, and what is beyond them is counted', () => {
  const one = rule('one')
  for (let n = 1; n <= 100; n++) findings.say(one, proof(n), at(`exchange ${n}`))
  expect(findings.rows[0]).toMatchObject({ count: 100 })
  expect(findings.rows[0]?.frames.length).toBeLessThan(20)
})
