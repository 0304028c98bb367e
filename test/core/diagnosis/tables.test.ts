import { describe, expect, test } from 'vitest'
import { rules } from '../../../src/core/diagnosis/tables.ts'
import { readStory } from '../story.ts'
import { findingsOf } from '../storyRows.ts'
import { sheet } from './sheet.ts'

describe.each(Object.entries(sheet))('%s', (_part, cases) => {
  test.each(cases.map(readStory))('$title', (story) => {
    expect(findingsOf(story)).toEqual(story.expected)
  })
})

test('ids are given once, and what a rule explains exists', () => {
  const ids = rules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { explains } of rules) expect(ids).toEqual(expect.arrayContaining([...(explains ?? [])]))
})

test('every rule is found in some case of the sheet', () => {
  const cases = Object.values(sheet).flat().join('\n')
  expect(rules.filter(({ id }) => !cases.includes(` ${id} `)).map(({ id }) => id)).toEqual([])
})
