import { BrowserWindow, nativeTheme } from 'electron'
import { join } from 'node:path'
import { startPage } from './pages.ts'
import { readSize, smallest, writeSize } from './size.ts'

/** Opens the window with the size it had when it was last closed, which `folder` remembers. */
export function openWindow(folder: string): void {
  const file = join(folder, 'size.json')
  const { width, height, maximized } = readSize(file)
  const window = new BrowserWindow({
    title: 'Tapscope',
    width,
    height,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1f1f1f' : '#ffffff',
    webPreferences: {
      preload: join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // It would download dictionaries.
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()
  // Not before it is painted: an empty frame looks like a crash.
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeSize(file, { ...sizeOf(window), maximized: window.isMaximized() }))
  void window.loadURL(startPage)
}

/** Brings the window to the front, or opens one. */
export function showWindow(folder: string): void {
  const window = BrowserWindow.getAllWindows()[0]
  if (!window) return openWindow(folder)
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function sizeOf(window: BrowserWindow): { width: number; height: number } {
  const { width, height } = window.getNormalBounds()
  return { width, height }
}
