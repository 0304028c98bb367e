import { readStory } from '../story.ts'
import { attempts } from './attempts.ts'
import { eras } from './eras.ts'
import { httpSse } from './httpSse.ts'
import { lookAlikes } from './lookAlikes.ts'
import { lost } from './lostSessions.ts'
import { modern } from './modern.ts'
import { relations } from './relations.ts'
import { replays } from './replays.ts'
import { resumption } from './resumption.ts'
import { routing } from './routing.ts'
import { sound } from './streamableHttp.ts'

/** All stories: what holds for any traffic is tried on them. */
export const stories = [
  ...attempts,
  ...eras,
  ...routing,
  ...relations,
  ...replays,
  ...resumption,
  ...sound,
  ...lost,
  ...lookAlikes,
  ...httpSse,
  ...modern,
].map(readStory)
