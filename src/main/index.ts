import { app } from 'electron'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { dataFolder } from '../engine/dataFolder.ts'
import { createEngine } from '../engine/engine.ts'
import { writerUrl } from '../engine/writerUrl.ts'
import { answerCalls } from './ipc.ts'
import { setMenu } from './menu.ts'
import { announcePages, answerPages } from './pages.ts'
import { confinePages, refusePermissions } from './shell.ts'
import { openWindow, showWindow } from './window.ts'

const data = dataFolder(process.env)
const own = join(data, 'window')

app.setName('Tapscope')
keepTo(own)
// A lock is one per data folder, since Electron keeps it where its own files are.
if (app.requestSingleInstanceLock()) start()
else {
  console.error('tapscope: it is running already on this data folder; its window has been brought to the front.')
  app.exit(0)
}

/** Electron's own files go into the data folder. If that cannot be written to, the window still opens and says so. */
function keepTo(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
  } catch (error) {
    console.error(`tapscope: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function start(): void {
  announcePages()
  confinePages()
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  const engine = createEngine({
    dataFolder: data,
    writerUrl: writerUrl(),
    version: manifest.version,
    runtime: `Electron ${process.versions.electron}`,
  })
  // Whoever calls it is told; without a call nobody has to be.
  engine.catch(() => {})
  answerCalls(engine)
  closeBeforeQuitting(async () => (await engine).close())

  app.on('second-instance', () => showWindow(own))
  app.on('activate', () => showWindow(own))
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  // Not `await`: Electron gets ready only after this module has been evaluated.
  void app.whenReady().then(open)
}

function open(): void {
  answerPages(join(import.meta.dirname, '..', 'renderer'))
  refusePermissions()
  setMenu()
  openWindow(own)
}

/** Quitting waits until everything that was captured is stored. */
function closeBeforeQuitting(close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void close()
      .catch((error: unknown) => console.error('tapscope:', error))
      .finally(() => {
        state = 'closed'
        app.quit()
      })
  })
}
