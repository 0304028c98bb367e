import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

/**
 * Two entries in one folder: a face and `writer.js`, the worker that writes the log. Chunks lie beside them, not in a
 * folder of their own, so that `new URL('./writer.js', import.meta.url)` holds in whichever chunk it ends up.
 */
export function nodeEntries(face: string) {
  return {
    input: { index: face, writer: 'src/engine/log/worker.ts' },
    output: { format: 'es' as const, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  }
}

export default defineConfig({
  build: {
    ssr: true,
    // What Electron 33 embeds, as for the main process: both faces share the engine.
    target: 'node20.18',
    rolldownOptions: {
      ...nodeEntries('src/cli/index.ts'),
      external: ['better-sqlite3', 'electron', ...builtinModules, /^node:/],
    },
  },
  ssr: { noExternal: true },
})
