import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Answer, Imported } from '../core/api.ts'
import type { Engine } from '../engine/engine.ts'
import { openEngine } from './open.ts'
import { fail, hint, print } from './output.ts'

/** Makes a capture of a trace file, and prints its number. Returns the exit code. */
export async function importFile(file: string): Promise<number> {
  const engine = await openEngine()
  try {
    const answer = await readInto(engine, file)
    if ('failed' in answer) return fail(answer.failed)
    const { captureId, broken } = answer.ok
    await print(`${JSON.stringify({ captureId })}\n`)
    if (broken !== null) hint(`tapscope: ${broken} What came before is in capture ${captureId}.`)
    return 0
  } finally {
    await engine.close()
  }
}

/** Imports a trace file; one that cannot be read is an answer too. */
export async function readInto(engine: Engine, file: string): Promise<Answer<Imported>> {
  try {
    const handle = await open(file)
    return await engine.importFrom(createReadStream(file, { fd: handle }))
  } catch (error) {
    const message = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`
    return { failed: { kind: 'not-found', message, advice: 'Write a .tapscope.jsonl file, gzipped or not.' } }
  }
}
