import { expect, test } from 'vitest'
import type { Difference, ReplayMode } from '../../../src/core/api.ts'
import { outcomeOf } from '../../../src/renderer/replay/outcome.ts'

const requestDiffers: Difference = { part: 'request header', at: 'mcp-session-id', original: 'a', replay: 'b' }
const answerDiffers: Difference = { part: 'response body', at: '/result', original: '1', replay: '2' }

test.each<[number | null, number | null, ReplayMode, Difference[], string]>([
  [400, 200, 'fresh', [requestDiffers], '400 → 200: the fresh session was accepted'],
  [400, 200, 'exact', [], '400 → 200: the same bytes are accepted now'],
  [404, 202, 'live', [requestDiffers], '404 → 202: with the id of the live session it was accepted'],
  [200, 404, 'exact', [], '200 → 404: the same bytes are refused now'],
  [400, 400, 'exact', [], '400 → 400: still refused'],
  [400, 400, 'fresh', [requestDiffers], '400 → 400: still refused, also in a fresh session'],
  [400, 404, 'exact', [], '400 → 404: refused in another way'],
  [200, 200, 'fresh', [requestDiffers], '200 → 200: the same answer'],
  [200, 200, 'exact', [answerDiffers], '200 → 200: answered again, with 1 difference'],
  [200, null, 'exact', [], '200 → no answer: the server did not answer'],
  [null, 200, 'exact', [], 'no answer → 200: this time the server answered'],
])('%s → %s, %s', (original, replay, mode, diff, line) => {
  expect(outcomeOf({ status: { original, replay }, diff }, mode)).toBe(line)
})
