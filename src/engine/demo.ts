import type { Answer, CaptureRow } from '../core/api.ts'
import type { EngineParts } from './engine.ts'

export async function startDemo(_parts: EngineParts): Promise<Answer<CaptureRow>> {
  return { failed: { kind: 'unexpected', message: 'being written', advice: '' } }
}
