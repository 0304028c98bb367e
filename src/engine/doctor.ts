import type { Checkup } from '../core/api.ts'
import type { EngineParts } from './engine.ts'

export async function checkUp(_parts: EngineParts): Promise<Checkup[]> {
  return []
}
