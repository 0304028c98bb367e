import type { Checkup } from '../core/api.ts'
import { openEngine } from './open.ts'
import { fail, print } from './output.ts'
import { plain } from './plain.ts'

const marks: Record<Checkup['state'], string> = { good: 'good   ', warning: 'warning', bad: 'bad    ' }

/** Prints what Tapscope needs and found, one line each. The exit code is 1 if something does not work. */
export async function doctor(options: { json?: boolean | undefined }): Promise<number> {
  const engine = await openEngine()
  try {
    const answer = await engine.doctor({})
    if ('failed' in answer) return fail(answer.failed)
    const lines = answer.ok.map((checkup) => (options.json ? JSON.stringify(checkup) : describe(checkup)))
    await print(lines.map((line) => `${line}\n`).join(''))
    return answer.ok.some(({ state }) => state === 'bad') ? 1 : 0
  } finally {
    await engine.close()
  }
}

function describe({ state, name, found, advice }: Checkup): string {
  return plain(`${marks[state]}  ${name}: ${found}${advice ? ` → ${advice}` : ''}`, '')
}
