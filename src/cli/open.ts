import manifest from '../../package.json' with { type: 'json' }
import { dataFolder } from '../engine/dataFolder.ts'
import type { Engine } from '../engine/engine.ts'
import { loadOwnWords, ownWordsFile } from '../engine/log/ownWords.ts'
import { writerUrl } from '../engine/writerUrl.ts'
import { hint } from './output.ts'

export const { version } = manifest

/** Opens the engine on a data folder, this environment's if none is given. The user's own wordings are this environment's in any case. Close it before the process ends. */
export async function openEngine(folder = dataFolder(process.env)): Promise<Engine> {
  const { createEngine } = await import('../engine/engine.ts')
  const ownWords = ownWordsFile(dataFolder(process.env))
  const { wrong } = await loadOwnWords(ownWords)
  if (wrong !== null) hint(`tapscope: ${wrong}`)
  return createEngine({
    dataFolder: folder,
    ownWordsFile: ownWords,
    writerUrl: writerUrl(),
    version,
    runtime: `Node ${process.versions.node}`,
  })
}
