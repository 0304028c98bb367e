import type { Answer, ReplayAnswer, ReplayInput } from '../../core/api.ts'
import type { EngineParts } from '../engine.ts'

export async function replay(_parts: EngineParts, _input: ReplayInput): Promise<Answer<ReplayAnswer>> {
  return { failed: { kind: 'unexpected', message: 'being written', advice: '' } }
}
