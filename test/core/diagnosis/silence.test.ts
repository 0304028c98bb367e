import { describe, expect, test } from 'vitest'
import { attempts } from '../stories/attempts.ts'
import { httpSse } from '../stories/httpSse.ts'
import { relations } from '../stories/relations.ts'
import { resumption } from '../stories/resumption.ts'
import { routing } from '../stories/routing.ts'
import { readStory } from '../story.ts'
import { findingsOf } from '../storyRows.ts'

/** What stories do that is not in order, and which they tell for another reason. */
const earned: Record<string, readonly string[]> = {
  'the server asks on the GET stream, and a POST answers': ['server-request-before-initialized'],
  '1 and "1" are two ids': ['duplicate-request-id-cross-wire'],
  "an error of the server's own making answers the only request there was": ['initialize-missing'],
  'an answer that nobody asked for answers nothing': ['response-id-mismatch', 'response-id-mismatch'],
  'two calls at once with one id are answered each in its own exchange': ['duplicate-request-id-cross-wire'],
  'progress on the stream of its call, and on another one': ['notification-routed-to-standalone-stream'],
  'progress of what the server asked': ['server-request-before-initialized'],
  'a task of 2025-11-25, from its making to its result': [
    'protocol-version-header-missing',
    'initialized-notification-missing',
  ],
  'a task of the 2026 extension, with news of it on a listen stream': [
    'modern-result-type-unknown',
    'listen-subscription-id-missing',
    'listen-unrequested-notification',
    'modern-meta-missing',
    'modern-header-body-mismatch',
  ],
  'rounds without a state, by what they ask; another call is no round': ['mrtr-undeclared-input'],
  'a round whose state came back changed is known by what it asks': ['mrtr-state-not-echoed'],
  'one id for two calls at once in a session': ['duplicate-request-id-cross-wire', 'request-answered-202'],
  'two clients of one name that begin at once, one of which fails': ['gateway-error'],
  'a stream that comes back is another attempt': ['server-aborted-stream'],
}

const isLoud = (finding: string): boolean => !finding.startsWith('note ')

describe('traffic that is in order raises no more than notes', () => {
  test.each([...routing, ...relations, ...resumption, ...attempts].map(readStory))('$title', (story) => {
    const loud = findingsOf(story).filter(isLoud)
    expect(loud.map((finding) => finding.split(' ')[1])).toEqual(earned[story.title] ?? [])
  })
})

/** Stories of sessions in which client and server keep to the protocol, by how their titles begin. */
const SOUND =
  /^(a clean session whose|the answer may come|dashes and capitals|an id whose stream began|a client of both|two clients of the same name at once|sessionId in the URL)/

describe('sound sessions of HTTP+SSE raise no more than notes', () => {
  const stories = httpSse.map(readStory).filter(({ title }) => SOUND.test(title))
  test.each(stories)('$title', (story) => {
    // Some leave the handshake out, which is another matter.
    const loud = findingsOf(story).filter(isLoud)
    expect(loud.filter((finding) => !finding.includes('sse-request-before-initialize'))).toEqual([])
  })
})
