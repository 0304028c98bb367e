import { describe, expect, test } from 'vitest'
import { eras } from './stories/eras.ts'
import { httpSse } from './stories/httpSse.ts'
import { lost } from './stories/lostSessions.ts'
import { lookAlikes } from './stories/lookAlikes.ts'
import { sound } from './stories/streamableHttp.ts'
import { replays } from './stories/replays.ts'
import { readStory } from './story.ts'
import { outcomeOf } from './storyRows.ts'

describe.each([
  ['sessions of Streamable HTTP', sound],
  ['sessions that are lost, missing or foreign', lost],
  ['refusals that are not about the session', lookAlikes],
  ['sessions of HTTP+SSE', httpSse],
  ['eras', eras],
  ['replays', replays],
])('%s', (_, stories) => {
  test.each(stories.map(readStory))('$title', (story) => {
    expect(outcomeOf(story)).toEqual(story.expected)
  })
})
