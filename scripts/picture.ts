// `npm run picture`: takes the README's picture from the running program: the demo, its refused request, and the window in
// a real Electron.
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { launchElectron } from '../test/e2e/harness.ts'

const file = path.resolve(import.meta.dirname, '../docs/tapscope.png')
const data = await fs.mkdtemp(path.join(os.tmpdir(), 'tapscope-picture-'))
const { app, window, close } = await launchElectron({ data })
try {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 720))
  await window.emulateMedia({ colorScheme: 'dark' })
  await window.getByRole('button', { name: 'Try the demo' }).first().click()
  // The demo ends with the first client's DELETE.
  await window.locator('[data-frame]', { hasText: 'DELETE' }).waitFor()
  await window.locator('[data-frame]', { hasText: '400' }).first().click()
  await window.getByRole('tab', { name: /^Findings/ }).click()
  await window.getByRole('heading', { name: /never issued/ }).waitFor()
  await fs.mkdir(path.dirname(file), { recursive: true })
  await window.screenshot({ path: file })
  console.log(`tapscope: wrote ${path.relative(process.cwd(), file)}.`)
} finally {
  await close()
  await fs.rm(data, { recursive: true, force: true })
}
