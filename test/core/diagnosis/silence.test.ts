import { describe, expect, test } from 'vitest'
import { readRecording } from '../../interop/recordings.ts'
import { attempts } from '../stories/attempts.ts'
import { httpSse } from '../stories/httpSse.ts'
import { modern } from '../stories/modern.ts'
import { streamableHttp } from '../stories/streamableHttp.ts'
import { readStory } from '../story.ts'
import { findingsOf, rowsOf } from '../storyRows.ts'

/** Captures of clients and servers that do nothing wrong. */
const healthy = ['http-sse', 'sdk-session', 'stateless']

test.each(healthy)('nothing is wrong in %s', async (name) => {
  const { capture, events } = await readRecording(name)
  expect([...rowsOf(events, capture).findings.values()]).toEqual([])
})

/** What the two incidents come out as, on the SDKs of both languages: one root, and what follows from it. */
const incidents: [name: string, root: string][] = [
  ['two-managers-incident', 'two-session-managers'],
  ['two-managers-incident-python-1.30', 'two-session-managers'],
  ['pre-created-id', 'session-id-never-issued'],
  ['pre-created-id-python-1.25', 'session-id-never-issued'],
  ['lost-session', 'session-ended-by-server'],
]

test.each(incidents)('%s has one root, %s', async (name, root) => {
  const { capture, events } = await readRecording(name)
  const findings = [...rowsOf(events, capture).findings.values()]
  expect(findings.filter(({ cause }) => cause === null).map(({ id }) => id)).toEqual([root])
})

/** Stories of peers that are in order, by how their titles begin: what they try, how they call, and how they leave. */
const IN_ORDER =
  /^(a clean session whose|the answer may come|dashes and capitals|an id whose stream began|a client of both|discover|two clients of the same name at once|calls of one connection|sessionId in the URL)/

describe('in order, and nothing above a note', () => {
  const stories = [...httpSse, ...attempts, ...modern, ...streamableHttp].map(readStory)
  test.each(stories.filter(({ title }) => IN_ORDER.test(title)))('$title', (story) => {
    expect(findingsOf(story).filter((finding) => !finding.startsWith('note '))).toEqual([])
  })
})
