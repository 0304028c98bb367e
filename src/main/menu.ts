import { Menu, type MenuItemConstructorOptions } from 'electron'

/** The menu every application of this system has. */
export function setMenu(): void {
  const items: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(items))
}
