import { app, BrowserWindow, net, protocol } from 'electron'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

const pages = resolve(import.meta.dirname, '../renderer')

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])

// Not `await`: Electron gets ready only after the main module has been evaluated.
void app.whenReady().then(() => {
  protocol.handle('app', (request) => {
    const file = join(pages, decodeURIComponent(new URL(request.url).pathname))
    if (!file.startsWith(pages + sep)) return new Response(null, { status: 404 })
    return net.fetch(pathToFileURL(file).href)
  })
  const window = new BrowserWindow({
    title: 'Tapscope',
    width: 1280,
    height: 800,
    webPreferences: { preload: resolve(import.meta.dirname, '../preload/index.cjs'), sandbox: true },
  })
  return window.loadURL('app://tapscope/index.html')
})

app.on('window-all-closed', () => app.quit())
