import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { nodeEntries } from './vite.cli.config.ts'

export default defineConfig({
  main: {
    build: {
      // Everything but the natives is bundled; electron-vite leaves out exactly the `dependencies`.
      externalizeDeps: true,
      rolldownOptions: nodeEntries('src/main/index.ts'),
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      // A sandboxed preload is loaded as CommonJS, and by its name: `.js` would be a module in this package.
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // Replaced by whoever serves index.html, once a load.
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      minify: true,
      // A small font as a `data:` URL would break the policy's `font-src 'self'`.
      assetsInlineLimit: 0,
      // It comes from the disk or over loopback: kB, at which the size starts to be felt.
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
})
