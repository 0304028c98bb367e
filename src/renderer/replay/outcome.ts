import type { Difference, ReplayAnswer, ReplayMode } from '../../core/api.ts'
import { count } from '../ui/words.ts'

/** A replay in one line: `400 → 200: the fresh session was accepted`. */
export function outcomeOf({ status, diff }: Pick<ReplayAnswer, 'status' | 'diff'>, mode: ReplayMode): string {
  const { original, replay } = status
  return `${original ?? 'no answer'} → ${replay ?? 'no answer'}: ${verdict(original, replay, diff, mode)}`
}

const accepted: Record<ReplayMode, string> = {
  exact: 'the same bytes are accepted now',
  live: 'with the id of the live session it was accepted',
  fresh: 'the fresh session was accepted',
}
const refused: Record<ReplayMode, string> = {
  exact: 'the same bytes are refused now',
  live: 'with the id of the live session it was refused',
  fresh: 'it is refused in a fresh session',
}

function verdict(
  original: number | null,
  replay: number | null,
  diff: readonly Difference[],
  mode: ReplayMode,
): string {
  if (replay === null) return 'the server did not answer'
  if (original === null) return 'this time the server answered'
  const before = original < 400
  const now = replay < 400
  if (!before && now) return accepted[mode]
  if (before && !now) return refused[mode]
  if (!now)
    return original === replay
      ? `still refused${mode === 'fresh' ? ', also in a fresh session' : ''}`
      : 'refused in another way'
  const answers = diff.filter(({ part }) => part === 'status' || part.startsWith('response') || part === 'end')
  return answers.length === 0 ? 'the same answer' : `answered again, with ${count(answers.length, 'difference')}`
}
