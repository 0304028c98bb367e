import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEngine } from './open.ts'
import { fail, hint, print } from './output.ts'
import { untilStopped } from './signals.ts'

export interface ServeOptions {
  port?: number | undefined
}

/** Serves the interface to a browser until a signal. Returns the exit code. */
export async function serveInterface(options: ServeOptions): Promise<number> {
  const stopped = untilStopped()
  const pages = pagesFolder()
  if (!pages) return fail({ message: 'The interface is not built.', advice: 'Run `npm run build` first.' })
  const { serve } = await import('../engine/serve.ts')
  const engine = await openEngine()
  try {
    const serving = await serve({ api: engine, pages, port: options.port })
    if ('failed' in serving) return fail(serving.failed)
    await print(`${JSON.stringify({ url: serving.ok.url })}\n`)
    hint('Open this address in a browser on this machine; its token is good until this process ends. Ctrl+C ends it.')
    await stopped
    await serving.ok.close()
    return 0
  } finally {
    await engine.close()
  }
}

/** The built interface: beside the built command, or, when the command runs from its sources, in `out`. */
function pagesFolder(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url))
  const candidates = [join(here, '..', 'renderer'), join(here, '..', '..', 'out', 'renderer')]
  return candidates.find((folder) => existsSync(join(folder, 'index.html')) && existsSync(join(folder, 'assets')))
}
