import manifest from '../../package.json' with { type: 'json' }
import { dataFolder } from '../engine/dataFolder.ts'
import type { Engine } from '../engine/engine.ts'
import { writerUrl } from '../engine/writerUrl.ts'

export const { version } = manifest

/** Opens the engine on a data folder, this environment's if none is given. Close it before the process ends. */
export async function openEngine(folder = dataFolder(process.env)): Promise<Engine> {
  const { createEngine } = await import('../engine/engine.ts')
  return createEngine({
    dataFolder: folder,
    writerUrl: writerUrl(),
    version,
    runtime: `Node ${process.versions.node}`,
  })
}
